"""Progress reports of long jobs, and their cancellation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from backbeat.errors import CancelledError

_T = TypeVar("_T")


def _never() -> bool:
    return False


def _silent(fraction: float, step: str) -> None:
    del fraction, step


@dataclass(frozen=True)
class Progress:
    """The progress of a job, passed down to its steps; `part` gives a step its share of the range.

    A job calls it between blocks of work, so that a cancel takes effect in the middle of a decode.
    """

    report: Callable[[float, str], None] = _silent
    """Called with the fraction done, 0 to 1, and the step in words."""
    cancelled: Callable[[], bool] = _never
    """Returns true once the job is to stop."""
    _start: float = field(default=0.0, repr=False)
    _span: float = field(default=1.0, repr=False)

    def __call__(self, fraction: float, step: str) -> None:
        """Reports `fraction` (0 to 1) of this part.

        Raises:
            CancelledError: the job was asked to stop.
        """
        self.check()
        self.report(self._start + self._span * min(max(fraction, 0.0), 1.0), step)

    def check(self) -> None:
        """Checks for a cancel.

        Raises:
            CancelledError: the job was asked to stop.
        """
        if self.cancelled():
            raise CancelledError("The job was cancelled; nothing was written.")

    def each(self, items: Iterable[_T]) -> Iterator[_T]:
        """Yields the items, and checks for a cancel before each. Raises: CancelledError."""
        for item in items:
            self.check()
            yield item

    def part(self, start: float, end: float) -> Progress:
        """A progress whose range 0 to 1 is `start` to `end` of this one's."""
        return Progress(
            self.report,
            self.cancelled,
            self._start + self._span * start,
            self._span * (end - start),
        )


SILENT = Progress()
"""A progress that reports nothing and is never cancelled."""
