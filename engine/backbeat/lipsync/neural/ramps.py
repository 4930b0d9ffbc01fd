"""Turns one mouth into another without showing both: pixels move along the flow between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

_SIZE = 128
"""Side, in pixels, at which flow is found."""


def between(own: Float32s, made: Float32s, share: float) -> Float32s:
    """A mouth on its way from one to another.

    Args:
        own: 0 to 255, shape (h, w, 3).
        made: of the same shape.
        share: how much there is of `made`, 0 to 1.
    """
    import cv2

    height, width = own.shape[:2]
    every = max(1.0, max(height, width) / _SIZE)
    small = (max(16, round(width / every)), max(16, round(height / every)))
    looks = [_grey(one, small) for one in (own, made)]
    finder = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    forth, back = (_flow(finder, looks[a], looks[b]) for a, b in ((0, 1), (1, 0)))
    first = _pulled(own, back, share)
    second = _pulled(made, forth, 1 - share)
    return np.asarray(first * np.float32(1 - share) + second * np.float32(share), np.float32)


def _grey(pixels: Float32s, size: tuple[int, int]) -> NDArray[np.uint8]:
    import cv2

    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(small.mean(axis=2), 0, 255), np.uint8)


def _flow(finder: object, of: NDArray[np.uint8], into: NDArray[np.uint8]) -> Float32s:
    """Where pixels of one picture lie in another, as shares of its size; shape (h, w, 2)."""
    flow = finder.calc(of, into, None)  # type: ignore[attr-defined]
    return np.asarray(flow / np.array([of.shape[1], of.shape[0]]), np.float32)


def _pulled(pixels: Float32s, flow: Float32s, share: float) -> Float32s:
    """A picture some of the way along the flow that leads from the other one to it."""
    import cv2

    height, width = pixels.shape[:2]
    way = np.asarray(cv2.resize(flow, (width, height)), np.float32)
    way *= np.array([width * share, height * share], np.float32)
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    moved = cv2.remap(
        pixels, x + way[..., 0], y + way[..., 1], cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(moved, np.float32)
