"""Elapsed and estimated remaining time of a job, for the progress bar."""

from __future__ import annotations

SHOWN_AFTER_S = 4.0
"""Seconds until times are shown: most jobs have ended by then."""
_MIN_FRACTION = 0.03
"""Fraction done from which the pace is worth an estimate."""
_SMOOTHING_S = 6.0
"""Time constant of the smoothing of the estimate."""


class Clock:
    """Formats elapsed and estimated remaining time, smoothed so that the estimate does not jump.

    Between calls the estimate counts down with the clock; each call corrects a part of its
    difference from the time that the pace so far predicts.
    """

    def __init__(self, now_s: float) -> None:
        self._start_s = now_s
        self._last_call_s = now_s
        self._remaining_s: float | None = None

    def at(self, now_s: float, fraction: float) -> str:
        """The times as text, such as "0:42, about 1:10 left  "; empty at first.

        Args:
            now_s: seconds of a monotonic clock.
            fraction: the fraction done, 0 to 1.
        """
        elapsed_s, passed_s = now_s - self._start_s, now_s - self._last_call_s
        self._last_call_s = now_s
        if elapsed_s < SHOWN_AFTER_S or not _MIN_FRACTION <= fraction <= 1:
            return f"{_clock(elapsed_s)}  " if elapsed_s >= SHOWN_AFTER_S else ""
        by_pace_s = elapsed_s * (1 - fraction) / fraction
        if self._remaining_s is None:
            self._remaining_s = by_pace_s
        else:
            counted_down_s = max(0.0, self._remaining_s - passed_s)
            part = min(1.0, passed_s / _SMOOTHING_S)
            self._remaining_s = counted_down_s + part * (by_pace_s - counted_down_s)
        return f"{_clock(elapsed_s)}, about {_clock(_rounded(self._remaining_s))} left  "


def _rounded(seconds: float) -> float:
    """Rounds an estimate in seconds to a step that suits its length."""
    step = 1 if seconds < 20 else 5 if seconds < 120 else 30
    return round(seconds / step) * step


def _clock(seconds: float) -> str:
    minutes, seconds_left = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds_left:02}" if hours else f"{minutes}:{seconds_left:02}"
