"""Where a mouth is put in, and how opaquely."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.points import OVAL, PUT_IN
from backbeat.lipsync.drawing.posing import Shape
from backbeat.media.retouching.patches import Box

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

_WITHIN, _SOFT = 0.06, 0.03
"""By how much the outline is shrunk, and the deviation by which it is softened, in widths of the
face: where the outline itself is, next to nothing is left."""
_FROM_OVAL = 0.05
_LEAST = 0.004
_FRACTION = 3
"""Bits after the point of corners of outlines."""


def opacity_of(shape: Shape, box: Box) -> Float32s:
    """How much of the new mouth there is in each pixel of a box, 0 to 1, shape (height, width)."""
    import cv2

    mask = filled(cv2.convexHull(shape.goals[list(PUT_IN), :2]), box)
    mask = _shrunk(mask, _WITHIN * shape.width)
    face = filled(shape.goals[list(OVAL), :2], box)
    mask &= _shrunk(face, _FROM_OVAL * shape.width)
    soft = cv2.GaussianBlur(mask, (0, 0), max(_SOFT * shape.width, 0.5)).astype(np.float32)
    soft *= np.float32(1 / 255)
    soft[soft < _LEAST] = 0
    return np.asarray(soft, np.float32)


def box_around(points: NDArray[np.floating], margin: float, within: Box) -> Box:
    """The box around points, shape (n, 2), as far as it is within another; may be empty."""
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    left, top = max(int(low[0]), within.left), max(int(low[1]), within.top)
    right, bottom = min(int(high[0]) + 1, within.right), min(int(high[1]) + 1, within.bottom)
    return Box(left, top, max(right, left), max(bottom, top))


def part(box: Box, of: Box) -> tuple[slice, slice]:
    """Rows and columns of a box in pixels of another, around it."""
    return (
        slice(box.top - of.top, box.bottom - of.top),
        slice(box.left - of.left, box.right - of.left),
    )


def filled(outline: NDArray[np.floating] | Sequence[Sequence[float]], box: Box) -> Bytes:
    """255 inside an outline, shape (n, 2) or (n, 1, 2), else 0; shape (height, width)."""
    import cv2

    mask = np.zeros((box.height, box.width), np.uint8)
    # OpenCV counts from the middle of pixels.
    corners = (np.asarray(outline).reshape(-1, 2) - [box.left + 0.5, box.top + 0.5]) * 2**_FRACTION
    cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], (255,), cv2.LINE_8, _FRACTION)
    return mask


def _shrunk(mask: Bytes, by: float) -> Bytes:
    """A mask without what is nearer to its edge than some pixels; the box's edge is none."""
    import cv2

    size = 2 * round(by / 2) + 1
    kernel = np.ones((size, size), np.uint8)
    return np.asarray(cv2.erode(mask, kernel), np.uint8)
