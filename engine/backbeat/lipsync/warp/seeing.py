"""The edges of lips as pixels show them: a mesh has lips apart that touch, and teeth as lips.

From corner to corner the mouth is looked through from above to below. What is neither like the skin
of the upper lip nor like that of the lower one, in lightness or in redness, is between them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.warp.frames import FaceFrame, Lips
from backbeat.media.retouching.patches import Crop

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Ints = NDArray[np.int64]

_COLUMNS, _ROWS = 25, 48
_UNLIKE = 11.0
"""Distance in CIELAB, lightness at half, from which a colour is no lip's."""
_SHARE = 0.5
"""Share of the greatest distance at which an edge lies."""
_LINE = 0.018
"""Thickness of the dark line between lips that touch."""
_REACH = 0.05
"""How far from where the mesh has it an edge is looked for."""


def seen_in(crop: Crop, frame: FaceFrame, lips: Lips) -> Lips:
    """The same lips with their edges where the pixels have them.

    Args:
        crop: with the mouth.
        frame: the face's coordinates.
        lips: by the mesh.
    """
    at = np.linspace(lips.at[0], lips.at[-1], _COLUMNS + 2)[1:-1]
    upper, lower = np.interp(at, lips.at, lips.upper), np.interp(at, lips.at, lips.lower)
    # From the middle of the one lip to that of the other; both are thinner towards the corners.
    along = (at - lips.at[0]) / (lips.at[-1] - lips.at[0]) * 2 - 1
    thin = np.sqrt(np.clip(1 - along**2, 0.04, 1)) / 2
    top, bottom = upper - thin * lips.thick_upper, lower + thin * lips.thick_lower
    share = np.linspace(0, 1, _ROWS)[:, np.newaxis]
    y = top + share * (bottom - top)
    colors = _colors(crop, frame, np.broadcast_to(at, y.shape), y)
    if colors is None:
        return lips
    unlike = np.minimum(
        _distance(colors, np.median(colors[:4], axis=0)),
        _distance(colors, np.median(colors[-4:], axis=0)),
    )
    near = (y > upper - _REACH) & (y < lower + _REACH)
    near[:4], near[-4:] = False, False
    first, last = _between(_smoothed(unlike), near)
    steps = np.arange(len(at))
    height = (bottom - top) / (_ROWS - 1)
    found_upper = y[first, steps] - height / 2
    found_lower = y[last, steps] + height / 2
    shut = (first > last) | (found_lower - found_upper < _LINE)
    middle = np.where(first > last, (upper + lower) / 2, (found_upper + found_lower) / 2)
    found_upper = np.where(shut, middle, found_upper)
    found_lower = np.where(shut, middle, found_lower)
    both = _even(found_upper), _even(found_lower)
    places = np.concatenate([lips.at[:1], at, lips.at[-1:]])
    ends = (lips.upper[[0, -1]] + lips.lower[[0, -1]]) / 2
    return replace(
        lips,
        at=places,
        upper=np.concatenate([ends[:1], both[0], ends[1:]]),
        lower=np.maximum(
            np.concatenate([ends[:1], both[1], ends[1:]]),
            np.concatenate([ends[:1], both[0], ends[1:]]),
        ),
    )


def _colors(crop: Crop, frame: FaceFrame, x: Float64s, y: Float64s) -> Float32s | None:
    """CIELAB of places on the face, lightness at half, shape (rows, columns, 3); None where some
    are outside of the crop."""
    import cv2

    points = np.stack([x, y], axis=-1) @ frame.axes.T + frame.origin
    columns = (points[..., 0] - crop.box.left - 0.5).astype(np.float32)
    rows = (points[..., 1] - crop.box.top - 0.5).astype(np.float32)
    height, width = crop.pixels.shape[:2]
    if columns.min() < 0 or rows.min() < 0 or columns.max() > width or rows.max() > height:
        return None
    pixels = cv2.remap(crop.pixels, columns, rows, cv2.INTER_LINEAR)
    scaled = pixels.astype(np.float32) * np.float32(1 / np.iinfo(crop.pixels.dtype).max)
    lab = np.asarray(cv2.cvtColor(scaled, cv2.COLOR_BGR2LAB), np.float32)
    lab[..., 0] *= np.float32(0.5)
    return lab


def _distance(colors: Float32s, skin: Float32s) -> Float32s:
    return np.asarray(np.linalg.norm(colors - skin, axis=-1), np.float32)


def _smoothed(unlike: Float32s) -> Float32s:
    """Over neighbouring columns, against noise."""
    padded = np.pad(unlike, ((0, 0), (1, 1)), "edge")
    sums = padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]
    return np.asarray(sums / 4, np.float32)


def _between(unlike: Float32s, near: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """First and last row of each column that is between the lips; the first after the last where
    none is."""
    allowed = np.where(near, unlike, 0)
    columns = np.arange(unlike.shape[1])
    peak = allowed.argmax(axis=0)
    most = allowed[peak, columns]
    limit = np.maximum(_SHARE * np.minimum(most, 3 * _UNLIKE), 0.6 * _UNLIKE)
    inside = (allowed >= limit) & near
    first, last = peak.copy(), peak.copy()
    for column in columns[most >= _UNLIKE]:
        while first[column] > 0 and inside[first[column] - 1, column]:
            first[column] -= 1
        while last[column] < len(inside) - 1 and inside[last[column] + 1, column]:
            last[column] += 1
    first[most < _UNLIKE] = 1
    last[most < _UNLIKE] = 0
    return first, last


def _even(edge: Float64s) -> Float64s:
    """An edge without jumps: the median of five columns, then their mean."""
    wide = np.pad(edge, 2, "edge")
    middle = np.median(np.lib.stride_tricks.sliding_window_view(wide, 5), axis=1)
    wide = np.pad(middle, 2, "edge")
    weights = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9
    return np.asarray(np.convolve(wide, weights, "valid"), np.float64)
