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
Bools = NDArray[np.bool_]

_COLUMNS, _ROWS, _SKIN = 25, 48, 4
"""Columns of the mouth, places in each, and how many of them at either end are surely lip."""
_UNLIKE = 11.0
"""Distance in CIELAB, lightness at half, from which a colour is no lip's."""
_SHARE = 0.5
"""Share of the greatest distance at which an edge lies."""
_LINE = 0.018
"""Thickness of the dark line between lips that touch."""
_APART = 0.035
"""Gap from which a mesh is right that there is one."""
_DISAGREE = 0.4
"""Share of the columns in which pixels show none of it, from which they are not believed."""
_REACH, _FARTHER = 0.02, 0.35
"""How far from where the mesh has it an edge is looked for, and how much farther of a gap."""


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
    y = np.linspace(upper - thin * lips.thick_upper, lower + thin * lips.thick_lower, _ROWS)
    colors = _colors(crop, frame, np.broadcast_to(at, y.shape), y)
    if colors is None:
        return lips
    found = _edges_in(colors, y, upper, lower)
    apart = lower - upper > _APART
    missed = (found[1] - found[0] < (lower - upper) / 2) & apart
    if missed.sum() > _DISAGREE * apart.sum():
        # Teeth that look like lips, in a small or a soft picture.
        return lips
    corners = (lips.upper[[0, -1]] + lips.lower[[0, -1]]) / 2
    edges = [np.concatenate([corners[:1], _even(edge), corners[1:]]) for edge in found]
    return replace(
        lips,
        at=np.concatenate([lips.at[:1], at, lips.at[-1:]]),
        upper=edges[0],
        lower=np.maximum(edges[0], edges[1]),
    )


def _edges_in(
    colors: Float32s, y: Float64s, upper: Float64s, lower: Float64s
) -> tuple[Float64s, Float64s]:
    """Upper and lower edge of the gap in each column; the same where the lips touch.

    Args:
        colors: of each column from lip to lip, shape (rows, columns, 3).
        y: how far down each is, shape (rows, columns).
        upper: where the mesh has the edges, shape (columns,).
        lower: likewise.
    """
    unlike = np.minimum(
        _distance(colors, np.median(colors[:_SKIN], axis=0)),
        _distance(colors, np.median(colors[-_SKIN:], axis=0)),
    )
    reach = _REACH + _FARTHER * (lower - upper)
    near = (y > upper - reach) & (y < lower + reach)
    near[:_SKIN], near[-_SKIN:] = False, False
    first, last, none = _between(_smoothed(unlike), near)
    columns, half = np.arange(y.shape[1]), (y[1] - y[0]) / 2
    found_upper, found_lower = y[first, columns] - half, y[last, columns] + half
    # What does not end where it may lie is a thin lip, or skin, and no gap.
    rows = np.arange(len(y))[:, np.newaxis]
    ends = np.where(near, rows, len(y)).min(axis=0), np.where(near, rows, -1).max(axis=0)
    unsure = ~none & ((first <= ends[0]) | (last >= ends[1]))
    found_upper = np.where(unsure, upper, found_upper)
    found_lower = np.where(unsure, lower, found_lower)
    touch = np.where(unsure, lower - upper < _APART, none | (found_lower - found_upper < _LINE))
    middle = np.where(none, upper + lower, found_upper + found_lower) / 2
    return np.where(touch, middle, found_upper), np.where(touch, middle, found_lower)


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


def _between(unlike: Float32s, near: Bools) -> tuple[Ints, Ints, Bools]:
    """First and last row of each column that is between the lips, and where there is none."""
    allowed = np.where(near, unlike, 0)
    columns = np.arange(unlike.shape[1])
    peak = allowed.argmax(axis=0)
    most = allowed[peak, columns]
    limit = np.maximum(_SHARE * np.minimum(most, 3 * _UNLIKE), 0.6 * _UNLIKE)
    outside = ~((allowed >= limit) & near)
    rows = np.arange(len(unlike))[:, np.newaxis]
    first = np.where(outside & (rows < peak), rows, -1).max(axis=0) + 1
    last = np.where(outside & (rows > peak), rows, len(unlike)).min(axis=0) - 1
    return first, last, most < _UNLIKE


def _even(edge: Float64s) -> Float64s:
    """An edge without jumps: the median of five columns, then their mean."""
    wide = np.pad(edge, 2, "edge")
    middle = np.median(np.lib.stride_tricks.sliding_window_view(wide, 5), axis=1)
    wide = np.pad(middle, 2, "edge")
    weights = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9
    return np.asarray(np.convolve(wide, weights, "valid"), np.float64)
