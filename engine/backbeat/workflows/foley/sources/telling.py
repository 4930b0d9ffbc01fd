"""Says what sources do, within the progress of the choosing."""

from __future__ import annotations

from backbeat.progress import Progress


class Telling:
    """A progress that stays where the choosing is, while its sources say what they are doing.

    Args:
        outer: of the job.
    """

    def __init__(self, outer: Progress) -> None:
        self._outer = outer
        self._fraction = 0.0
        self.steps = Progress(self._say, outer.cancelled)
        """For sources: whatever fraction they report, only their words are passed on."""

    def at(self, fraction: float, step: str) -> None:
        """Reports where the choosing is. Raises: CancelledError."""
        self._fraction = fraction
        self._outer(fraction, step)

    def _say(self, fraction: float, step: str) -> None:
        del fraction
        self._outer(self._fraction, step)
