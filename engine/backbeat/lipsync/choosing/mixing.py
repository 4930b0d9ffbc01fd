"""Which mouths a picture is drawn from: at joins two, so that one run turns into the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_BEFORE, _AT = 0.2, 0.6
"""Share of the new run in the last picture of the old one, and in its own first one."""
_CLOSED = 0.6
"""How far lips are closed where joins are not spread: half a closure is none."""


@dataclass(frozen=True, eq=False)
class Mixed:
    """Mouths for each picture. The second of a row is -1 where one is enough."""

    rows: Ints
    """Of the bank, the weightier first; shape (m, 2)."""
    weights: Float64s
    """Sum 1 in each row; shape (m, 2)."""


def mixed(rows: Ints, joins: Bools, closed: Float64s, after: Ints) -> Mixed:
    """Spreads joins over two pictures.

    Args:
        rows: of the bank for each picture, or -1; shape (m,).
        joins: where a new run begins, shape (m,).
        closed: how far lips are closed, shape (m,).
        after: the row that goes on from each of the bank, or -1; shape (n,).
    """
    both = np.full((len(rows), 2), -1)
    both[:, 0] = rows
    weights = np.zeros((len(rows), 2))
    weights[:, 0] = 1
    before = np.full(len(after), -1)
    has = np.flatnonzero(after >= 0)
    before[after[has]] = has
    for at in np.flatnonzero(joins):
        going_on, coming = int(after[rows[at - 1]]), int(before[rows[at]])
        if going_on >= 0 and closed[at] <= _CLOSED and both[at, 1] < 0:
            both[at] = rows[at], going_on
            weights[at] = _AT, 1 - _AT
        if coming >= 0 and closed[at - 1] <= _CLOSED and both[at - 1, 1] < 0:
            both[at - 1] = rows[at - 1], coming
            weights[at - 1] = 1 - _BEFORE, _BEFORE
    return Mixed(both, weights)
