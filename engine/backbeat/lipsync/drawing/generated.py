"""Puts faces that a network or a warp has made into pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.aligning import aligned
from backbeat.lipsync.drawing.blending import as_sharp, put_back, put_in
from backbeat.lipsync.drawing.fields import read
from backbeat.lipsync.drawing.masks import box_around, differs, filled, opacity_of, part
from backbeat.lipsync.drawing.points import LOWER_OUTER, PUT_IN, UPPER_OUTER
from backbeat.lipsync.drawing.posing import Shape, width_of
from backbeat.media.retouching.patches import Box, Crop, Patch, Pixels

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_AROUND = 0.03
"""How far around what is put in is drawn, in widths of the face."""
_TO_EDGE = 0.05
"""Over how many widths of the face what was made fades to the edge of its box."""
_LIPS, _SOFT = 0.02, 0.012
"""How far around lips they are taken from one picture, and the deviation of its edge, in widths of
the face."""
_EIGHT_TO_SIXTEEN = 257


def blended(
    target: Crop,
    mesh: Float32s,
    made: Crop,
    strength: float = 1.0,
    opacity: Float32s | None = None,
    spared: Bools | None = None,
) -> Patch:
    """A face with the mouth of another that was made in its place.

    With less than full strength, both are warped to a shape in between, and the lips with all that
    is in them are taken from the one that there is more of: teeth that are mixed are seen twice.

    Args:
        target: the face.
        mesh: of the face, shape (468, 3).
        made: the face that was made, on the same grid, of 8 or 16 bits.
        strength: how much of it there is, over 0, to 1.
        opacity: of what was made, 0 to 1, shape (height, width) of `made`; None: the mouth with the
            skin around it.
        spared: pixels of the target that stay as they are, such as those of a hand.

    Raises:
        ValueError: the mesh has no place in some points.
    """
    if not np.isfinite(mesh).all():
        raise ValueError("the mesh has points that are not a number: the face was not seen there")
    shape = Shape(mesh, mesh, width_of(mesh))
    new = target.pixels.copy()
    changed = np.zeros(new.shape[:2], np.bool_)
    box = _box(target, mesh, made, opacity, shape.width)
    if box.width > 1 and box.height > 1:
        one = Crop(_alike(made.pixels, target.pixels), made.box)
        mouth = _mixed(target, one, shape, box, strength)
        shares = opacity_of(shape, box) if opacity is None else opacity[part(box, made.box)].copy()
        shares *= _to_edge(box, made.box, target.box, shape.width)
        put_in(new, changed, target, mouth, shape, box, shares)
    as_sharp(new, changed, target, shape)
    if spared is not None:
        put_back(new, changed, target.pixels, spared, shape.width)
    differs(new, target.pixels, changed)
    return Patch(new, target.box, changed)


def _box(target: Crop, mesh: Float32s, made: Crop, opacity: Float32s | None, width: float) -> Box:
    """What is drawn, within both."""
    corners = np.array([[made.box.left, made.box.top], [made.box.right - 1, made.box.bottom - 1]])
    within = box_around(corners, 0, target.box)
    if opacity is not None:
        return within
    return box_around(mesh[list(PUT_IN), :2], _AROUND * width, within)


def _alike(pixels: Pixels, other: Pixels) -> Pixels:
    """Pixels with as many bits as others."""
    if pixels.dtype == other.dtype:
        return pixels
    if other.dtype == np.uint16:
        return np.asarray(pixels, np.uint16) * np.uint16(_EIGHT_TO_SIXTEEN)
    return np.asarray(np.rint(pixels / np.float32(_EIGHT_TO_SIXTEEN)), np.uint8)


def _mixed(target: Crop, made: Crop, shape: Shape, box: Box, strength: float) -> Float32s:
    """The mouth in between, shape (height, width, 3)."""
    if strength >= 1:
        return np.asarray(made.pixels[part(box, made.box)], np.float32)
    crops, weights = (target, made), np.array([1 - strength, strength], np.float32)
    still = [np.zeros((box.height, box.width, 2), np.float32) for _ in crops]
    nothing = (slice(0, 0), slice(0, 0)), np.zeros((0, 0), np.float32)
    fields = aligned(crops, still, weights, box, shape.width, nothing)
    own, other = (
        read(crop, field, box).astype(np.float32) for crop, field in zip(crops, fields, strict=True)
    )
    share = _lips(shape, box)[..., None]
    # More than half of it: all of it, inside the lips.
    inside = np.float32(strength >= 0.5)
    return own + (other - own) * (share * inside + (1 - share) * np.float32(strength))


def _lips(shape: Shape, box: Box) -> Float32s:
    import cv2

    outline = shape.goals[[*UPPER_OUTER, *LOWER_OUTER[::-1]], :2]
    size = 2 * round(_LIPS * shape.width / 2) + 1
    mask = cv2.dilate(filled(outline, box), np.ones((size, size), np.uint8))
    soft = cv2.GaussianBlur(mask, (0, 0), max(_SOFT * shape.width, 0.5))
    return np.asarray(soft.astype(np.float32) / 255, np.float32)


def _to_edge(box: Box, made: Box, target: Box, width: float) -> Float32s:
    """How opaque what was made is by how far its own edge is, shape (height, width).

    Edges that are those of the picture's part, too, are none.
    """
    reach = max(_TO_EDGE * width, 1.0)
    x = np.arange(box.left, box.right, dtype=np.float32) + 0.5
    y = np.arange(box.top, box.bottom, dtype=np.float32) + 0.5
    across, along = np.ones_like(x), np.ones_like(y)
    for line, places, first, last, outer in (
        (across, x, made.left, made.right, (target.left, target.right)),
        (along, y, made.top, made.bottom, (target.top, target.bottom)),
    ):
        if first > outer[0]:
            line *= np.clip((places - first) / reach, 0, 1)
        if last < outer[1]:
            line *= np.clip((last - places) / reach, 0, 1)
    return np.asarray(along[:, None] * across[None], np.float32)
