"""What a clip looks like from moment to moment, so that two clips of one scene are known as such.

A look is a coarse colour histogram and the mean colours of nine areas, scaled so that the
Euclidean distance of two looks is 0 for the same picture and about 1 for pictures that share
neither colours nor layout. Histograms are compared by the Hellinger distance (Bhattacharyya, 1943).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EVERY_S = 0.25
"""Seconds from one look to the next."""
_SIDE = 48
"""Of the small picture that is counted, in pixels."""
_LEVELS = 4
"""Of each colour in the histogram."""
_AREAS = 3
"""Areas a side."""
SIZE = _LEVELS**3 + 3 * _AREAS**2
"""Numbers in a look."""
_LAYOUT = 2.0
"""Weight of a difference of colour in all areas; pictures seldom differ by more than half."""


def look_of(pixels: NDArray[np.uint8], turned: int) -> NDArray[np.float32]:
    """The look of a picture, shape (SIZE,).

    Args:
        pixels: as stored, BGR, shape (height, width, 3).
        turned: clockwise degrees by which it is turned to be shown.
    """
    import cv2

    small = cv2.resize(pixels, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    small = np.rot90(small, -turned // 90)
    levels = (small // (256 // _LEVELS)).reshape(-1, 3).astype(np.int64)
    bins = (levels[:, 0] * _LEVELS + levels[:, 1]) * _LEVELS + levels[:, 2]
    shares = np.bincount(bins, minlength=_LEVELS**3) / len(bins)
    step = _SIDE // _AREAS
    areas = small.reshape(_AREAS, step, _AREAS, step, 3).mean(axis=(1, 3)).ravel() / 255
    # Each part is half of the squared distance.
    histogram = np.sqrt(shares) / 2
    layout = areas * _LAYOUT / np.sqrt(2 * areas.size)
    return np.concatenate([histogram, layout]).astype(np.float32)
