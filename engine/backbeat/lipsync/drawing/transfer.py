"""Draws mouths of other pictures into a face.

After Video Rewrite (Bregler, Covell, Slaney 1997): a mouth is laid on the head as it is held in the
picture, the chin of the picture goes with it, and its pixels are put in. Where one mouth turns into
another, both are warped to a shape in between; what is inside the lips is taken from one of them,
since teeth that are mixed are seen twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.closing import Knots, Places, at, knots_of, places_in, shifted
from backbeat.lipsync.drawing.lips import COLUMNS, Axis, Edges, axis_of, edges_seen, outer_edges
from backbeat.lipsync.drawing.masks import box_around, filled, opacity_of, part
from backbeat.lipsync.drawing.matching import fine, lit, sharper_by
from backbeat.lipsync.drawing.points import (
    CHEEKS,
    CHIN,
    CHIN_TIP,
    CORNERS,
    JAW,
    LOWER_OUTER,
    NOSE_BASE,
    NOSE_TIP,
    PUT_IN,
    STILL,
    UNDER_LIP,
    UPPER_OUTER,
)
from backbeat.lipsync.drawing.posing import Shape, laid_on, shape_of, width_of
from backbeat.lipsync.drawing.splines import moved
from backbeat.media.retouching.patches import Box, Crop, Patch, Pixels

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_LIPS = tuple(dict.fromkeys((*UPPER_OUTER, *LOWER_OUTER)))
_WITH_CHIN = tuple(dict.fromkeys((*CORNERS, 0, 17, *CHEEKS, *CHIN, *(point for point, _ in JAW))))
"""Points that the face's own skin follows."""
_WITH_MOUTH = tuple(dict.fromkeys((*_LIPS, *NOSE_BASE, *CHEEKS, *UNDER_LIP, *CHIN)))
"""Points by which a mouth is warped into place."""
_REACH = 0.85
"""Half the side of the part of a face that is looked at, in widths of the face."""
_STILL_PX = 0.05
_STEPS = 26
"""Steps of a spline's grid across a face."""
_LIGHT = 0.1
"""How far light is smoothed, in widths of the face."""
_CLEAR = 0.01
"""Share of closing that is worth the time."""
_BESIDE_LIPS = 0.15
"""How far beside a mouth's corners its lips are moved, in lengths of the mouth."""
_OPEN_ENOUGH = 0.5
"""Of the gap that is to be seen, what a mouth must have for its inside to be shown."""
_SOFT_INTERIOR = 0.008
"""Over how many widths of the face what is inside the lips turns into them."""
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


def face_box(mesh: Float32s) -> Box:
    """The part of a picture that drawing needs to see; may reach outside the picture."""
    x, y = (mesh[CHIN_TIP, :2] + mesh[NOSE_TIP, :2]) / 2
    half = _REACH * width_of(mesh)
    return Box(int(x - half), int(y - half), int(x + half) + 1, int(y + half) + 1)


def transferred(
    target: Crop,
    mesh: Float32s,
    mouths: Sequence[Mouth],
    closed: float = 0.0,
    spared: Bools | None = None,
) -> Patch:
    """A face with another mouth.

    Args:
        target: the face, as `face_box` or less.
        mesh: of the face, shape (468, 3).
        mouths: one or more, of as many bits as `target`; where the new mouth comes or goes, the
            face's own is one of them, with `target` as its crop.
        closed: share of what gap is left between the lips that is closed, 0 to 1.
        spared: pixels of the target that stay as they are, such as those of a hand.

    Raises:
        ValueError: a mesh has no place in some points, or there is no mouth.
    """
    _check(mesh, mouths)
    weights = np.array([mouth.weight for mouth in mouths], np.float32)
    weights /= weights.sum()
    laid = [laid_on(mouth.mesh, mesh) for mouth in mouths]
    shape = shape_of(mesh, np.tensordot(weights, np.stack(laid), 1), closed)
    box = target.box
    new, changed = _with_chin(target, shape)
    inner = box_around(shape.goals[list(PUT_IN), :2], 0.03 * shape.width, box)
    if inner.width > 1 and inner.height > 1:
        _put_in(new, changed, target, _Drawing(shape, inner, mouths, weights, closed))
    if spared is not None:
        _spare(new, changed, target.pixels, spared, shape.width)
    changed &= (new != target.pixels).any(axis=2)
    return Patch(new, box, changed)


def _check(mesh: Float32s, mouths: Sequence[Mouth]) -> None:
    if not mouths:
        raise ValueError("there is no mouth to draw")
    if not all(np.isfinite(one).all() for one in (mesh, *(mouth.mesh for mouth in mouths))):
        raise ValueError("a mesh has points that are not a number: the face was not seen there")


