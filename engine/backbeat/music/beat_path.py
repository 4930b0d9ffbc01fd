"""The beats that are loudest while keeping the period: Ellis's dynamic programming (2007)."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.progress import Progress

_TIGHTNESS = 200.0
_CHECK_EVERY = 8192


def best_path(novelty: Float64s, periods: Float64s, progress: Progress) -> Ints:
    """Indices into `novelty`, shape (n,), of the best sequence of beats.

    Args:
        novelty: with unit deviation.
        periods: the beat period wanted at each value, in values.
        progress: asked between stretches.
    """
    count = len(novelty)
    before = int(np.ceil(2 * periods.max()))
    score = np.full(count + before, 0.0)
    came_from = np.full(count, -1, np.intp)
    steps: dict[int, tuple[int, int, Float64s]] = {}
    for index in range(count):
        if index % _CHECK_EVERY == 0:
            progress(index / count, "Following the beat")
        key = round(periods[index] * 4)
        if key not in steps:
            period = key / 4
            near, far = max(1, int(period / 2)), int(np.ceil(period * 2))
            gaps = np.arange(far, near - 1, -1)
            steps[key] = (near, far, -_TIGHTNESS * np.log(gaps / period) ** 2)
        near, far, cost = steps[key]
        here = index + before
        reached = score[here - far : here - near + 1] + cost
        best = int(reached.argmax())
        score[here] = novelty[index] + reached[best]
        came_from[index] = index - far + best
    last = count - 1 - int(periods[-1])
    index = max(last, 0) + int(score[before + max(last, 0) :].argmax())
    path = []
    while index >= 0:
        path.append(index)
        index = int(came_from[index])
    return np.asarray(path[::-1], np.intp)
