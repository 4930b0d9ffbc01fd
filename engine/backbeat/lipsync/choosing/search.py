"""The cheapest way through the bank, by dynamic programming (Viterbi 1967) over the best mouths."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.choosing.costs import Following

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]

_BEST, _IN_RUNS, _GOING_ON = 56, 56, 40
"""Mouths that are considered in each picture: the best, those of which the run around is best, and
those that go on from the best before."""
_LIKE, _FEW = 24, 6
"""Mouths to which there is little change, and from how many of the best before."""
_ENDING = 8
"""Last pictures that are looked at backwards from what follows."""
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
    total = np.zeros(1)
    last = np.array([before])
    ending = _towards(after, showing, count, following) if after >= 0 else {}
    for start in range(0, count, _BLOCK):
        stop = min(count, start + _BLOCK)
        low, high = max(0, start - _RUN), min(count, stop + _RUN)
        costs = showing(slice(low, high))
        candidates = _candidates(costs, following.after, start - low, stop - low)
        for picture in range(start, stop):
            single, found = costs[picture - low], [candidates[picture - start]]
            if last[0] >= 0:
                found += _reached(last[np.argsort(total, kind="stable")], single, following)
            if picture in ending:
                found.append(ending[picture])
            here = np.unique(np.concatenate(found))
            if last[0] >= 0:
                ways = total[:, None] + following.cost[last[:, None], here[None]]
                came.append(ways.argmin(axis=0))
                total = ways[came[-1], np.arange(len(here))] + single[here]
            else:
                came.append(np.zeros(len(here), np.int64))
                total = single[here]
            rows.append(here)
            last = here
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


def _towards(
    after: int, showing: Callable[[slice], Float64s], count: int, following: Following
) -> dict[int, Ints]:
    """Mouths by which the last pictures, by their number, come to row `after` smoothly."""
    first = max(0, count - _ENDING)
    costs = showing(slice(first, count))
    found: dict[int, Ints] = {}
    target = np.array([after])
    for picture in range(count - 1, first - 1, -1):
        near = following.cost[:, target].min(axis=1) + costs[picture - first]
        target = found[picture] = _smallest(near, _LIKE)
    return found


def _reached(best: Ints, single: Float64s, following: Following) -> list[Ints]:
    """Mouths that go on from the best ones, or are reached from them with little change.

    Args:
        best: the rows of the picture before, the best first.
        single: what each row costs now.
        following: what joins cost.
    """
    most = best[:_GOING_ON]
    going_on = following.after[most]
    few = np.concatenate([best[:_FEW], most[following.slow[most]]])
    near = following.cost[best[:_FEW]].min(axis=0) + single
    return [going_on[going_on >= 0], few, _smallest(near, _LIKE)]


def _smallest(values: NDArray[np.floating], count: int) -> Ints:
    if len(values) <= count:
        return np.arange(len(values))
    return np.argpartition(values, count)[:count]


def _candidates(costs: Float64s, after: Ints, first: int, stop: int) -> list[Ints]:
    """The rows that are considered in each picture from `first` on and before `stop`."""
    count = costs.shape[1]
    if count <= _BEST + _IN_RUNS:
        return [np.arange(count)] * (stop - first)
    runs = _along_runs(costs, after)
    best = np.argpartition(costs[first:stop], _BEST, axis=1)[:, :_BEST]
    in_runs = np.argpartition(runs[first:stop], _IN_RUNS, axis=1)[:, :_IN_RUNS]
    return [np.unique(both) for both in np.concatenate([best, in_runs], 1)]


def _along_runs(costs: NDArray[np.floating], after: Ints) -> Float32s:
    """Mean costs of the run of which each row is part, `_RUN` pictures before and after."""
    has = after >= 0
    goes_on = np.where(has, after, np.arange(len(after)))
    costs = costs.astype(np.float32)
    forward, backward = costs.copy(), costs.copy()
    for _ in range(_RUN):
        # What a row costs, and what those cost that go on from it a picture later.
        forward[:-1] = costs[:-1] + 0.8 * forward[1:, goes_on]
        shifted = np.full_like(costs, np.inf)
        shifted[1:, goes_on[has]] = backward[:-1, has]
        shifted = np.where(np.isfinite(shifted), shifted, backward)
        backward = costs + 0.8 * shifted
    return np.asarray(forward + backward - costs, np.float32)