def _with_chin(target: Crop, shape: Shape) -> tuple[Pixels, Bools]:
    """The face with the jaw and the cheeks that go with a mouth, and where it was changed."""
    mesh, box = shape.mesh, target.box
    middle = mesh[[13, 14, CHIN_TIP, 200], :2].mean(axis=0)
    half = np.array([0.5, 0.52], np.float32) * np.float32(shape.width)
    reach = box_around(np.stack([middle - half, middle + half]), 0, box)
    new = target.pixels.copy()
    changed = np.zeros(new.shape[:2], np.bool_)
    if reach.width < 2 or reach.height < 2:
        return new, changed
    moving, still = list(_WITH_CHIN), list(STILL)
    ring = middle + half * 1.2 * np.array([(-1, -1), (1, -1), (-1, 1), (1, 1), (0, 1)], np.float32)
    sources = np.concatenate([mesh[moving, :2], mesh[still, :2], ring])
    goals = np.concatenate([shape.goals[moving, :2], mesh[still, :2], ring])
    field = moved(sources, goals, reach, _step(shape))
    x = (np.arange(reach.left, reach.right, dtype=np.float32) + 0.5 - middle[0]) / half[0]
    y = (np.arange(reach.top, reach.bottom, dtype=np.float32) + 0.5 - middle[1]) / half[1]
    near = np.clip((1 - np.sqrt(x[None] ** 2 + y[:, None] ** 2)) / np.float32(0.28), 0, 1)
    field *= (near * near * (3 - 2 * near))[..., None]
    moves = (np.abs(field[..., 0]) >= _STILL_PX) | (np.abs(field[..., 1]) >= _STILL_PX)
    inside = part(reach, box)
    warped = _read(target, field, reach)
    np.copyto(new[inside], warped, where=moves[..., None])
    changed[inside] = moves
    return new, changed


def _step(shape: Shape) -> int:
    return max(2, round(shape.width / _STEPS))


