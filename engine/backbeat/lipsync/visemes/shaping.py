"""From how likely each mouth shape is at each moment to shapes that an animator would draw.

A shape lasts two frames at least, so that nothing flickers; lips that are heard to close do close,
however briefly (Osipa 2010, Lasseter 1987). Of all sequences that obey, the likeliest is chosen
(Viterbi 1967).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Ints = NDArray[np.int64]

_FLOOR = 1e-3
"""Least probability, so that no moment alone decides."""
_CLOSURE_WEIGHT = 4.0
"""How much more a moment counts at which the lips are heard to close."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A mouth shape in time."""

    start_s: float
    end_s: float
    shape: int
    """Index into the set's shapes."""
    confidence: float
    """Mean probability of the shape while it is shown, 0 to 1."""


def shaped(
    likely: Float32s, step_s: float, shortest_s: float, closed: int, duration_s: float
) -> list[Shape]:
    """The likeliest shapes, in order and without gaps.

    Args:
        likely: probability of each shape in each step, shape (steps, shapes).
        step_s: length of a step.
        shortest_s: how long a shape lasts at least; a recording shorter than that has one shape.
        closed: the shape with closed lips.
        duration_s: of the recording; the last shape lasts until then.
    """
    if not len(likely):
        return [Shape(0.0, duration_s, 0, 1.0)] if duration_s > 0 else []
    steps = max(1, round(shortest_s / step_s))
    path = _likeliest(_scores(likely, closed), min(steps, len(likely)))
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    return [
        Shape(
            first * step_s,
            duration_s if last == len(path) else last * step_s,
            int(path[first]),
            float(likely[first:last, path[first]].mean()),
        )
        for first, last in zip(edges[:-1], edges[1:], strict=True)
    ]


def _scores(likely: Float32s, closed: int) -> NDArray[np.float64]:
    scores = np.log(np.maximum(likely.astype(np.float64), _FLOOR))
    heard_closed = likely.argmax(axis=1) == closed
    scores[heard_closed] *= _CLOSURE_WEIGHT
    return scores


def _likeliest(scores: NDArray[np.float64], shortest: int) -> Ints:
    """The best shape of each step where each lasts `shortest` steps or more.

    `best[t]` holds, of each shape, the best sequence up to and with step `t` in which it has lasted
    long enough; `sums` makes the score of a whole shortest run one subtraction.
    """
    steps, shapes = scores.shape
    sums = np.concatenate([np.zeros((1, shapes)), np.cumsum(scores, axis=0)])
    best = np.full((steps + 1, shapes), -np.inf)
    came_from = np.full((steps + 1, shapes), -1, np.int64)
    for end in range(shortest, steps + 1):
        start = end - shortest
        run = sums[end] - sums[start]
        if start == 0:
            best[end] = run
            continue
        # Goes on with the shape there is, or has just turned to another.
        going_on = best[end - 1] + scores[end - 1]
        order = np.argsort(best[start])[::-1][:2]
        before = np.where(np.arange(shapes) == order[0], order[1], order[0])
        turned = best[start][before] + run
        best[end] = np.maximum(going_on, turned)
        came_from[end] = np.where(turned > going_on, before, -1)
    path = np.zeros(steps, np.int64)
    shape, end = int(np.argmax(best[steps])), steps
    while end > 0:
        before = int(came_from[end, shape])
        if before < 0:
            path[end - 1] = shape
            end -= 1
            continue
        path[end - shortest : end] = shape
        shape, end = before, end - shortest
    return path
