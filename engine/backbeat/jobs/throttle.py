"""Keeps a busy job from writing more progress than anybody can read."""

from __future__ import annotations

from dataclasses import dataclass

INTERVAL_S = 0.2
"""Seconds between two stored steps of one job: five a second."""


@dataclass(frozen=True)
class Step:
    """Where a job is."""

    fraction: float
    """0 to 1."""
    text: str
    """What it is doing, in words."""


class Throttle:
    """Lets the first step through, then one each `INTERVAL_S`, and never loses the last."""

    def __init__(self) -> None:
        self._next_s = float("-inf")
        self._held: Step | None = None

    def offer(self, step: Step) -> None:
        """Takes a step; one that is still held is replaced."""
        self._held = step

    def wait_s(self, now_s: float) -> float | None:
        """Seconds until the held step is due; None when nothing is held."""
        return None if self._held is None else max(0.0, self._next_s - now_s)

    def due(self, now_s: float) -> Step | None:
        """The held step, when its time has come."""
        if self._held is None or now_s < self._next_s:
            return None
        self._next_s = now_s + INTERVAL_S
        return self.last()

    def last(self) -> Step | None:
        """The held step, whatever the time: for a job that ends."""
        held, self._held = self._held, None
        return held
