"""Puts a mouth into a face: in its light, as sharp as it, and with a soft edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.masks import bounds, filled, part, put
from backbeat.lipsync.drawing.matching import lit, rounded, sharpened
from backbeat.lipsync.drawing.points import LOWER_OUTER, UPPER_OUTER
from backbeat.lipsync.drawing.posing import Shape
from backbeat.media.retouching.patches import Box, Crop, Pixels

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_LIGHT = 0.1
"""How far light is smoothed, in widths of the face."""
_AROUND_LIPS = 0.02
_AROUND_SPARED = 0.02
_SOFT = 0.01
_SHARPNESS = 0.05
"""In widths of the face."""


def put_in(
    new: Pixels,
    changed: Bools,
    target: Crop,
    mouth: Float32s,
    shape: Shape,
    box: Box,
    opacity: Float32s,
) -> None:
    """Puts a mouth into a face.

    Args:
        new: the face as it is around the mouth, which is changed.
        changed: where it was changed, shape (height, width) of `new`; added to.
        target: the face in its own picture.
        mouth: shape (height, width, 3) of `box`; changed.
        shape: of the face.
        box: of the mouth, within the target's.
        opacity: of the mouth, 0 to 1, shape (height, width) of `box`.
    """
    inside = part(box, target.box)
    there = new[inside].astype(np.float32)
    mouth += lit(mouth, there, opacity, _LIGHT * shape.width)
    mouth -= there
    mouth *= opacity[..., None]
    mouth += there
    seen = opacity > 0
    put(rounded(mouth, new), seen, new[inside])
    changed[inside] |= seen


def as_sharp(new: Pixels, changed: Bools, target: Crop, shape: Shape) -> None:
    """Gives what was changed the sharpness of the source.

    Args:
        new: a face, which is changed.
        changed: where it was changed, shape (height, width).
        target: the face in its own picture.
        shape: of the face.
    """
    inside = bounds(changed)
    left, top = target.box.left, target.box.top
    rows, columns = inside
    box = Box(left + columns.start, top + rows.start, left + columns.stop, top + rows.stop)
    if not changed.any():
        return
    compared = changed[inside] & ~_near_lips(shape, box)
    sharp = sharpened(new[inside], target.pixels[inside], compared, _SHARPNESS * shape.width)
    put(sharp, changed[inside], new[inside])


def put_back(new: Pixels, changed: Bools, old: Pixels, spared: Bools, width: float) -> None:
    """Puts back what is spared, with a soft edge around it.

    Args:
        new: a face, which is changed.
        changed: where it was changed, taken back where it is no longer.
        old: as it was.
        spared: what is to stay as it was, shape (height, width).
        width: of the face.
    """
    import cv2

    size = 2 * round(_AROUND_SPARED * width) + 1
    wider = cv2.dilate(spared.astype(np.uint8) * 255, np.ones((size, size), np.uint8))
    keep = cv2.GaussianBlur(wider, (0, 0), max(_SOFT * width, 0.5)).astype(np.float32) / 255
    keep[spared] = 1
    mixed = new + (old.astype(np.float32) - new) * keep[..., None]
    np.copyto(new, np.rint(mixed).astype(new.dtype), where=(keep > 0)[..., None])
    changed &= keep < 1


def _near_lips(shape: Shape, box: Box) -> Bools:
    """The lips, and a little around them."""
    import cv2

    outline = shape.goals[[*UPPER_OUTER, *LOWER_OUTER[::-1]], :2]
    size = max(1, round(_AROUND_LIPS * shape.width))
    mask = cv2.dilate(filled(outline, box), np.ones((size, size), np.uint8))
    return np.asarray(mask > 0, np.bool_)
