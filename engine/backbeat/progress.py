"""How long work tells where it is, and learns that it should stop."""

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
    """Handed down through a job. `part` gives a step its own share of the whole.

    A job calls it between blocks of work, so that a cancel takes effect in the middle of a decode.
    """

    report: Callable[[float, str], None] = _silent
    """Receives the fraction done, 0 to 1, and the step in words."""
    cancelled: Callable[[], bool] = _never
    """True once somebody asked the job to stop."""
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
        """Raises:
        CancelledError: the job was asked to stop.
        """
        if self.cancelled():
            raise CancelledError("The job was cancelled; nothing was written.")

    def each(self, things: Iterable[_T]) -> Iterator[_T]:
        """The same things; asks before each whether to stop. Raises: CancelledError."""
        for thing in things:
            self.check()
            yield thing

    def part(self, start: float, end: float) -> Progress:
        """A progress whose 0 to 1 is `start` to `end` of this one."""
        return Progress(
            self.report,
            self.cancelled,
            self._start + self._span * start,
            self._span * (end - start),
        )


SILENT = Progress()
"""For callers who neither watch nor cancel."""
