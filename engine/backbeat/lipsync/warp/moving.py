"""Where the pixels around a mouth come from when its lips move: two sheets, one above the other.

The upper sheet holds what is above the gap between the lips, the lower one what is below; each is
stretched smoothly, and beyond the corners of the mouth they are one. Down to the chin skin goes
along with the jaw, and nothing moves at the nose, at the cheeks or on the neck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.warp.frames import Lips
from backbeat.lipsync.warp.shapes import LIFT, OPENING, ROUND, WIDTH

Float64s = NDArray[np.float64]

_INSIDE, _SHUT = 0.006, 0.007
"""How far the edge of a lip is taken inside of what the mesh says, so that no teeth hang on it."""
_MEETS = 0.3
"""Where in an open gap the lips meet when they close: nearer to the upper one."""
_CHEEK = 0.35
"""How far beyond a corner of the mouth skin still moves."""
_CHIN_SHARE, _NECK = 0.5, 0.4
"""How far a chin goes along with the lip, and how far below it skin still moves."""
_NEAR = 0.25
"""How far below the lip skin moves with it rather than with the jaw."""
_JAW_WIDTH = 0.62


@dataclass(frozen=True, eq=False)
class Sheets:
    """Where each place of the new picture comes from in the own one, on the face; shape (h, w)."""

    upper_x: Float64s
    upper_y: Float64s
    """Of the upper sheet: by how much farther right and down."""
    lower_x: Float64s
    lower_y: Float64s
    above: Float64s
    """How far above the edge of the upper lip a place is; negative below."""
    below: Float64s
    """How far below the edge of the lower lip it is; negative above."""
    gap: Float64s
    """From edge to edge, at its place from left to right."""


@dataclass(frozen=True, eq=False)
class Edges:
    """The edges of lips that have moved, at some places from left to right; shape (k,)."""

    at: Float64s
    upper: Float64s
    lower: Float64s
    came_upper: Float64s
    """How far down in the own picture what is now at the edge of the upper lip was."""
    came_lower: Float64s
    came_at: Float64s
    """How far right it was."""


def edges_of(own: Lips, shape: Float64s, strength: float) -> Edges:
    """Moves the edges of lips to a shape.

    Args:
        own: those of the own picture.
        shape: as `shapes.Shapes.values` has it, shape (4,).
        strength: 0: they stay; 1: they have the shape.
    """
    half = max((own.at[-1] - own.at[0]) / 2, 1e-3)
    middle = (own.at[-1] + own.at[0]) / 2
    came_at = np.linspace(own.at[0], own.at[-1], 41)
    along = (came_at - middle) / half
    upper, lower = np.interp(came_at, own.at, own.upper), np.interp(came_at, own.at, own.lower)
    # A mouth that is narrower is so at its corners most.
    at = came_at + strength * shape[WIDTH] / 2 * along
    meets = upper + _MEETS * (lower - upper)
    # The rounder, the nearer to the middle the gap ends, before the corners.
    inner = 1 - 0.35 * shape[ROUND]
    lens = np.clip(1 - (along / inner) ** 2, 0, None) ** (0.75 - 0.2 * shape[ROUND])
    gap = shape[OPENING] * lens
    # A jaw that drops takes the corners of the mouth down a little.
    sunk = 0.08 * shape[OPENING]
    new_upper = meets - shape[LIFT] * gap + sunk
    new_lower = meets + (1 - shape[LIFT]) * gap + sunk
    # A lip that closes covers more of what is behind it.
    inset = strength * (_INSIDE + _SHUT * max(0.0, 1 - shape[OPENING] / 0.03)) * _inward(along)
    was_open = np.clip((lower - upper) / 0.02, 0, 1)
    return Edges(
        at=at,
        upper=upper + strength * (new_upper - upper),
        lower=lower + strength * (new_lower - lower),
        came_upper=upper - inset * was_open,
        came_lower=lower + inset * was_open,
        came_at=came_at,
    )


def sheets_of(own: Lips, edges: Edges, x: Float64s, y: Float64s) -> Sheets:
    """Where the new picture comes from.

    Args:
        own: the lips of the own picture.
        edges: where they are to be.
        x: places on the face, right; shape (h, w).
        y: down; likewise.
    """
    at = edges.at
    upper, lower = np.interp(x, at, edges.upper), np.interp(x, at, edges.lower)
    rise, drop = edges.came_upper - edges.upper, edges.came_lower - edges.lower
    aside = edges.came_at - at
    fade = 1 - _smooth(np.maximum(at[0] - x, x - at[-1]) / _CHEEK)
    up, down, across = (np.interp(x, at, one) * fade for one in (rise, drop, aside))
    above, below = upper - y, y - lower
    # Upwards to the foot of the nose.
    reach = max(float(upper[0, 0] * 0 + edges.upper.mean()) - own.nose, 0.1)
    upper_share = 1 - _smooth(np.clip(above - 0.5 * own.thick_upper, 0, None) / reach)
    # Downwards with the lip, then with the jaw, to the neck.
    near = 1 - _smooth(np.clip(below - own.thick_lower, 0, None) / _NEAR)
    jaw = float(drop[len(drop) // 2]) * _CHIN_SHARE * np.exp(-((x / _JAW_WIDTH) ** 4))
    neck = 1 - _smooth((y - own.chin) / _NECK)
    side = 1 - _smooth((np.abs(x) - _JAW_WIDTH) / 0.25)
    lower_y = (down * near + jaw * (1 - near)) * neck * side
    beside = 1 - _smooth(np.maximum(above, below) / 0.3)
    return Sheets(
        upper_x=across * beside,
        upper_y=up * upper_share * side,
        lower_x=across * beside,
        lower_y=lower_y,
        above=above,
        below=below,
        gap=np.maximum(lower - upper, 0.0) * ((x > at[0]) & (x < at[-1])),
    )


def _inward(along: Float64s) -> Float64s:
    """1 in the middle of the mouth, 0 at its corners, where both lips are one."""
    return np.asarray(np.clip(1 - along**6, 0, 1), np.float64)


def _smooth(share: Float64s) -> Float64s:
    """From 0 to 1 without corners, level outside."""
    part = np.clip(share, 0, 1)
    return np.asarray(part * part * (3 - 2 * part), np.float64)
