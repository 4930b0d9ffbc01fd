"""How far mouths are open, seen on pixels.

A mesh of a face takes teeth between parted lips for lips. Three cues that fail in different places
are put together, each in this speaker's own scale: the mesh; the height of what has colours that
are more frequent inside this speaker's open mouth than on the lips; and how far colours between the
lips are from those of the lips themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.bank.squares import SIDE

Bytes = NDArray[np.uint8]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

_OUTER = (
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
)  # fmt: skip
"""The outer edge of the lips, around."""
_INNER = (
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
)  # fmt: skip
"""The inner edge of the lips, around."""
_COLUMNS = ((39, 181), (37, 84), (0, 17), (267, 314), (269, 405))
"""Points of the outer edge above one another, between which a mouth is cut."""
_CORNERS = (61, 291)
_LEVELS = 24
"""Steps of each axis of colour in which frequencies are counted."""
_SMOOTH = 0.8
_WIDE_SHARE = 0.25
"""Share of the pictures, by the mesh, in which the mouth is surely open."""
_WITHIN = (0.3, 0.7)
"""Part of the mouth's width in which the height of the gap is taken."""
_FROM, _TO, _SAMPLES = 0.22, 0.78, 40
"""Where a column goes from the middle of the upper lip to that of the lower one."""
_COLOR = np.array([1.0, 1.5, 1.5])
"""Weights of lightness and of the two axes of colour."""
_CLOSED_QUANTILE, _OPEN_QUANTILE = 0.01, 0.8


def openings(squares: Bytes, points: Float32s, apertures: Float32s) -> Float64s:
    """How far the mouth of one speaker is open in each picture of a clip.

    Args:
        squares: around the mouth, red, green and blue, shape (n, `SIDE`, `SIDE`, 3).
        points: of the mesh in pixels of the square, shape (n, 468, 2).
        apertures: "inner aperture" of the face track, shape (n,).

    Returns:
        About 0 where the lips touch, 1 where the mouth is open wider than in four of five
        pictures; shape (n,).
    """
    import cv2

    if not len(squares):
        return np.zeros(0)
    colors = [np.asarray(cv2.cvtColor(square, cv2.COLOR_RGB2LAB), np.uint8) for square in squares]
    cues = (
        apertures.astype(np.float64),
        _gaps(colors, points),
        np.array([_unlike_lips(*one) for one in zip(colors, points, strict=True)]),
    )
    return np.asarray(np.mean([_in_own_scale(cue) for cue in cues], axis=0), np.float64)


def _in_own_scale(cue: Float64s) -> Float64s:
    low, high = np.quantile(cue, [_CLOSED_QUANTILE, _OPEN_QUANTILE])
    return np.asarray((cue - low) / max(float(high - low), 1e-6), np.float64)


def _gaps(colors: list[Bytes], points: Float32s) -> Float64s:
    """Height of what has the colours of the inside, in widths of the mouth."""
    import cv2

    kernel = np.ones((3, 3), np.uint8)
    outer = [cv2.erode(_filled(one, _OUTER), kernel) for one in points]
    inner = [_filled(one, _INNER) for one in points]
    areas = np.array([mask.sum() for mask in inner])
    wide = areas >= np.quantile(areas, 1 - _WIDE_SHARE)
    lips, inside = np.zeros((2, _LEVELS, _LEVELS, _LEVELS))
    for color, around, within, is_wide in zip(colors, outer, inner, wide, strict=True):
        _count(lips, color, (around > 0) & (cv2.dilate(within, kernel) == 0))
        if is_wide:
            _count(inside, color, cv2.erode(within, kernel) > 0)
    likely = _likely(lips, inside)
    heights = []
    for color, around, one in zip(colors, outer, points, strict=True):
        left, right = one[list(_CORNERS), 0]
        width = max(float(right - left), 1.0)
        middles = np.arange(SIDE) + 0.5
        middle = (middles > left + _WITHIN[0] * width) & (middles < left + _WITHIN[1] * width)
        is_gap = likely[_levels(color[:, middle])] & (around[:, middle] > 0)
        heights.append(float(np.median(is_gap.sum(axis=0))) / width if middle.any() else 0.0)
    return np.array(heights)


def _filled(points: Float32s, outline: tuple[int, ...]) -> Bytes:
    import cv2

    mask = np.zeros((SIDE, SIDE), np.uint8)
    # OpenCV counts from the middle of pixels, here in eighths of one.
    corners = np.rint((points[list(outline)] - 0.5) * 8).astype(np.int32)
    cv2.fillPoly(mask, [corners], (1,), shift=3)
    return mask


def _levels(color: Bytes) -> tuple[NDArray[np.int64], ...]:
    levels = color.astype(np.int64) * _LEVELS // 256
    return levels[..., 0], levels[..., 1], levels[..., 2]


def _count(counts: Float64s, color: Bytes, mask: Bools) -> None:
    np.add.at(counts, _levels(color[mask]), 1)


def _likely(lips: Float64s, inside: Float64s) -> Bools:
    """Which colours are more frequent inside an open mouth than on the lips."""
    shares = [_smoothed(counts) / max(float(counts.sum()), 1.0) for counts in (lips, inside)]
    return np.asarray(shares[1] > shares[0] + 1e-6, np.bool_)


def _smoothed(counts: Float64s) -> Float64s:
    reach = 3
    kernel = np.exp(-0.5 * np.square(np.arange(-reach, reach + 1) / _SMOOTH))
    kernel /= kernel.sum()
    for axis in range(counts.ndim):
        counts = np.apply_along_axis(np.convolve, axis, counts, kernel, "same")
    return counts


def _unlike_lips(color: Bytes, points: Float32s) -> float:
    """How far colours between the lips are from a straight line between those of both lips."""
    import cv2

    shares = np.linspace(_FROM, _TO, _SAMPLES)[:, None]
    tops, bottoms = points[[top for top, _ in _COLUMNS]], points[[low for _, low in _COLUMNS]]
    at = tops[:, None] * (1 - shares) + bottoms[:, None] * shares - 0.5
    across, down = at[..., 0].astype(np.float32), at[..., 1].astype(np.float32)
    cut = cv2.remap(color, across, down, cv2.INTER_LINEAR).astype(np.float64)
    line = cut[:, :1] * (1 - _line()) + cut[:, -1:] * _line()
    apart = np.linalg.norm((cut - line) * _COLOR, axis=2).mean(axis=1)
    heights = np.linalg.norm(bottoms - tops, axis=1)
    width = max(float(np.linalg.norm(points[_CORNERS[1]] - points[_CORNERS[0]])), 1.0)
    # The middle three: a shadow at one side counts for nothing.
    return float(np.sort(apart * heights / width)[1:4].mean())


def _line() -> Float64s:
    return np.linspace(0.0, 1.0, _SAMPLES)[None, :, None]
