"""Aligns mouths that turn into one another, by the flow of what is seen between them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.fields import moved_first, read
from backbeat.media.retouching.patches import Box, Crop

Float32s = NDArray[np.float32]

_SIZE = 160.0
"""Width of a face, in pixels, at which flow is found."""
_SMOOTH, _FARTHEST = 0.02, 0.05
"""Deviation of the flow's smoothing, and its greatest length, in widths of the face."""
_GREEN = 1
"""The channel in which lips differ most from skin."""


def aligned(
    crops: Sequence[Crop],
    fields: Sequence[Float32s],
    weights: Float32s,
    box: Box,
    width: float,
    inside: tuple[tuple[slice, slice], Float32s],
) -> list[Float32s]:
    """Fields in which edges of all mouths lie where those of their mean do.

    Meshes leave edges of lips a few pixels apart, which mixing would show twice.

    Args:
        crops: read through each field.
        fields: shape (height, width, 2).
        weights: of each, sum 1.
        box: the part of the picture that is drawn.
        width: of the face.
        inside: a part of the box, and how much there is not to be aligned, 0 to 1.
    """
    most = int(weights.argmax())
    every = max(1, round(width / _SIZE))
    looks = [
        _look(read(crop, np.ascontiguousarray(field[::every, ::every]), box, every), every)
        for crop, field in zip(crops, fields, strict=True)
    ]
    free = np.ones((box.height, box.width), np.float32)
    free[inside[0]] -= inside[1]
    flows = [
        np.zeros((box.height, box.width, 2), np.float32)
        if number == most
        else _flow(looks[most], look, free, every, width)
        for number, look in enumerate(looks)
    ]
    mean = np.tensordot(weights, np.stack(flows), 1).astype(np.float32)
    found = []
    for field, flow in zip(fields, flows, strict=True):
        # A pixel of the mean lies where the weightiest mouth has it, moved by the mean flow.
        way = flow - mean
        found.append(moved_first(field, way[..., 0], way[..., 1]))
    return found


def _look(pixels: NDArray[Any], every: int) -> NDArray[np.uint8]:
    import cv2

    green = pixels[..., _GREEN]
    grey = green if green.dtype == np.uint8 else (green >> 8).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.8), np.uint8)


def _flow(
    one: NDArray[np.uint8], other: NDArray[np.uint8], free: Float32s, every: int, width: float
) -> Float32s:
    """From each pixel to where the other mouth shows the same, in pixels of the box."""
    import cv2

    small = cv2.resize(free, one.shape[::-1], interpolation=cv2.INTER_AREA)[..., None]
    flow = np.asarray(_finder().calc(one, other, None), np.float32) * small
    sigma = max(_SMOOTH * width / every, 0.5)
    flow = np.asarray(cv2.GaussianBlur(flow, (0, 0), sigma), np.float32)
    weight = cv2.GaussianBlur(small, (0, 0), sigma)[..., None]
    flow *= np.float32(every) / np.maximum(weight, np.float32(0.05))
    length = np.linalg.norm(flow, axis=2, keepdims=True)
    flow *= np.minimum(1, _FARTHEST * width / np.maximum(length, 1e-6))
    return np.asarray(cv2.resize(flow, free.shape[::-1]), np.float32)


@cache
def _finder() -> Any:
    import cv2

    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
    finder.setFinestScale(1)
    return finder
