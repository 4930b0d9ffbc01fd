"""Gives pixels the colours and the sharpness of those around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

_RING = (0.02, 0.6)
"""Opacities between which a seam is: there colours are compared."""
_SHRUNK = 4
_MOST_SHARPER = 0.8


def matched(pixels: Float32s, around: Float32s, opacity: Float32s, reach: float) -> Float32s:
    """Pixels in the light of those around them: what differs at the seam is taken away, smoothly.

    Args:
        pixels: what is put in, shape (h, w, 3).
        around: what is there, shape (h, w, 3).
        opacity: of what is put in, 0 to 1, shape (h, w).
        reach: deviation of the smoothing, in pixels.
    """
    import cv2

    height, width = opacity.shape
    small = (max(1, width // _SHRUNK), max(1, height // _SHRUNK))
    ring = ((opacity > _RING[0]) & (opacity < _RING[1])).astype(np.float32)
    difference = (around - pixels) * ring[..., None]
    weights = cv2.resize(ring, small, interpolation=cv2.INTER_AREA)
    sums = cv2.resize(difference, small, interpolation=cv2.INTER_AREA)
    sigma = max(reach / _SHRUNK, 0.5)
    weights = cv2.GaussianBlur(weights, (0, 0), sigma)
    sums = cv2.GaussianBlur(sums, (0, 0), sigma)
    light = cv2.resize(sums / (weights[..., None] + 1e-3), (width, height))
    return np.asarray(pixels + light, np.float32)


def detail(pixels: Float32s) -> float:
    """Energy of the finest detail of a picture, shape (h, w, 3)."""
    import cv2

    grey = pixels.mean(axis=2)
    if min(grey.shape) < 5:
        return 0.0
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F))[1:-1, 1:-1].mean())


def sharpened(pixels: Float32s, wanted: float) -> Float32s:
    """Pixels with as much fine detail as is wanted, as far as they have lost it to resampling."""
    import cv2

    found = detail(pixels)
    if found <= 0 or wanted <= found:
        return pixels
    more = min(_MOST_SHARPER, (wanted / found - 1) * 0.7)
    return np.asarray(pixels + more * (pixels - cv2.GaussianBlur(pixels, (0, 0), 0.9)), np.float32)
