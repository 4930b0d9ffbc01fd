"""Gives pixels the light and the sharpness of those around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.media.retouching.patches import Pixels

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_RING = (0.02, 0.6)
"""Opacities between which a seam is: there colours are compared."""
_WIDER = 3.0
"""Deviation of the smoothing that reaches all that the seam surrounds, in those that follow it."""
_NEAR = 0.05
"""Weight of the seam from which the nearer smoothing counts as much as the wider one."""
_COARSE = 6
"""Pixels of a smoothing's deviation in which it is computed."""
_LEAST_SHARPER, _MOST_SHARPER = 0.6, 2.2
_FINE, _KERNEL = 0.7, (3, 3)
"""Deviation and size of the blur, in pixels, that takes fine detail away."""
_HARDER = 1.35
"""The finest detail is more than that blur takes away: by how much more that is raised."""
_GREY = np.full((1, 3), 1 / 3, np.float32)
_FEW = 64
"""Pixels below which sharpness is not compared."""
_EVERY = 3
"""One of so many rows and columns is enough for a median."""
_EXTREME = 6.0
"""Medians of detail beyond which it is an edge, such as hair, and not texture."""


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
    shrink = max(1, int(reach / _COARSE))
    small = (max(1, width // shrink), max(1, height // shrink))
    mine, theirs, opaque = (
        cv2.resize(one, small, interpolation=cv2.INTER_AREA) for one in (pixels, around, opacity)
    )
    ring = ((opaque > _RING[0]) & (opaque < _RING[1])).astype(np.float32)
    shrunk = np.dstack([(theirs - mine) * ring[..., None], ring])
    sigma = max(reach / shrink, 0.5)
    near = cv2.GaussianBlur(shrunk, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT)
    wide = cv2.GaussianBlur(shrunk, (0, 0), _WIDER * sigma, borderType=cv2.BORDER_CONSTANT)
    far = wide[..., :3] / np.maximum(wide[..., 3:], 1e-6)
    light = (near[..., :3] + _NEAR * far) / (near[..., 3:] + _NEAR)
    return np.asarray(cv2.resize(light, (width, height)), np.float32)


def sharpened(new: Pixels, old: Pixels, compared: Bools, reach: float) -> Pixels:
    """Pixels with as much fine detail as others have there: what resampling and mixing took away.

    Args:
        new: what is drawn, shape (h, w, 3).
        old: what was there.
        compared: where both show skin, shape (h, w).
        reach: deviation of the smoothing of what detail there is, in pixels.
    """
    import cv2

    height, width = compared.shape
    if np.count_nonzero(compared) < _FEW:
        return new
    sample = compared[::_EVERY, ::_EVERY]
    if not sample.any():
        return new
    pixels = new.astype(np.float32)
    mine, theirs = _fineness(pixels), _fineness(old.astype(np.float32))
    limit = np.float32(_EXTREME) * np.median(theirs[::_EVERY, ::_EVERY][sample]) + np.float32(1e-3)
    amounts = np.dstack([np.minimum(one, limit) * compared for one in (mine, theirs)])
    shrink = max(1, int(reach / _COARSE))
    small = (max(1, width // shrink), max(1, height // shrink))
    shrunk = cv2.resize(amounts, small, interpolation=cv2.INTER_AREA)
    near = cv2.GaussianBlur(shrunk, (0, 0), max(reach / shrink, 0.5))
    # Where nothing near is compared, as on lips, the whole of it tells.
    near += np.float32(_NEAR) * shrunk.mean(axis=(0, 1), keepdims=True)
    ratio = near[..., 1] / np.maximum(near[..., 0], np.float32(1e-9))
    gain = np.float32(_HARDER) * (np.clip(ratio, _LEAST_SHARPER, _MOST_SHARPER) - 1)
    detail = pixels - cv2.GaussianBlur(pixels, _KERNEL, _FINE)
    detail *= cv2.resize(gain, (width, height))[..., None]
    return rounded(pixels + detail, new)


def rounded(pixels: Float32s, like: Pixels) -> Pixels:
    """Pixels in whole levels, of as many bits as others."""
    import cv2

    nothing = np.zeros(1, np.float64)
    if like.dtype == np.uint16:
        return np.asarray(cv2.add(pixels, nothing, dtype=cv2.CV_16U), np.uint16)
    return np.asarray(cv2.add(pixels, nothing, dtype=cv2.CV_8U), np.uint8)


def _fineness(pixels: Float32s) -> Float32s:
    """How much finest detail there is at each pixel, shape (h, w)."""
    import cv2

    # In eight bits, rounding would be most of it.
    grey = cv2.transform(pixels, _GREY)
    return np.abs(np.asarray(cv2.Laplacian(grey, cv2.CV_32F), np.float32))
