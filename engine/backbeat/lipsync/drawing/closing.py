"""Moves lips along the columns of a mouth, so that they meet or part.

Each lip keeps its thickness where lips are closed, and what is between them is gone, not squeezed
to a sliver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.lips import COLUMNS, Axis, Edges
from backbeat.media.retouching.patches import Box

Float32s = NDArray[np.float32]

_UPPER_SHARE = 0.3
"""Of a gap, how much of it the upper lip closes; the lower one, with the jaw, does the rest."""
_BEYOND_UPPER, _BEYOND_LOWER = 0.9, 1.2
"""How far beyond a lip its movement fades, in its thicknesses, or in gaps if they are wider."""
_FINE = 8
"""Steps between columns."""
_BESIDE = 0.12
"""How far beside the corners lips still move, in lengths of the mouth."""


@dataclass(frozen=True, eq=False)
class Knots:
    """Heights in the columns of a mouth between which it is stretched."""

    first: Float32s
    """Above the upper lip, from where it moves; shape (COLUMNS,)."""
    goal: Edges
    """Where edges of lips are to be seen."""
    last: Float32s
    """Below the lower lip, up to where it moves."""
    upper: Float32s
    """The upper lip's inner edge before lips are closed."""
    gap: Float32s
    """Between the lips before they are closed."""


def knots_of(edges: Sequence[Edges], weights: Float32s, closed: float) -> Knots:
    """Where edges are to be seen.

    Args:
        edges: of each mouth; the outer ones are the same.
        weights: of each, sum 1.
        closed: share of the gap that is closed, 0 to 1.
    """
    outer, last_outer = edges[0].upper_outer, edges[0].lower_outer
    upper = _mean([one.upper_inner for one in edges], weights)
    gap = _mean([one.gap for one in edges], weights)
    down, up = _UPPER_SHARE * closed * gap, (1 - _UPPER_SHARE) * closed * gap
    widest = np.max([one.gap for one in edges], axis=0)
    above = np.max([np.maximum(one.upper_inner - outer, widest) for one in edges])
    below = np.max([np.maximum(last_outer - one.lower_inner, widest) for one in edges])
    goal = Edges(outer + down, upper + down, upper + gap - up, last_outer - up)
    return Knots(
        np.asarray(outer - above * _BEYOND_UPPER, np.float32),
        goal,
        np.asarray(last_outer + below * _BEYOND_LOWER, np.float32),
        upper,
        gap,
    )


def _mean(values: list[Float32s], weights: Float32s) -> Float32s:
    return np.asarray(np.tensordot(weights, np.stack(values), 1), np.float32)


@dataclass(frozen=True, eq=False)
class Places:
    """Pixels of a box in columns of a mouth."""

    box: Box
    column: Float32s
    """0 to COLUMNS - 1, shape (height, width)."""
    down: Float32s
    """Pixels below the axis."""


def places_in(box: Box, axis: Axis) -> Places:
    """The pixels of a box by the axis of a mouth."""
    x = np.arange(box.left, box.right, dtype=np.float32)[None] + np.float32(0.5 - axis.x)
    y = np.arange(box.top, box.bottom, dtype=np.float32)[:, None] + np.float32(0.5 - axis.y)
    across, below = np.float32(axis.along[0]), np.float32(axis.along[1])
    column = (x * across + y * below) * np.float32((COLUMNS - 1) / axis.length)
    return Places(box, column, y * across - x * below)


def at(places: Places, values: NDArray[np.floating]) -> Float32s:
    """Values of columns at pixels; beside the corners, those of the corners."""
    fine = np.interp(
        np.linspace(0, COLUMNS - 1, (COLUMNS - 1) * _FINE + 1), np.arange(COLUMNS), values
    ).astype(np.float32)
    index = np.clip(np.rint(places.column * _FINE), 0, len(fine) - 1).astype(np.int32)
    return np.asarray(fine[index], np.float32)


def lips_shift(places: Places, knots: Knots, edges: Edges) -> Float32s:
    """How much lower the place lies of which each pixel shows the lip, shape (height, width).

    Between the lips, each goes on as it is at its edge.

    Args:
        places: the pixels.
        knots: where edges are to be seen.
        edges: where they are in a mouth.
    """
    goal = knots.goal
    upper = _between(
        places, (knots.first, goal.upper_outer, goal.upper_inner),
        (knots.first, edges.upper_outer, edges.upper_inner),
    )  # fmt: skip
    lower = _between(
        places, (goal.lower_inner, goal.lower_outer, knots.last),
        (edges.upper_inner + edges.gap, edges.lower_outer, knots.last),
    )  # fmt: skip
    middle = at(places, (goal.upper_inner + goal.lower_inner) / 2)
    shift = np.where(places.down < middle, upper, lower)
    beside = np.maximum(-places.column, places.column - (COLUMNS - 1)) / (COLUMNS - 1)
    return np.asarray(shift * np.clip(1 - beside / _BESIDE, 0, 1), np.float32)


def inside_shift(places: Places, knots: Knots, edges: Edges) -> Float32s:
    """How much lower the place lies of which each pixel shows the inside, shape (height, width).

    A gap that is wider than in the mouth stretches its inside; one that is not lets lips cover it.

    Args:
        places: the pixels.
        knots: where edges are to be seen.
        edges: where they are in the mouth.
    """
    more = np.maximum(edges.gap - knots.gap, 0)
    start = at(places, knots.upper)
    shift = at(places, edges.upper_inner - knots.upper + _UPPER_SHARE * more)
    less = np.minimum(edges.gap / np.maximum(knots.gap, np.float32(1e-3)), 1) - 1
    return np.asarray(shift + (places.down - start) * at(places, less), np.float32)


def _between(places: Places, goals: Sequence[Float32s], sources: Sequence[Float32s]) -> Float32s:
    """A shift from goals to sources, linear between them, and as at the nearest beyond them."""
    heights = [at(places, goal) for goal in goals]
    shifts = [at(places, s - g) for s, g in zip(sources, goals, strict=True)]
    shift = shifts[0]
    for number in range(len(heights) - 1):
        high, low = heights[number], heights[number + 1]
        share = np.clip((places.down - high) / np.maximum(low - high, np.float32(1e-3)), 0, 1)
        shift = shift + (shifts[number + 1] - shifts[number]) * share
    return np.asarray(shift, np.float32)
