"""What mouths look like: to tell where one picture may follow another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.bank.squares import SIDE

Bytes = NDArray[np.uint8]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

WIDTH, HEIGHT = 24, 18
"""Size of a small picture of a mouth."""
SIZE = WIDTH * HEIGHT * 3
_TOP = 0.1
"""Share of the square above the small picture; it is as wide as the square."""
_COMPONENTS = 40
_MOST_ROWS = 1200
"""Pictures from which the components are taken."""


def small_of(square: Bytes) -> Float32s:
    """A mouth as a small picture in CIELAB, shape (`SIZE`,)."""
    import cv2

    first = round(_TOP * SIDE)
    part = square[first : first + SIDE * HEIGHT // WIDTH]
    small = cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    color = cv2.cvtColor((small / 255).astype(np.float32), cv2.COLOR_RGB2LAB)
    return np.asarray(color, np.float32).ravel()


def sharpness_of(square: Bytes) -> float:
    """How sharp a mouth is: the mean steepness of its lightness."""
    import cv2

    light = cv2.cvtColor(square, cv2.COLOR_RGB2GRAY).astype(np.float32)
    right = cv2.Sobel(light, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(light, cv2.CV_32F, 0, 1)
    return float(np.hypot(right, down).mean())


def components(small: Float32s) -> Float32s:
    """Small pictures by their principal components, shape (n, k), on the scale of a pixel.

    Args:
        small: shape (n, `SIZE`).
    """
    if len(small) < 2:
        return np.zeros((len(small), 1), np.float32)
    every = max(1, -(-len(small) // _MOST_ROWS))
    mean = small.mean(axis=0)
    _, _, axes = np.linalg.svd(small[::every] - mean, full_matrices=False)
    return np.asarray((small - mean) @ axes[:_COMPONENTS].T / np.sqrt(WIDTH * HEIGHT), np.float32)
