"""How late the strongest motion of a clip is, against the beats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STANDS_OUT = 2.0
"""How many times the median the strongest motion is, at least."""
_STILL = 0.5
"""Least mean change of gray levels, of 255, that is motion."""


def strongest_change_s(times_s: Floats, pictures: NDArray[np.uint8]) -> float | None:
    """When a clip changes most, in seconds; None where no moment stands out.

    By the mean absolute difference of gray levels, between two pictures that follow one another:
    another instrument than the optical flow that shots are chosen by.

    Args:
        times_s: of each picture, shape (n,).
        pictures: gray, shape (n, height, width).
    """
    if len(pictures) < 3:
        return None
    steps = np.abs(np.diff(pictures.astype(np.int16), axis=0)).mean(axis=(1, 2))
    # A step of a twitching single picture counts for less than motion that goes on.
    smooth = np.convolve(np.pad(steps, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    top = int(np.argmax(smooth))
    if smooth[top] < max(_STILL, _STANDS_OUT * float(np.median(smooth))):
        return None
    return float(times_s[top + 1])


def late_s(moment_s: float, beats_s: Floats) -> float | None:
    """Seconds from the nearest beat to a moment. Negative: early. None where the music has none."""
    if len(beats_s) < 2:
        return None
    nearest = beats_s[np.argmin(np.abs(beats_s - moment_s))]
    late = float(moment_s - nearest)
    return late if abs(late) <= float(np.diff(beats_s).max()) / 2 else None
