"""Draws mouths of other pictures into a face.

After Video Rewrite (Bregler, Covell, Slaney 1997): a mouth is laid on the head as it is held in the
picture, the chin of the picture goes with it, and its pixels are put in. Where one mouth turns into
another, both are warped to a shape in between; what is inside the lips is taken from one of them,
since teeth that are mixed are seen twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.blending import as_sharp, put_back, put_in
from backbeat.lipsync.drawing.fields import read
from backbeat.lipsync.drawing.layers import Drawing, Mouth, drawn, fields_of, known
from backbeat.lipsync.drawing.masks import bounds, box_around, differs, opacity_of, part, put
from backbeat.lipsync.drawing.points import (
    CHEEKS,
    CHIN,
    CHIN_TIP,
    CORNERS,
    JAW,
    NOSE_BASE,
    NOSE_TIP,
    PUT_IN,
    STILL,
)
from backbeat.lipsync.drawing.posing import Shape, laid_on, shape_of, width_of
from backbeat.lipsync.drawing.splines import moved
from backbeat.media.retouching.patches import Box, Crop, Patch, Pixels

__all__ = ["Mouth", "face_box", "transferred"]

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_WITH_CHIN = tuple(dict.fromkeys((*CORNERS, 0, 17, *CHEEKS, *CHIN, *(point for point, _ in JAW))))
"""Points that the face's own skin follows."""
_REACH = 0.85
"""Half the side of the part of a face that is looked at, in widths of the face."""
_STILL_PX = 0.05
"""What moves by less is copied."""
_FADE = 0.28
"""Part of the way from the middle outwards over which the skin ceases to move."""
_UNDER_NOSE = 0.08
"""Over how many widths of the face, from the base of the nose down, the skin begins to move."""
_STEPS = 26
"""Steps of a spline's grid across a face."""


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
        drawing = Drawing(shape, inner, mouths, weights, closed, _step(shape))
        fields = fields_of(drawing)
        opacity, there = opacity_of(shape, inner), known(drawing, fields)
        if there is not None:
            opacity *= there
        mouth = drawn(drawing, fields)
        put_in(new, changed, target, mouth, shape, inner, opacity)
    as_sharp(new, changed, target, shape)
    if spared is not None:
        put_back(new, changed, target.pixels, spared, shape.width)
    differs(new, target.pixels, changed)
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
    base = mesh[list(NOSE_BASE), :2].mean(axis=0)
    down = mesh[CHIN_TIP, :2] - mesh[NOSE_TIP, :2]
    down = down / max(float(np.linalg.norm(down)), 1e-6)
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

    def fading(x: Float32s, y: Float32s) -> Float32s:
        away = np.hypot((x - middle[0]) / half[0], (y - middle[1]) / half[1])
        near = np.clip((1 - away) / _FADE, 0, 1)
        below = (x - base[0]) * down[0] + (y - base[1]) * down[1]
        under = np.clip(below / (_UNDER_NOSE * shape.width), 0, 1)
        return np.asarray(near * near * (3 - 2 * near) * under, np.float32)

    field = moved(sources, goals, reach, _step(shape), fading)
    moves = (np.abs(field[..., 0]) >= _STILL_PX) | (np.abs(field[..., 1]) >= _STILL_PX)
    if not moves.any():
        return new, changed
    rows, columns = bounds(moves)
    moves, field = moves[rows, columns], field[rows, columns]
    left, top = reach.left, reach.top
    reach = Box(left + columns.start, top + rows.start, left + columns.stop, top + rows.stop)
    inside = part(reach, box)
    put(read(target, field, reach), moves, new[inside])
    changed[inside] = moves
    return new, changed


def _step(shape: Shape) -> int:
    return max(2, round(shape.width / _STEPS))
