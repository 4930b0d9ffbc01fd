"""Moves lips along the columns of a mouth, so that they meet or part.

Each lip keeps its thickness where lips are closed, and what is between them is gone, not squeezed
to a sliver.
"""

from __future__ import annotations

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
    """Heights in the columns of a mouth between which it is stretched, from above down.

    Beyond the upper lip, its edges, those of the lower lip, and beyond that; shape (6, COLUMNS).
    """

    heights: Float32s


def knots_of(edges: list[Edges], weights: Float32s, closed: float) -> tuple[Knots, list[Knots]]:
    """Where edges are to be seen, and where those of each mouth are.

    Args:
        edges: of each mouth; the outer ones are the same.
        weights: of each, sum 1.
        closed: share of the gap that is closed, 0 to 1.
    """
    outer, last_outer = edges[0].upper_outer, edges[0].lower_outer
    upper = _mean([one.upper_inner for one in edges], weights)
    lower = _mean([one.lower_inner for one in edges], weights)
    gap = np.maximum(lower - upper, 0)
    down, up = _UPPER_SHARE * closed * gap, (1 - _UPPER_SHARE) * closed * gap
    widest = np.max([one.gap for one in edges], axis=0)
    above = np.max([np.maximum(one.upper_inner - outer, widest) for one in edges])
    below = np.max([np.maximum(last_outer - one.lower_inner, widest) for one in edges])
    first, last = outer - above * _BEYOND_UPPER, last_outer + below * _BEYOND_LOWER
    goal = Knots(np.stack([first, outer + down, upper + down, lower - up, last_outer - up, last]))
    return goal, [
        Knots(
            np.stack([first, outer, one.upper_inner, one.upper_inner + one.gap, last_outer, last])
        )
        for one in edges
    ]


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


def at(places: Places, values: Float32s) -> Float32s:
    """Values of columns at pixels; beside the corners, those of the corners."""
    fine = np.interp(
        np.linspace(0, COLUMNS - 1, (COLUMNS - 1) * _FINE + 1), np.arange(COLUMNS), values
    ).astype(np.float32)
    index = np.clip(np.rint(places.column * _FINE), 0, len(fine) - 1).astype(np.int32)
    return fine[index]


def shifted(places: Places, goals: Knots, sources: Knots) -> Float32s:
    """How much lower the place lies that each pixel shows, shape (height, width)."""
    wanted_at = [at(places, one) for one in goals.heights]
    shift_at = [
        at(places, source - goal)
        for goal, source in zip(goals.heights, sources.heights, strict=True)
    ]
    shift = np.zeros_like(places.down)
    for number in range(len(wanted_at) - 1):
        high, low = wanted_at[number], wanted_at[number + 1]
        share = (places.down - high) / np.maximum(low - high, np.float32(1e-3))
        within = (places.down >= high) & (places.down < low)
        here = shift_at[number] + (shift_at[number + 1] - shift_at[number]) * share
        shift = np.where(within, here, shift)
    beside = np.maximum(-places.column, places.column - (COLUMNS - 1)) / (COLUMNS - 1)
    return np.asarray(shift * np.clip(1 - beside / _BESIDE, 0, 1), np.float32)