def _read(crop: Crop, field: Float32s, into: Box) -> Pixels:
    """Pixels of a crop at each place of `into`, moved by `field`, resampled once."""
    import cv2

    x = np.arange(into.width, dtype=np.float32)[None] + np.float32(into.left - crop.box.left)
    y = np.arange(into.height, dtype=np.float32)[:, None] + np.float32(into.top - crop.box.top)
    return cv2.remap(  # type: ignore[return-value]
        crop.pixels, field[..., 0] + x, field[..., 1] + y, cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Drawing:
    """What a mouth is drawn from."""

    shape: Shape
    box: Box
    """What is drawn."""
    mouths: Sequence[Mouth]
    weights: Float32s
    closed: float


def _put_in(new: Pixels, changed: Bools, target: Crop, drawing: _Drawing) -> None:
    """Puts a mouth into a face whose jaw was moved."""
    inside, shape = part(drawing.box, target.box), drawing.shape
    opacity = opacity_of(shape, drawing.box)
    there = new[inside].astype(np.float32)
    drawn = _drawn(drawing)
    skin = (opacity > 0.05) & ~_within_lips(drawing)
    detail = fine(drawn)
    factor = sharper_by(detail, fine(target.pixels[inside].astype(np.float32)), skin)
    drawn += np.float32(factor - 1) * detail
    drawn += lit(drawn, there, opacity, _LIGHT * shape.width)
    drawn -= there
    drawn *= opacity[..., None]
    drawn += there
    top = np.float32(255 if new.dtype == np.uint8 else 65535)
    put = opacity > 0
    np.copyto(new[inside], np.clip(np.rint(drawn), 0, top).astype(new.dtype), where=put[..., None])
    changed[inside] |= put


def _within_lips(drawing: _Drawing) -> Bools:
    import cv2

    outline = drawing.shape.goals[[*UPPER_OUTER, *LOWER_OUTER[::-1]], :2]
    size = max(1, round(0.02 * drawing.shape.width))
    mask = cv2.dilate(filled(outline, drawing.box), np.ones((size, size), np.uint8))
    return np.asarray(mask > 0, np.bool_)


def _drawn(drawing: _Drawing) -> Float32s:
    """The mouth that is put in, shape (height, width, 3)."""
    goals, box, mouths = drawing.shape.goals, drawing.box, drawing.mouths
    points, step = list(_WITH_MOUTH), _step(drawing.shape)
    fields = [moved(mouth.mesh[points, :2], goals[points, :2], box, step) for mouth in mouths]
    if len(mouths) == 1 and drawing.closed < _CLEAR:
        return _read(mouths[0].crop, fields[0], box).astype(np.float32)
    axis = axis_of(goals)
    outer = outer_edges(goals, axis)
    edges = [
        edges_seen(mouth.crop, mouth.mesh, field, box, axis, outer)
        for mouth, field in zip(mouths, fields, strict=True)
    ]
    goal, knots = knots_of(edges, drawing.weights, drawing.closed)
    lips = _lips_box(goal, axis, box)
    if lips.width < 2 or lips.height < 2:
        return _blended(mouths, fields, drawing)
    places = places_in(lips, axis)
    inside = part(lips, box)
    for field, one in zip(fields, knots, strict=True):
        field[inside] = _after_shift(field[inside], shifted(places, goal, one), axis)
    drawn = [_read(m.crop, field, box) for m, field in zip(mouths, fields, strict=True)]
    whole = _mean(drawn, drawing.weights)
    if len(drawn) > 1:
        shown = drawn[_inside_of(edges, drawing.weights)][inside]
        share = _interior(places, goal, drawing.shape.width)[..., None]
        whole[inside] += (shown - whole[inside]) * share
    if drawing.closed >= _CLEAR:
        whole[inside] *= _seam(places, goal, edges, drawing, axis)[..., None]
    return whole


def _blended(mouths: Sequence[Mouth], fields: list[Float32s], drawing: _Drawing) -> Float32s:
    drawn = [_read(m.crop, field, drawing.box) for m, field in zip(mouths, fields, strict=True)]
    return _mean(drawn, drawing.weights)


def _mean(drawn: Sequence[Pixels], weights: Float32s) -> Float32s:
    whole = drawn[0] * weights[0]
    for one, weight in zip(drawn[1:], weights[1:], strict=True):
        whole += one * weight
    return np.asarray(whole, np.float32)


def _lips_box(goal: Knots, axis: Axis, box: Box) -> Box:
    high, low = float(goal.heights[0].min()), float(goal.heights[-1].max())
    across, below = axis.along
    ends = (-_BESIDE_LIPS * axis.length, (1 + _BESIDE_LIPS) * axis.length)
    corners = [
        (axis.x + along * across - down * below, axis.y + along * below + down * across)
        for along in ends
        for down in (high, low)
    ]
    return box_around(np.array(corners), 1, box)


def _after_shift(field: Float32s, shift: Float32s, axis: Axis) -> Float32s:
    """A field of places that are shifted first."""
    import cv2

    x, y = -shift * np.float32(axis.along[1]), shift * np.float32(axis.along[0])
    height, width = shift.shape
    way = cv2.remap(
        field,
        x + np.arange(width, dtype=np.float32)[None],
        y + np.arange(height, dtype=np.float32)[:, None],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    way[..., 0] += x
    way[..., 1] += y
    return np.asarray(way, np.float32)


def _inside_of(edges: list[Edges], weights: Float32s) -> int:
    """Which mouth shows what is inside the lips: the weightiest, unless its lips meet."""
    gaps = np.array([float(one.gap.mean()) for one in edges])
    most = int(weights.argmax())
    if gaps[most] >= _OPEN_ENOUGH * float(gaps @ weights):
        return most
    return int((gaps * weights).argmax())


def _interior(places: Places, goal: Knots, width: float) -> Float32s:
    """Where what is inside the lips is seen, 0 to 1, softened at its edge."""
    upper, lower = at(places, goal.heights[2]), at(places, goal.heights[3])
    within = np.minimum(places.down - upper, lower - places.down)
    soft = max(_SOFT_INTERIOR * width, 1.0)
    share = np.clip(within / soft + 1.5, 0, 1)
    inside = (places.column > 0) & (places.column < COLUMNS - 1)
    return np.asarray(share * inside, np.float32)


def _seam(
    places: Places, goal: Knots, edges: list[Edges], drawing: _Drawing, axis: Axis
) -> Float32s:
    """How light the line is in which lips meet that were apart: it lies in their shadow."""
    gap = sum(w * one.gap for w, one in zip(drawing.weights, edges, strict=True))
    open_by = np.clip(np.asarray(gap, np.float32) / (_APART * axis.length), 0, 1)
    left = goal.heights[3] - goal.heights[2]
    met = np.clip(1 - left / max(_SEAM * axis.length, 0.5), 0, 1)
    line = at(places, (goal.heights[2] + goal.heights[3]) / 2)
    deviation = max(_SEAM * axis.length, 0.6)
    profile = np.exp(-0.5 * np.square((places.down - line) / np.float32(deviation)))
    return np.asarray(1 - _SHADOW * at(places, open_by * met) * profile, np.float32)


def _spare(new: Pixels, changed: Bools, old: Pixels, spared: Bools, width: float) -> None:
    """Puts back what is spared, with a soft edge."""
    import cv2

    size = 2 * round(0.02 * width) + 1
    wider = cv2.dilate(spared.astype(np.uint8) * 255, np.ones((size, size), np.uint8))
    keep = cv2.GaussianBlur(wider, (0, 0), max(0.01 * width, 0.5)).astype(np.float32) / 255
    keep[spared] = 1
    mixed = new + (old.astype(np.float32) - new) * keep[..., None]
    np.copyto(new, np.rint(mixed).astype(new.dtype), where=(keep > 0)[..., None])
    changed &= keep < 1
