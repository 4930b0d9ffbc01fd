"""From how likely each mouth shape is at each moment to shapes that an animator would draw.

Shapes change on pictures and last two of them at least, so that nothing flickers; lips that are
heard to close do close, however briefly (Lasseter 1987; Osipa 2010). Of all sequences that obey,
the likeliest is chosen (Viterbi 1967).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Ints = NDArray[np.int64]

SHORTEST = 2
"""Pictures that a shape lasts at least."""
_FLOOR = 1e-3
"""Least probability, so that no picture alone decides."""
_SURELY_CLOSED = 0.5
_MUST = 1e3
"""What it costs not to close the lips where they are heard to close."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A mouth shape in time."""

    first: int
    """The first picture that shows it."""
    end: int
    """The first picture after it."""
    shape: int
    """Index into the set's shapes."""


def per_picture(likely: Float32s, step_s: float, rate: Fraction, duration_s: float) -> Float32s:
    """Mean probabilities while each picture is shown, shape (pictures, shapes).

    Args:
        likely: probability of each shape in each step, shape (steps, shapes); the last goes on.
        step_s: length of a step.
        rate: pictures a second.
        duration_s: of the recording; the last picture may be cut short by its end.
    """
    pictures = math.ceil(round(duration_s * rate, 6))
    if not pictures or not len(likely):
        return np.zeros((pictures, likely.shape[1]), np.float32)
    steps = int(pictures / float(rate) / step_s) + 2
    whole = np.pad(likely, ((0, max(0, steps - len(likely))), (0, 0)), "edge").astype(np.float64)
    sums = np.concatenate([np.zeros((1, likely.shape[1])), np.cumsum(whole, axis=0)])
    edges = np.arange(pictures + 1) / float(rate) / step_s
    before = edges.astype(int)
    reached = sums[before] + (edges - before)[:, np.newaxis] * whole[before]
    return np.asarray(np.diff(reached, axis=0) * float(rate) * step_s, np.float32)


def closures_in(likely: Float32s, step_s: float, closed: int) -> list[float]:
    """Moments in the middle of each stretch in which the lips are heard to close, in seconds.

    In such a stretch closed lips are the likeliest shape, and at some moment likelier than all
    others together.

    Args:
        likely: probability of each shape in each step, shape (steps, shapes).
        step_s: length of a step.
        closed: the shape with closed lips.
    """
    heard = np.concatenate([[False], likely.argmax(axis=1) == closed, [False]])
    edges = np.flatnonzero(np.diff(heard)).reshape(-1, 2)
    return [
        float((first + end) / 2 * step_s)
        for first, end in edges
        if likely[first:end, closed].max() > _SURELY_CLOSED
    ]


def shaped(
    likely: Float32s, rate: Fraction, closed: int, closures_s: Sequence[float]
) -> list[Shape]:
    """The likeliest shapes, in order and without gaps.

    Args:
        likely: probability of each shape in each picture, shape (pictures, shapes).
        rate: pictures a second.
        closed: the shape with closed lips.
        closures_s: moments at which the lips are closed.
    """
    if not len(likely):
        return []
    scores = np.log(np.maximum(likely.astype(np.float64), _FLOOR))
    others = np.arange(likely.shape[1]) != closed
    for moment_s in closures_s:
        picture = min(int(moment_s * rate), len(likely) - 1)
        scores[picture, others] -= _MUST
    path = _likeliest(scores, min(SHORTEST, len(likely)))
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    return [Shape(first, end, int(path[first])) for first, end in pairwise(edges)]


def _likeliest(scores: NDArray[np.float64], shortest: int) -> Ints:
    """The best shape of each picture where each lasts `shortest` pictures or more.

    `best[end]` holds, of each shape, the best sequence before picture `end` in whose last pictures
    it has lasted long enough.
    """
    pictures, shapes = scores.shape
    sums = np.concatenate([np.zeros((1, shapes)), np.cumsum(scores, axis=0)])
    best = np.full((pictures + 1, shapes), -np.inf)
    came_from = np.full((pictures + 1, shapes), -1, np.int64)
    everyone = np.arange(shapes)
    for end in range(shortest, pictures + 1):
        start = end - shortest
        run = sums[end] - sums[start]
        if start == 0:
            best[end] = run
            continue
        going_on = best[end - 1] + scores[end - 1]
        # Each shape comes after the best other one.
        first = int(np.argmax(best[start]))
        rest = best[start].copy()
        rest[first] = -np.inf
        before = np.where(everyone == first, int(np.argmax(rest)), first)
        turned = best[start][before] + run
        best[end] = np.maximum(going_on, turned)
        came_from[end] = np.where(turned > going_on, before, -1)
    return _traced(best[pictures], came_from, shortest)


def _traced(last: NDArray[np.float64], came_from: Ints, shortest: int) -> Ints:
    path = np.zeros(len(came_from) - 1, np.int64)
    shape, end = int(np.argmax(last)), len(path)
    while end > 0:
        before = int(came_from[end, shape])
        length = 1 if before < 0 else shortest
        path[end - length : end] = shape
        end -= length
        if before >= 0:
            shape = before
    return path
