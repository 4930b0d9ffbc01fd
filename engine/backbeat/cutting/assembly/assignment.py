"""Which clip goes to which slot of a round: the assignment of least cost, and the price of clips.

A round is as many slots as there are clips, so that in each every clip is shown once. What a clip
is worth to the other slots of its round is its price (the dual of the assignment problem): a slot
pays it, so that a long clip is left to the long slot that needs it.
"""

from __future__ import annotations

import numpy as np

from backbeat.cutting.assembly import costs
from backbeat.cutting.assembly.arrays import Floats, Ints
from backbeat.matching import cheapest


def assign(cost: Floats) -> Ints:
    """The clip of each slot so that the sum is least.

    Args:
        cost: shape (slots, clips); infinite where a slot cannot show a clip.

    Returns:
        Shape (slots,): index of the clip; -1 where a slot has none.
    """
    if cost.shape[0] > cost.shape[1]:
        by_clip = _assigned(cost.T)
        result = np.full(len(cost), -1, dtype=np.int64)
        result[by_clip] = np.arange(len(by_clip))
    else:
        result = _assigned(cost)
    rows = np.arange(len(cost))
    return np.where((result >= 0) & np.isfinite(cost[rows, result]), result, -1)


def prices(cost: Floats) -> Floats:
    """What each clip is worth to the other slots, from 0.

    Of the many prices with which no slot would rather have another clip than its own, these are in
    the middle: the mean of those that favour each clip in turn. So a slot prefers its own clearly.

    Args:
        cost: as in `assign`, with no more slots than clips.

    Returns:
        Shape (clips,).
    """
    slots, clips = cost.shape
    # Slots that want nothing take the clips left over.
    square = np.zeros((clips, clips))
    square[:slots] = np.minimum(cost, costs.NOT_POSSIBLE)
    own = _assigned(square)
    # How much dearer a clip may be than another before the slot of the other is content.
    distance = np.empty((clips, clips))
    distance[own] = square - square[np.arange(clips), own][:, None]
    for by in range(clips):
        np.minimum(distance, distance[:, by : by + 1] + distance[by], out=distance)
    value = distance.mean(axis=0)
    result: Floats = value.max() - value
    return result


def _assigned(cost: Floats) -> Ints:
    """The column of each row, no more rows than columns."""
    return cheapest(np.minimum(cost, costs.NOT_POSSIBLE))
