"""Warps mouths to one shape, and puts them together: lips of all, the inside of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.aligning import aligned
from backbeat.lipsync.drawing.closing import (
    Knots,
    Places,
    at,
    inside_shift,
    knots_of,
    lips_shift,
    places_in,
)
from backbeat.lipsync.drawing.fields import after, beyond, read
from backbeat.lipsync.drawing.lips import COLUMNS, Axis, Edges, axis_of, edges_seen, outer_edges
from backbeat.lipsync.drawing.masks import box_around, part
from backbeat.lipsync.drawing.points import (
    CHEEKS,
    CHIN,
    LOWER_OUTER,
    NOSE_BASE,
    UNDER_LIP,
    UPPER_OUTER,
)
from backbeat.lipsync.drawing.posing import Shape
from backbeat.lipsync.drawing.splines import moved
from backbeat.media.retouching.patches import Box, Crop

Float32s = NDArray[np.float32]

_CONTROL = tuple(
    dict.fromkeys((*UPPER_OUTER, *LOWER_OUTER, *NOSE_BASE, *CHEEKS, *UNDER_LIP, *CHIN))
)
"""Points by which a mouth is warped into place."""
_CLEAR = 0.01
"""Share of closing that is worth the time."""
_BESIDE = 0.15
"""How far beside a mouth's corners its lips are moved, in lengths of the mouth."""
_OPEN_ENOUGH = 0.5
"""Of the gap that is to be seen, what a mouth must have for its inside to be shown."""
_SOFT = 0.006
"""Over how many widths of the face what is inside the lips turns into them."""
_FRINGE = 0.008
"""How far edges of lips are mixed with what is inside, in widths of the face."""
_FROM_EDGE = 0.03
"""How far from the edge of its picture a mouth begins to be left out, in widths of the face."""
_SLIT = (0.005, 0.014)
"""Gaps in widths of the face: up to the first, lips cover what is inside, as a line of teeth would
glitter; from the second on, nothing of it."""
_APART, _SEAM, _SHADOW = 0.05, 0.012, 0.3
"""Lips apart by this share of the mouth's length meet in a line that dark, of that deviation."""


@dataclass(frozen=True, eq=False)
class Mouth:
    """A mouth to draw from."""

    crop: Crop
    """Around the face, in the picture that it is from."""
    mesh: Float32s
    """Of the face there, shape (468, 3)."""
    weight: float
    """Over 0; of all mouths of a picture together, about 1."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a mouth is drawn from, and where."""

    shape: Shape
    box: Box
    """What is drawn."""
    mouths: Sequence[Mouth]
    weights: Float32s
    """Of each, sum 1."""
    closed: float
    """Share of the gap between the lips that is closed."""
    step: int
    """Of the grid of splines, in pixels."""


def known(drawing: Drawing, fields: Sequence[Float32s]) -> Float32s | None:
    """How much of each pixel there is in the pictures of all mouths, 0 to 1; None: all of all.

    A face that leaves its picture has no skin, or no chin, to give beyond its edge.

    Args:
        drawing: what is drawn.
        fields: as `fields_of`.
    """
    import cv2

    missing = None
    for mouth, field in zip(drawing.mouths, fields, strict=True):
        outside = beyond(mouth.crop, field, drawing.box)
        if outside is not None:
            missing = outside if missing is None else missing | outside
    if missing is None:
        return None
    width = drawing.shape.width
    size = 2 * round(_FROM_EDGE * width) + 1
    wider = cv2.dilate(missing.astype(np.uint8) * 255, np.ones((size, size), np.uint8))
    soft = cv2.GaussianBlur(wider, (0, 0), max(_FROM_EDGE * width / 2, 0.5))
    return np.asarray(1 - soft.astype(np.float32) / 255 * ~missing - missing, np.float32)


def fields_of(drawing: Drawing) -> list[Float32s]:
    """From each pixel of the box, how far away the place lies that each mouth has there."""
    points, goals = list(_CONTROL), drawing.shape.goals
    return [
        moved(mouth.mesh[points, :2], goals[points, :2], drawing.box, drawing.step)
        for mouth in drawing.mouths
    ]


