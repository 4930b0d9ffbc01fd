"""Fields of places: from each pixel that is drawn, how far away the place lies that it shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.lips import Axis
from backbeat.media.retouching.patches import Box, Crop, Pixels

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_NO_MAP = np.empty(0, np.float32)


def read(crop: Crop, field: Float32s, into: Box, every: int = 1) -> Pixels:
    """Pixels of a crop at each place of a field, resampled once.

    Args:
        crop: read; beyond its edge, its last pixels go on.
        field: shape (height, width, 2).
        into: the part of the picture that is drawn.
        every: only each so many rows and columns of `into`.
    """
    import cv2

    x = np.arange(0, into.width, every, dtype=np.float32)[None]
    y = np.arange(0, into.height, every, dtype=np.float32)[:, None]
    places = np.empty_like(field)
    np.add(field[..., 0], x + np.float32(into.left - crop.box.left), out=places[..., 0])
    np.add(field[..., 1], y + np.float32(into.top - crop.box.top), out=places[..., 1])
    found = cv2.remap(
        crop.pixels, places, _NO_MAP, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if crop.pixels.dtype == np.uint16:
        return np.asarray(found, np.uint16)
    return np.asarray(found, np.uint8)


def beyond(crop: Crop, field: Float32s, into: Box) -> Bools | None:
    """Which places of a field are not in a crop, shape (height, width); None: all are."""
    x = np.arange(into.width, dtype=np.float32)[None] + np.float32(into.left - crop.box.left)
    y = np.arange(into.height, dtype=np.float32)[:, None] + np.float32(into.top - crop.box.top)
    across, along = field[..., 0] + x, field[..., 1] + y
    height, width = crop.pixels.shape[:2]
    outside = (across < -1) | (along < -1) | (across > width) | (along > height)
    return outside if outside.any() else None


def after(field: Float32s, shift: Float32s, axis: Axis) -> Float32s:
    """A field of places that are first moved down an axis, by `shift`, shape (height, width)."""
    return moved_first(field, -shift * np.float32(axis.along[1]), shift * np.float32(axis.along[0]))


def moved_first(field: Float32s, x: Float32s, y: Float32s) -> Float32s:
    """A field of places that are first moved to the right by `x` and down by `y`."""
    import cv2

    height, width = field.shape[:2]
    found = cv2.remap(
        field,
        x + np.arange(width, dtype=np.float32)[None],
        y + np.arange(height, dtype=np.float32)[:, None],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    way = np.asarray(found, np.float32)
    way[..., 0] += x
    way[..., 1] += y
    return way
