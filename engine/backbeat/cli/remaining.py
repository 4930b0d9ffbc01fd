"""How long a job has run, and about how long it goes on."""

from __future__ import annotations

SAID_AFTER_S = 4.0
"""Seconds until times are said: most jobs have ended by then."""
_LEAST_FRACTION = 0.03
_SMOOTHING_S = 6.0


class Clock:
    """Tells elapsed and remaining time, the latter without jumps.

    The estimate counts down with the clock, and is drawn towards what the pace so far says, a part
    of the difference at each look.
    """

    def __init__(self, now_s: float) -> None:
        self._began_s = now_s
        self._looked_s = now_s
        self._left_s: float | None = None

    def at(self, now_s: float, fraction: float) -> str:
        """Such as "0:42, about 1:10 left  "; empty at first.

        Args:
            now_s: of a monotonic clock, in seconds.
            fraction: done, 0 to 1.
        """
        elapsed_s, since_s = now_s - self._began_s, now_s - self._looked_s
        self._looked_s = now_s
        if elapsed_s < SAID_AFTER_S or not _LEAST_FRACTION <= fraction <= 1:
            return f"{_clock(elapsed_s)}  " if elapsed_s >= SAID_AFTER_S else ""
        by_pace_s = elapsed_s * (1 - fraction) / fraction
        if self._left_s is None:
            self._left_s = by_pace_s
        else:
            counted_s = max(0.0, self._left_s - since_s)
            part = min(1.0, since_s / _SMOOTHING_S)
            self._left_s = counted_s + part * (by_pace_s - counted_s)
        return f"{_clock(elapsed_s)}, about {_clock(_rounded(self._left_s))} left  "


def _rounded(seconds: float) -> float:
    """To steps that an estimate of that length is worth."""
    step = 1 if seconds < 20 else 5 if seconds < 120 else 30
    return round(seconds / step) * step


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
