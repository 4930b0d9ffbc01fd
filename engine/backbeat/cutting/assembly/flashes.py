"""General flashes, as ITU-R BT.1702-3 counts them.

A flash is a pair of opposing changes of luminance of 20 cd/m2 or more, where the darker picture is
below 160 cd/m2; more than three in any second may bring on seizures. Luminance is that of a display
of 200 cd/m2 with the gamma of BT.1886. The mean of the picture stands for the flashing area, of
which BT.1702 asks a quarter of the screen: a flash of part of the picture counts less here.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from backbeat.cutting.assembly.arrays import Floats

_PEAK_CD = 200.0
_GAMMA = 2.4
_CHANGE_CD = 20.0
_DARKER_BELOW_CD = 160.0
LIMIT = 3
"""Flashes allowed in any second."""


def luminance(brightness: Floats) -> Floats:
    """cd/m2 of mean luma 0 to 1."""
    result: Floats = _PEAK_CD * np.clip(brightness, 0, 1) ** _GAMMA
    return result


def swings(levels: Floats) -> list[tuple[int, int]]:
    """The changes of luminance that can be half of a flash.

    Args:
        levels: cd/m2, shape (n,).

    Returns:
        For each change, the frame at which it is complete, and 1 for lighter or -1 for darker;
        directions alternate.
    """
    found: list[tuple[int, int]] = []
    if len(levels) == 0:
        return found
    turning = np.flatnonzero(np.diff(np.sign(np.diff(levels)), prepend=2, append=2))
    low = high = float(levels[0])
    direction = 0
    for frame in turning.tolist():
        level = float(levels[frame])
        if direction >= 0 and _is_change(level, high):
            direction, low = -1, level
            found.append((frame, direction))
        elif direction <= 0 and _is_change(low, level):
            direction, high = 1, level
            found.append((frame, direction))
        elif direction > 0:
            high = max(high, level)
        elif direction < 0:
            low = min(low, level)
        else:
            low, high = min(low, level), max(high, level)
    return found


def _is_change(darker: float, lighter: float) -> bool:
    return lighter - darker >= _CHANGE_CD and darker < _DARKER_BELOW_CD


def most_in_a_second(levels: Floats, rate: Fraction) -> int:
    """The largest number of general flashes in any second.

    Args:
        levels: cd/m2 of consecutive frames, shape (n,).
        rate: frames a second.
    """
    frames = [frame for frame, _ in swings(levels)]
    return _most(frames, float(rate)) // 2


def _most(frames: Sequence[int], window: float) -> int:
    most = first = 0
    for last, frame in enumerate(frames):
        while frame - frames[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most
