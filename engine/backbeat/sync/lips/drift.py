"""How an offset grows over time: a line through the windows that single ones cannot bend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float64s = npt.NDArray[np.float64]

_MOST = 1500
"""Points from which all slopes are taken; more are thinned out evenly."""


@dataclass(frozen=True)
class Line:
    """`offset_s = at_zero_s + slope * time`."""

    at_zero_s: float
    slope: float
    """Seconds a second; 1e-6 is one part per million."""
    slope_low: float
    slope_high: float
    """Bounds of the slope, as sure as 95 %."""
    residual_s: float
    """Median distance of the points from the line."""

    def at(self, time_s: float) -> float:
        """The offset at a time, in seconds."""
        return self.at_zero_s + self.slope * time_s


def line_through(times_s: Float64s, offsets_s: Float64s) -> Line | None:
    """The line of Theil (1950) and Sen (1968): the median of the slopes between pairs of points.

    A quarter of the points may be anywhere without moving it far.

    Args:
        times_s: where the windows are; shape (n,).
        offsets_s: shape (n,).

    Returns:
        None for fewer than three points, or points at one time.
    """
    if len(times_s) < 3:
        return None
    if len(times_s) > _MOST:
        kept = np.linspace(0, len(times_s) - 1, _MOST).astype(int)
        times_s, offsets_s = times_s[kept], offsets_s[kept]
    first, second = np.triu_indices(len(times_s), 1)
    apart = times_s[second] - times_s[first]
    used = np.abs(apart) > 1e-9
    if not used.any():
        return None
    slopes = np.sort((offsets_s[second] - offsets_s[first])[used] / apart[used])
    slope = float(np.median(slopes))
    at_zero = float(np.median(offsets_s - slope * times_s))
    count = len(times_s)
    # Kendall's variance of the number of concordant pairs (Sen 1968).
    spread = 1.96 * float(np.sqrt(count * (count - 1) * (2 * count + 5) / 18))
    low = int(np.clip((len(slopes) - spread) / 2, 0, len(slopes) - 1))
    high = int(np.clip((len(slopes) + spread) / 2, 0, len(slopes) - 1))
    residual = float(np.median(np.abs(offsets_s - slope * times_s - at_zero)))
    return Line(at_zero, slope, float(slopes[low]), float(slopes[high]), residual)
