"""Draws mouths of other pictures into a face.

After Video Rewrite (Bregler, Covell, Slaney 1997): a mouth is laid on the head as it is held in the
picture, the chin of the picture is warped to it, and its pixels are put in. Where one mouth turns
into another, both are warped to a shape in between; what is inside the lips is taken from one of
them, since teeth that are mixed are seen twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.matching import detail, matched, sharpened
from backbeat.lipsync.drawing.posing import closed_by, laid_on
from backbeat.lipsync.drawing.splines import moved
from backbeat.media.retouching.patches import Box, Crop, Patch, Pixels

Float32s = NDArray[np.float32]

_CHIN = (152, 148, 377, 176, 400, 200, 199, 175, 18)
_MOUTH = (61, 291, 0, 17, 37, 267, 84, 314, 212, 432, 206, 426)
_FIXED = (
    *(33, 263, 168, 5, 4, 1, 2, 234, 454, 10, 50, 280, 93, 323, 132, 361),
    *(58, 288, 98, 327, 205, 425, 116, 345),
)
"""Points that stay: eyes, nose, and the outline of the jaw, which bulges if it is moved."""
_CONTROL = (
    *(61, 291, 0, 17, 37, 267, 84, 314, 39, 269, 181, 405, 2, 98, 327, 206, 426, 212, 432),
    *(200, 18, 199, 13, 14, 82, 312, 87, 317, 78, 308),
)
"""Points by which a mouth is warped into place."""
_OUTLINE = (
    *(2, 98, 129, 203, 206, 216, 212, 202, 204, 194, 201, 200, 421, 418, 424, 422, 432, 436),
    *(426, 423, 358, 327),
)
"""What is put in: the mouth with the skin around it, below the nose and above the chin."""
_INSIDE = (
    *(78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95),
)
_REACH = 0.85
"""Half the side of the part of a face that is looked at, in widths of the face."""
_STILL_PX = 0.05


@dataclass(frozen=True, eq=False)
class Mouth:
    """A mouth to draw from."""

    crop: Crop
    """Around the face, in the picture that it is from."""
    mesh: Float32s
    """Of the face there, shape (468, 3)."""
    weight: float
    """Over 0; those of all mouths of a picture sum up to 1."""


def face_box(mesh: Float32s) -> Box:
    """The part of a picture that drawing needs to see; may reach outside the picture."""
    x, y = (mesh[152, :2] + mesh[1, :2]) / 2
    half = _REACH * _width(mesh)
    return Box(int(x - half), int(y - half), int(x + half) + 1, int(y + half) + 1)


def transferred(
    target: Crop, mesh: Float32s, mouths: Sequence[Mouth], closed: float = 0.0
) -> Patch:
    """A face with another mouth.

    Args:
        target: the face, as `face_box` or less.
        mesh: of the face, shape (468, 3).
        mouths: one or more, the weightiest first; the face's own may be among them.
        closed: share of what gap is left between the lips that is closed, 0 to 1.
    """
    width = _width(mesh)
    shape = np.zeros_like(mesh)
    for mouth in mouths:
        shape += np.float32(mouth.weight) * laid_on(mouth.mesh, mesh)
    if closed > 0:
        shape = closed_by(shape, closed)
    box, top = target.box, _full(target.pixels)
    held = target.pixels.astype(np.float32)
    base, reached = _with_chin(held, mesh, shape, box, width)
    inner = _mouth_box(shape, box, width)
    rows = slice(inner.top - box.top, inner.bottom - box.top)
    columns = slice(inner.left - box.left, inner.right - box.left)
    there = base[rows, columns]
    opacity = _opacity(shape, inner, width)
    drawn = _mixed(mouths, shape, inner, width, top)
    drawn = matched(drawn, there, opacity, width * 0.1)
    mixed = there + (drawn - there) * opacity[..., None]
    base[rows, columns] = np.where(opacity[..., None] > 0, mixed, there)
    reached[rows, columns] |= opacity > 0
    pixels = target.pixels.copy()
    pixels[reached] = np.clip(np.rint(base[reached]), 0, top)
    changed = (pixels != target.pixels).any(axis=2)
    return Patch(pixels, box, changed)


def _full(pixels: Pixels) -> float:
    return 255.0 if pixels.dtype == np.uint8 else 65535.0


def _width(mesh: Float32s) -> float:
    return max(1.0, float(np.linalg.norm(mesh[234, :2] - mesh[454, :2])))


def _sampled(pixels: Float32s, box: Box, field: Float32s, into: Box) -> Float32s:
    """Pixels of a crop at `box` read at each place of `into` moved by `field`."""
    import cv2

    x = np.arange(into.width, dtype=np.float32)[None] + np.float32(into.left - box.left)
    y = np.arange(into.height, dtype=np.float32)[:, None] + np.float32(into.top - box.top)
    found = cv2.remap(
        pixels, field[..., 0] + x, field[..., 1] + y, cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(found, np.float32)


def _with_chin(
    pixels: Float32s, mesh: Float32s, shape: Float32s, box: Box, width: float
) -> tuple[Float32s, NDArray[np.bool_]]:
    """The face with the chin and the cheeks that go with a mouth, and where it was changed."""
    middle = mesh[[13, 14, 152, 200], :2].mean(axis=0)
    half_x, half_y = width * 0.5, width * 0.52
    part = _inside(
        Box(
            int(middle[0] - half_x), int(middle[1] - half_y),
            int(middle[0] + half_x) + 1, int(middle[1] + half_y) + 1,
        ),
        box,
    )  # fmt: skip
    ring = _corners(middle, width)
    moving = [*_CHIN, *_MOUTH]
    sources = np.concatenate([mesh[moving, :2], mesh[list(_FIXED), :2], ring])
    goals = np.concatenate([shape[moving, :2], mesh[list(_FIXED), :2], ring])
    field = moved(sources, goals, part)
    x = (np.arange(part.left, part.right, dtype=np.float32) + 0.5 - middle[0]) / half_x
    y = (np.arange(part.top, part.bottom, dtype=np.float32) + 0.5 - middle[1]) / half_y
    near = np.clip((1 - np.hypot(x[None], y[:, None])) / 0.28, 0, 1)
    near = near * near * (3 - 2 * near)
    field = field * near[..., None].astype(np.float32)
    still = np.abs(field).max(axis=2) < _STILL_PX
    rows = slice(part.top - box.top, part.bottom - box.top)
    columns = slice(part.left - box.left, part.right - box.left)
    changed = pixels.copy()
    warped = _sampled(pixels, box, field, part)
    changed[rows, columns] = np.where(still[..., None], pixels[rows, columns], warped)
    reached = np.zeros(pixels.shape[:2], np.bool_)
    reached[rows, columns] = ~still
    return changed, reached


def _corners(middle: NDArray[np.floating], width: float) -> Float32s:
    half = width * 0.6
    steps = (-1, 0, 1)
    around = [(a, b) for a in steps for b in steps if (a or b) and not (a == 0 and b == -1)]
    return np.array([(middle[0] + a * half, middle[1] + b * half) for a, b in around], np.float32)


def _mouth_box(shape: Float32s, box: Box, width: float) -> Box:
    points = shape[list(_OUTLINE), :2]
    low, high = points.min(axis=0) - width * 0.12, points.max(axis=0) + width * 0.12
    return _inside(Box(int(low[0]), int(low[1]), int(high[0]) + 1, int(high[1]) + 1), box)


def _inside(box: Box, outer: Box) -> Box:
    left = min(max(box.left, outer.left), outer.right - 1)
    top = min(max(box.top, outer.top), outer.bottom - 1)
    return Box(
        left, top, max(left + 1, min(box.right, outer.right)),
        max(top + 1, min(box.bottom, outer.bottom)),
    )  # fmt: skip


def _opacity(shape: Float32s, box: Box, width: float) -> Float32s:
    import cv2

    mask = np.zeros((box.height, box.width), np.uint8)
    outline = cv2.convexHull(_points(shape, _OUTLINE, box))
    cv2.fillConvexPoly(mask, outline, (255,))
    size = int(width * 0.06) | 1
    eroded = cv2.erode(mask, np.ones((size, size), np.uint8))
    soft = cv2.GaussianBlur(eroded, (0, 0), max(width * 0.03, 0.5)).astype(np.float32) / 255
    soft[soft < 0.004] = 0
    return np.asarray(soft, np.float32)


def _points(shape: Float32s, which: Sequence[int], box: Box) -> NDArray[np.int32]:
    places = shape[list(which), :2] - np.array([box.left, box.top], np.float32)
    return np.asarray(np.rint(places - 0.5), np.int32)


def _mixed(
    mouths: Sequence[Mouth], shape: Float32s, box: Box, width: float, top: float
) -> Float32s:
    """Mouths warped to one shape; skin and lips of all, the inside of the weightiest."""
    drawn = [_warped(mouth, shape, box) for mouth in mouths]
    if len(drawn) == 1:
        return drawn[0]
    weights = np.array([mouth.weight for mouth in mouths], np.float32)
    most = int(weights.argmax())
    whole = sum(weight * one for weight, one in zip(weights / weights.sum(), drawn, strict=True))
    inside = _interior(shape, box, width)[..., None]
    return np.asarray(drawn[most] * inside + whole * (1 - inside), np.float32)


def _warped(mouth: Mouth, shape: Float32s, box: Box) -> Float32s:
    points = list(_CONTROL)
    field = moved(mouth.mesh[points, :2], shape[points, :2], box)
    pixels = mouth.crop.pixels.astype(np.float32)
    drawn = _sampled(pixels, mouth.crop.box, field, box)
    return sharpened(drawn, detail(_part(mouth, pixels)))


def _part(mouth: Mouth, pixels: Float32s) -> Float32s:
    """The mouth as it is in its own picture."""
    box = _mouth_box(mouth.mesh, mouth.crop.box, _width(mouth.mesh))
    rows = slice(box.top - mouth.crop.box.top, box.bottom - mouth.crop.box.top)
    columns = slice(box.left - mouth.crop.box.left, box.right - mouth.crop.box.left)
    return pixels[rows, columns]


def _interior(shape: Float32s, box: Box, width: float) -> Float32s:
    import cv2

    mask = np.zeros((box.height, box.width), np.uint8)
    cv2.fillPoly(mask, [_points(shape, _INSIDE, box)], (255,))
    size = max(3, int(width * 0.02) | 1)
    wider = cv2.dilate(mask, np.ones((size, size), np.uint8))
    soft = cv2.GaussianBlur(wider, (0, 0), max(width * 0.008, 0.5))
    return np.asarray(soft.astype(np.float32) / 255, np.float32)
