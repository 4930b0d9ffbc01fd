"""Matches the rows of a table of costs with its columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def cheapest(costs: Floats) -> Ints:
    """The column of each row so that the sum is least.

    Shortest augmenting paths, row by row (Kuhn 1955, Jonker and Volgenant 1987).

    Args:
        costs: finite, shape (rows, columns), no more rows than columns.

    Returns:
        Shape (rows,).
    """
    rows, columns = costs.shape
    row_of = np.full(columns + 1, -1, dtype=np.int64)
    row_value, column_value = np.zeros(rows), np.zeros(columns + 1)
    for row in range(rows):
        # The last column is a root, which holds the new row until its path is found.
        at = columns
        row_of[at] = row
        distance = np.full(columns, np.inf)
        came_from = np.full(columns, columns, dtype=np.int64)
        done = np.zeros(columns + 1, dtype=np.bool_)
        while row_of[at] >= 0:
            done[at] = True
            here = row_of[at]
            reduced = costs[here] - row_value[here] - column_value[:columns]
            shorter = ~done[:columns] & (reduced < distance)
            distance[shorter] = reduced[shorter]
            came_from[shorter] = at
            open_distance = np.where(done[:columns], np.inf, distance)
            following = int(open_distance.argmin())
            step = open_distance[following]
            row_value[row_of[done]] += step
            column_value[done] -= step
            distance[~done[:columns]] -= step
            at = following
        while at != columns:
            before = int(came_from[at])
            row_of[at] = row_of[before]
            at = before
        row_of[columns] = -1
    result = np.full(rows, -1, dtype=np.int64)
    taken = np.flatnonzero(row_of[:columns] >= 0)
    result[row_of[taken]] = taken
    return result