def drawn(drawing: Drawing, fields: list[Float32s]) -> Float32s:
    """The mouth, shape (height, width, 3).

    Args:
        drawing: what it is drawn from.
        fields: as `fields_of`; changed.
    """
    goals, box, mouths = drawing.shape.goals, drawing.box, drawing.mouths
    if len(mouths) == 1 and drawing.closed < _CLEAR:
        return read(mouths[0].crop, fields[0], box).astype(np.float32)
    axis = axis_of(goals)
    outer = outer_edges(goals, axis)
    edges = [
        edges_seen(mouth.crop, mouth.mesh, field, box, axis, outer)
        for mouth, field in zip(mouths, fields, strict=True)
    ]
    knots = knots_of(edges, drawing.weights, drawing.closed)
    lips = _lips_box(knots, axis, box)
    if lips.width < 2 or lips.height < 2:
        return _mixed(drawing, fields)
    places, within, width = places_in(lips, axis), part(lips, box), drawing.shape.width
    shown = _shown_inside(edges, drawing.weights)
    inner = after(fields[shown][within], inside_shift(places, knots, edges[shown]), axis)
    for field, one in zip(fields, edges, strict=True):
        field[within] = after(
            field[within], lips_shift(places, knots, _without_fringe(one, knots, width)), axis
        )
    share = _inside(places, knots, drawing.shape.width)
    if len(mouths) > 1:
        fields = aligned(
            [mouth.crop for mouth in mouths],
            fields,
            drawing.weights,
            box,
            drawing.shape.width,
            (within, share),
        )
    whole = _mixed(drawing, fields)
    if share.any():
        inside = read(mouths[shown].crop, inner, lips)
        whole[within] += (inside - whole[within]) * share[..., None]
    whole[within] *= _seam(places, knots, drawing, axis)[..., None]
    return whole


def _without_fringe(edges: Edges, knots: Knots, width: float) -> Edges:
    """Edges of lips, where they meet, without what is mixed there with teeth or with the dark."""
    was = np.clip(edges.gap / (_SLIT[1] * width), 0, 1)
    fringe = _FRINGE * width * was * (1 - _parted(knots, width))
    upper = np.maximum(edges.upper_inner - fringe, edges.upper_outer)
    lower = np.minimum(edges.upper_inner + edges.gap + fringe, edges.lower_outer)
    return replace(edges, upper_inner=upper, lower_inner=np.maximum(lower, upper))


def _mixed(drawing: Drawing, fields: Sequence[Float32s]) -> Float32s:
    whole = np.zeros((drawing.box.height, drawing.box.width, 3), np.float32)
    for mouth, field, weight in zip(drawing.mouths, fields, drawing.weights, strict=True):
        whole += read(mouth.crop, field, drawing.box) * weight
    return whole


def _lips_box(knots: Knots, axis: Axis, box: Box) -> Box:
    high, low = float(knots.first.min()), float(knots.last.max())
    across, below = axis.along
    corners = [
        (axis.x + along * across - down * below, axis.y + along * below + down * across)
        for along in (-_BESIDE * axis.length, (1 + _BESIDE) * axis.length)
        for down in (high, low)
    ]
    return box_around(np.array(corners), 1, box)


def _shown_inside(edges: Sequence[Edges], weights: Float32s) -> int:
    """Which mouth shows what is inside the lips: the weightiest, unless its lips meet."""
    gaps = np.array([float(one.gap.mean()) for one in edges])
    most = int(weights.argmax())
    if gaps[most] >= _OPEN_ENOUGH * float(gaps @ weights):
        return most
    return int((gaps * weights).argmax())


def _inside(places: Places, knots: Knots, width: float) -> Float32s:
    """Where what is inside the lips is seen, 0 to 1, softened at its edge."""
    upper, lower = at(places, knots.goal.upper_inner), at(places, knots.goal.lower_inner)
    within = np.minimum(places.down - upper, lower - places.down)
    share = np.clip(within / max(_SOFT * width, 1.0), 0, 1)
    share *= at(places, _parted(knots, width))
    share *= (places.column > 0) & (places.column < COLUMNS - 1)
    return np.asarray(share, np.float32)


def _parted(knots: Knots, width: float) -> Float32s:
    """How far lips are apart enough for what is inside to be seen, 0 to 1, shape (COLUMNS,)."""
    least, enough = _SLIT
    share = (knots.goal.gap / width - least) / (enough - least)
    return np.asarray(np.clip(share, 0, 1), np.float32)


def _seam(places: Places, knots: Knots, drawing: Drawing, axis: Axis) -> Float32s:
    """How light the line is in which lips meet that were apart: it lies in their shadow."""
    deviation = max(_SEAM * axis.length, 0.6)
    was = np.asarray(knots.gap / (_APART * axis.length), np.float32)
    met = 1 - _parted(knots, drawing.shape.width)
    line = at(places, (knots.goal.upper_inner + knots.goal.lower_inner) / 2)
    profile = np.exp(-0.5 * np.square((places.down - line) / np.float32(deviation)))
    dark = at(places, np.clip(was, 0, 1) * met)
    dark *= (places.column > 0) & (places.column < COLUMNS - 1)
    return np.asarray(1 - _SHADOW * dark * profile, np.float32)
