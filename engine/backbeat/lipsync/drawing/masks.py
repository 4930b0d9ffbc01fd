"""Where a mouth is put in, and how opaquely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.points import OVAL, PUT_IN
from backbeat.lipsync.drawing.posing import Shape
from backbeat.media.retouching.patches import Box, Pixels

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

_WITHIN, _SOFT = 0.045, 0.024
"""By how much the outline is shrunk, and the deviation by which it is softened, in widths of the
face: where the outline itself is, nothing is left."""
_FROM_OVAL = 0.04
_COARSE = 120
"""Width of a face, in pixels, at which opacity is computed."""
_LEAST = 0.03
"""Opacity that counts as none."""
_FRACTION = 3
"""Bits after the point of corners of outlines."""


def opacity_of(shape: Shape, box: Box) -> Float32s:
    """How much of the new mouth there is in each pixel of a box, 0 to 1, shape (height, width)."""
    import cv2

    # It is so smooth that a coarser one does.
    step = max(1, round(shape.width / _COARSE))
    size = -(-box.width // step), -(-box.height // step)
    mask = _outlined(cv2.convexHull(shape.goals[list(PUT_IN), :2]), box, step, size)
    mask = _shrunk(mask, _WITHIN * shape.width / step)
    face = _outlined(shape.goals[list(OVAL), :2], box, step, size)
    mask &= _shrunk(face, _FROM_OVAL * shape.width / step)
    soft = cv2.GaussianBlur(mask, (0, 0), max(_SOFT * shape.width / step, 0.5))
    share = soft.astype(np.float32) * np.float32(1 / (1 - _LEAST) / 255)
    share = np.maximum(share - np.float32(_LEAST / (1 - _LEAST)), 0)
    whole = cv2.resize(share, (size[0] * step, size[1] * step), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(whole[: box.height, : box.width])


def _outlined(outline: Any, box: Box, step: int, size: tuple[int, int]) -> Bytes:
    """255 inside an outline, else 0, of each so many rows and columns of a box."""
    corners = (np.asarray(outline, np.float32).reshape(-1, 2) - [box.left, box.top]) / step
    return filled(corners, Box(0, 0, *size))


def box_around(points: NDArray[np.floating], margin: float, within: Box) -> Box:
    """The box around points, shape (n, 2), as far as it is within another; may be empty."""
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    left, top = max(int(low[0]), within.left), max(int(low[1]), within.top)
    right, bottom = min(int(high[0]) + 1, within.right), min(int(high[1]) + 1, within.bottom)
    return Box(left, top, max(right, left), max(bottom, top))


def differs(one: Pixels, other: Pixels, where: Bools) -> None:
    """Takes from a mask, shape (h, w), where pixels, shape (h, w, 3), are the same."""
    inside = bounds(where)
    apart = one[inside] != other[inside]
    where[inside] &= apart[..., 0] | apart[..., 1] | apart[..., 2]


def bounds(where: Bools) -> tuple[slice, slice]:
    """The rows and columns in which there is anything of a mask; empty where there is nothing."""
    rows, columns = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
    if not len(rows):
        return slice(0, 0), slice(0, 0)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def put(pixels: Pixels, where: Bools, into: Pixels) -> None:
    """Copies pixels, shape (h, w, 3), where a mask says so, shape (h, w)."""
    import cv2

    # A tenth of the time that NumPy takes.
    copied = cv2.copyTo(pixels, where.astype(np.uint8), into)
    if copied is not into:
        into[...] = copied


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

    size = 2 * round(by) + 1
    kernel = np.ones((size, size), np.uint8)
    return np.asarray(cv2.erode(mask, kernel), np.uint8)
