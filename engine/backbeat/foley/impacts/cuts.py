"""Where shots meet, in the small grey pictures that impacts are looked for in.

A cut changes everything at once, as an impact does not, but so fast that it may pass for one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CELLS = (9, 16)
"""Rows and columns of the coarse pictures that are compared."""
_LEAST = 6.0
"""Mean change of the coarse picture, in steps of 255, under which there is no cut."""
_OVER = 4.0
"""How far the change stands out above those beside it."""
_BESIDE = 4
"""Pictures on each side that it is compared with."""
_BACK = 0.5
"""Change from before to after a flash, against the change into it, under which it is none."""


def coarse(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A picture as the means of its cells, shape `CELLS`.

    Args:
        picture: grey, shape (90, 160).
    """
    rows, columns = CELLS
    high, wide = picture.shape[0] // rows, picture.shape[1] // columns
    cells = picture[: rows * high, : columns * wide].reshape(rows, high, columns, wide)
    return np.asarray(cells.mean((1, 3), dtype=np.float32), np.float32)


def find_cuts(pictures: NDArray[np.float32]) -> list[int]:
    """The first pictures of shots, but for the first of all.

    Args:
        pictures: as `coarse` makes them, shape (n, 9, 16).
    """
    if len(pictures) < 3:
        return []
    change = np.abs(np.diff(pictures, axis=0)).mean((1, 2))
    cuts = []
    for at in np.flatnonzero(change >= _LEAST).tolist():
        beside = np.delete(change[max(0, at - _BESIDE) : at + _BESIDE + 1], min(at, _BESIDE))
        if change[at] >= _OVER * max(1.5, float(beside.max(initial=0))) and not _returns(
            pictures, at, float(change[at])
        ):
            cuts.append(at + 1)
    return cuts


def _returns(pictures: NDArray[np.float32], at: int, change: float) -> bool:
    """Whether what was before a change is back after it."""
    after = pictures[at + 2 : at + 2 + _BESIDE]
    if not len(after):
        return False
    return float(np.abs(after - pictures[at]).mean((1, 2)).min()) < _BACK * change
