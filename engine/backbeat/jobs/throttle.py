"""Limits how often the progress of a job is recorded."""

from __future__ import annotations

from dataclasses import dataclass

INTERVAL_S = 0.2
"""Minimum seconds between two recorded steps of one job: at most five a second."""


@dataclass(frozen=True)
class Step:
    """The progress of a job."""

    fraction: float
    """The fraction done, 0 to 1."""
    text: str
    """The current step, in words."""


class Throttle:
    """Passes the first step at once, then the latest every `INTERVAL_S`, and always the last."""

    def __init__(self) -> None:
        self._next_s = float("-inf")
        self._pending: Step | None = None

    def offer(self, step: Step) -> None:
        """Takes a step, which replaces a held one."""
        self._pending = step

    def wait_s(self, now_s: float) -> float | None:
        """Seconds until the held step is due; None when there is none."""
        return None if self._pending is None else max(0.0, self._next_s - now_s)

    def due(self, now_s: float) -> Step | None:
        """Removes and returns the held step if it is due at `now_s`, else None."""
        if self._pending is None or now_s < self._next_s:
            return None
        self._next_s = now_s + INTERVAL_S
        return self.last()

    def last(self) -> Step | None:
        """Removes and returns the held step whatever the time, for a job that ends; may be None."""
        pending, self._pending = self._pending, None
        return pending
