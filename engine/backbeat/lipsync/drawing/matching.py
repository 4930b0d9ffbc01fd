"""Gives pixels the light and the sharpness of those around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_RING = (0.02, 0.6)
"""Opacities between which a seam is: there colours are compared."""
_WIDER = 3.0
"""Deviation of the smoothing that reaches all that the seam surrounds, in those that follow it."""
_NEAR = 0.05
"""Weight of the seam from which the nearer smoothing counts as much as the wider one."""
_SMALL = 24
"""Pixels of the smoothing's deviation, at most, in which it is computed."""
_LEAST_SHARPER, _MOST_SHARPER = 0.6, 2.0
_FINE = 1.0
"""Deviation of the blur, in pixels, that takes fine detail away."""
_FEW = 64
"""Pixels below which sharpness is not compared."""
_EXTREME = 6.0
"""Deviations of detail beyond which it is an edge, such as hair, and not texture."""


def lit(pixels: Float32s, around: Float32s, opacity: Float32s, reach: float) -> Float32s:
    """What to add to pixels so that they are in the light of those around them.

    The difference at the seam is smoothed and carried on inwards.

    Args:
        pixels: what is put in, shape (h, w, 3).
        around: what is there, shape (h, w, 3).
        opacity: of what is put in, 0 to 1, shape (h, w).
        reach: deviation of the smoothing, in pixels.

    Returns:
        Shape (h, w, 3).
    """
    import cv2

    height, width = opacity.shape
    shrink = max(1, int(reach / _SMALL * 4))
    small = (max(1, width // shrink), max(1, height // shrink))
    ring = ((opacity > _RING[0]) & (opacity < _RING[1])).astype(np.float32)
    stack = np.empty((height, width, 4), np.float32)
    np.subtract(around, pixels, out=stack[..., :3])
    stack[..., :3] *= ring[..., None]
    stack[..., 3] = ring
    stack = cv2.resize(stack, small, interpolation=cv2.INTER_AREA)
    sigma = max(reach / shrink, 0.5)
    near = cv2.GaussianBlur(stack, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    wide = cv2.GaussianBlur(stack, (0, 0), _WIDER * sigma, borderType=cv2.BORDER_CONSTANT)
    far = wide[..., :3] / np.maximum(wide[..., 3:], 1e-6)
    light = (near[..., :3] + _NEAR * far) / (near[..., 3:] + _NEAR)
    return np.asarray(cv2.resize(light, (width, height)), np.float32)


def fine(pixels: Float32s) -> Float32s:
    """The fine detail of pixels, shape (h, w, 3)."""
    import cv2

    return np.asarray(pixels - cv2.GaussianBlur(pixels, (0, 0), _FINE), np.float32)


def sharper_by(detail: Float32s, wanted: Float32s, where: Bools) -> float:
    """The factor for fine detail that gives it the energy of other detail.

    Args:
        detail: of pixels, shape (h, w, 3).
        wanted: of other pixels, shape (h, w, 3).
        where: both are compared; shape (h, w).
    """
    if np.count_nonzero(where) < _FEW:
        return 1.0
    mine, theirs = _energy(detail[where]), _energy(wanted[where])
    if mine <= 0:
        return 1.0
    return float(np.clip(theirs / mine, _LEAST_SHARPER, _MOST_SHARPER))


def _energy(detail: Float32s) -> float:
    """Root mean square of detail, shape (n, 3), edges left aside."""
    grey = np.abs(detail.mean(axis=1))
    limit = _EXTREME * float(np.median(grey)) + 1e-6
    return float(np.sqrt(np.square(np.minimum(grey, limit)).mean()))
