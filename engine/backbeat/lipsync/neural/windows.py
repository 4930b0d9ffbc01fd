"""Which part of what is heard belongs to which picture, by the moment it is shown.

No rate of pictures is assumed: 29.97 a second and variable rates are as exact as 25.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]

_EXACT = 1e-6
"""Rows by which a time as a float may fall short of the row that it means. Clocks of pictures tick
at most 100,000 times a second, hundreds of times slower than this."""


def row_at(times_s: Float64s, rows_per_s: int) -> Ints:
    """The row of features that has begun at each time, shape (m,)."""
    return np.floor(times_s * rows_per_s + _EXACT).astype(np.int64)


def window_at(rows: Float32s, first: int, count: int) -> Float32s:
    """`count` rows from `first` on; beyond both ends the nearest one is repeated."""
    at = np.clip(np.arange(first, first + count), 0, len(rows) - 1)
    return np.asarray(rows[at], np.float32)
