"""The cheapest way through the bank, by dynamic programming (Viterbi 1967) over the best mouths."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.choosing.costs import Following

Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]

_BEST, _IN_RUNS, _GOING_ON = 56, 56, 40
"""Mouths that are considered in each picture: the best, those of which the run around is best, and
those that go on from the best before."""
_RUN = 4
"""Pictures before and after one that count for a run."""
_BLOCK = 200
"""Pictures whose costs are in memory at once."""


def cheapest(
    showing: Callable[[slice], Float64s],
    count: int,
    following: Following,
    before: int = -1,
    after: int = -1,
) -> Ints:
    """The rows of the bank that cost least together, shape (count,).

    Args:
        showing: what each row costs in some pictures, shape (m, n).
        count: number of pictures.
        following: what joins cost.
        before: row that is shown before the first picture; -1: nothing is.
        after: row that is shown after the last one; -1: nothing is.
    """
    rows: list[Ints] = []
    came: list[Ints] = []
    total = np.zeros(0)
    for start in range(0, count, _BLOCK):
        stop = min(count, start + _BLOCK)
        low, high = max(0, start - _RUN), min(count, stop + _RUN)
        costs = showing(slice(low, high))
        candidates = _candidates(costs, following.after, start - low, stop - low)
        for picture in range(start, stop):
            single = costs[picture - low]
            found = candidates[picture - start]
            if not rows:
                total = single[found].copy()
                if before >= 0:
                    total += following.cost[before, found]
                rows.append(found)
                came.append(np.zeros(len(found), np.int64))
                continue
            best = rows[-1][np.argsort(total, kind="stable")[:_GOING_ON]]
            going_on = following.after[best]
            found = np.unique(np.concatenate([found, going_on[going_on >= 0], best[:8]]))
            ways = total[:, None] + following.cost[rows[-1][:, None], found[None]]
            came.append(ways.argmin(axis=0))
            total = ways[came[-1], np.arange(len(found))] + single[found]
            rows.append(found)
    if not rows:
        return np.zeros(0, np.int64)
    if after >= 0:
        total = total + following.cost[rows[-1], after]
    at = int(total.argmin())
    path = [int(rows[-1][at])]
    for picture in range(count - 1, 0, -1):
        at = int(came[picture][at])
        path.append(int(rows[picture - 1][at]))
    return np.array(path[::-1])


def _candidates(costs: Float64s, after: Ints, first: int, stop: int) -> list[Ints]:
    """The rows that are considered in each picture from `first` on and before `stop`."""
    count = costs.shape[1]
    if count <= _BEST + _IN_RUNS:
        return [np.arange(count)] * (stop - first)
    runs = _along_runs(costs, after)
    best = np.argpartition(costs[first:stop], _BEST, axis=1)[:, :_BEST]
    in_runs = np.argpartition(runs[first:stop], _IN_RUNS, axis=1)[:, :_IN_RUNS]
    return [np.unique(both) for both in np.concatenate([best, in_runs], 1)]


def _along_runs(costs: Float64s, after: Ints) -> Float64s:
    """Mean costs of the run of which each row is part, `_RUN` pictures before and after."""
    has = after >= 0
    goes_on = np.where(has, after, np.arange(len(after)))
    forward, backward = costs.copy(), costs.copy()
    for _ in range(_RUN):
        # What a row costs, and what those cost that go on from it a picture later.
        forward[:-1] = costs[:-1] + 0.8 * forward[1:, goes_on]
        shifted = np.full_like(costs, np.inf)
        shifted[1:, goes_on[has]] = backward[:-1, has]
        shifted = np.where(np.isfinite(shifted), shifted, backward)
        backward = costs + 0.8 * shifted
    return np.asarray(forward + backward - costs, np.float64)
