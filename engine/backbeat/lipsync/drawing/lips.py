"""The edges of lips, column by column along a mouth, and how far they are apart.

Teeth between parted lips are taken for lips by a mesh. Edges are therefore looked for on pixels
too, around where the mesh has them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.drawing.points import (
    CORNERS,
    LOWER_INNER,
    LOWER_OUTER,
    UPPER_INNER,
    UPPER_OUTER,
)
from backbeat.media.retouching.patches import Box, Crop

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

COLUMNS = 49
_ROWS = 48
"""Places down each column at which colours are looked at."""
_MARGIN = 0.45
"""Of each lip, from its outer edge, the part in which there is never a gap."""
_DARK, _PALE, _BRIGHT = 0.62, 0.62, 0.92
"""A gap is darker than this share of the lips' lightness; or is teeth: less red than this share of
their redness, and brighter than this share of their lightness."""
_NEUTRAL = 128
_REDDISH, _BRIGHTER = 8, 1.2
"""Redness of lips from which teeth are told by it; else they are brighter still."""
_NEAR_MIDDLE = 0.06
"""How far from where a mesh lets lips meet they may do so, in heights of the mouth."""
_SLIGHT = 0.15
"""Gap of a mesh, in heights of the mouth, that may be none."""
_FADE = 0.16
"""Part of the mouth's length, from each corner, over which a gap that was seen goes to none."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """A line through the corners of a mouth."""

    x: float
    y: float
    """The corner at the face's right."""
    along: tuple[float, float]
    """Of length 1, towards the other corner."""
    length: float
    """From corner to corner, in pixels."""

    def down_of(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        """How far points, shape (n, 2), are below the line."""
        return np.asarray(
            (points[:, 1] - self.y) * self.along[0] - (points[:, 0] - self.x) * self.along[1]
        )

    def along_of(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        """How far points, shape (n, 2), are along the line from the first corner."""
        return np.asarray(
            (points[:, 0] - self.x) * self.along[0] + (points[:, 1] - self.y) * self.along[1]
        )


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges of lips in `COLUMNS` columns from corner to corner: pixels below the axis."""

    upper_outer: Float32s
    upper_inner: Float32s
    lower_inner: Float32s
    lower_outer: Float32s

    @property
    def gap(self) -> Float32s:
        """Between the lips, shape (COLUMNS,)."""
        return np.asarray(np.maximum(self.lower_inner - self.upper_inner, 0), np.float32)


def axis_of(mesh: Float32s) -> Axis:
    """The axis of a mouth."""
    first, last = mesh[CORNERS[0], :2], mesh[CORNERS[1], :2]
    length = max(float(np.linalg.norm(last - first)), 1.0)
    along = (last - first) / length
    return Axis(float(first[0]), float(first[1]), (float(along[0]), float(along[1])), length)


def outer_edges(mesh: Float32s, axis: Axis) -> tuple[Float32s, Float32s]:
    """The outer edges of the upper and of the lower lip, by the mesh."""
    return _column(mesh[list(UPPER_OUTER), :2], axis), _column(mesh[list(LOWER_OUTER), :2], axis)


def edges_seen(
    crop: Crop, mesh: Float32s, field: Float32s, box: Box, axis: Axis,
    outer: tuple[Float32s, Float32s],
) -> Edges:  # fmt: skip
    """The edges of a mouth's lips once it is warped.

    Args:
        crop: the mouth in its own picture.
        mesh: of the face there.
        field: from each pixel of `box` to where it is read in that picture.
        box: the part of the picture that is drawn.
        axis: of the mouth there.
        outer: the outer edges there.
    """
    upper_outer, lower_outer = outer
    upper = _column(_warped(mesh[list(UPPER_INNER), :2], field, box), axis)
    lower = _column(_warped(mesh[list(LOWER_INNER), :2], field, box), axis)
    middle = (upper + lower) / 2
    upper, lower = np.minimum(upper, middle), np.maximum(lower, middle)
    upper = np.clip(upper, upper_outer, lower_outer)
    lower = np.clip(lower, upper_outer, lower_outer)
    by_mesh = Edges(upper_outer, upper, lower, lower_outer)
    return _refined(by_mesh, _strip(crop, field, box, axis, by_mesh))


def _column(points: NDArray[np.floating], axis: Axis) -> Float32s:
    """A line of points, from corner to corner, in columns; beside its ends, level with them."""
    along, down = axis.along_of(points), axis.down_of(points)
    order = np.argsort(along, kind="stable")
    columns = np.linspace(0, axis.length, COLUMNS)
    return np.asarray(np.interp(columns, along[order], down[order]), np.float32)


def _warped(points: NDArray[np.floating], field: Float32s, box: Box) -> NDArray[np.floating]:
    """Where points of the other picture are seen: what the field leads back to them."""
    import cv2

    found = points.copy()
    for _ in range(_TRIES):
        x = (found[:, 0] - box.left - 0.5).astype(np.float32)
        y = (found[:, 1] - box.top - 0.5).astype(np.float32)
        way = cv2.remap(
            field, x[:, None], y[:, None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        found = points - way[:, 0]
    return found


def _strip(crop: Crop, field: Float32s, box: Box, axis: Axis, edges: Edges) -> Float32s:
    """Colours from outer edge to outer edge, CIELAB in 8 bits, shape (_ROWS, COLUMNS, 3)."""
    import cv2

    share = np.linspace(0, 1, _ROWS, dtype=np.float32)[:, None]
    down = edges.upper_outer * (1 - share) + edges.lower_outer * share
    along = np.linspace(0, axis.length, COLUMNS, dtype=np.float32)[None]
    x = np.float32(axis.x) + along * np.float32(axis.along[0]) - down * np.float32(axis.along[1])
    y = np.float32(axis.y) + along * np.float32(axis.along[1]) + down * np.float32(axis.along[0])
    way = cv2.remap(
        field, x - np.float32(box.left + 0.5), y - np.float32(box.top + 0.5), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    pixels = cv2.remap(
        crop.pixels,
        x + way[..., 0] - np.float32(crop.box.left + 0.5),
        y + way[..., 1] - np.float32(crop.box.top + 0.5),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if pixels.dtype != np.uint8:
        pixels = (np.asarray(pixels, np.uint16) >> 8).astype(np.uint8)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB), np.float32)


def _refined(edges: Edges, colors: Float32s) -> Edges:
    """Edges by the mesh, put right where pixels between the outer edges are not lips."""
    height = np.maximum(edges.lower_outer - edges.upper_outer, 1e-3)
    places = np.linspace(0, 1, _ROWS, dtype=np.float32)[:, None]
    upper = (edges.upper_inner - edges.upper_outer) / height
    lower = (edges.lower_inner - edges.upper_outer) / height
    sure = ((places > 0.25 * upper) & (places < 0.6 * upper)) | (
        (1 - places > 0.25 * (1 - lower)) & (1 - places < 0.6 * (1 - lower))
    )
    central = np.zeros(COLUMNS, np.bool_)
    central[COLUMNS // 5 : -(COLUMNS // 5)] = True
    sure &= central
    if not sure.any():
        return edges
    lips = np.median(colors[sure], axis=0)
    light, red = colors[..., 0], colors[..., 1] - _NEUTRAL
    is_gap = light < _DARK * lips[0]
    redness = lips[1] - _NEUTRAL
    bright = _BRIGHT if redness >= _REDDISH else _BRIGHTER
    is_gap |= (red < _PALE * redness) & (light > bright * lips[0])
    is_gap &= (places > _MARGIN * upper) & (1 - places > _MARGIN * (1 - lower))
    above, below = _around(is_gap, places, upper, lower)
    above, below = _smoothed(above), _smoothed(below)
    columns = np.linspace(0, 1, COLUMNS, dtype=np.float32)
    near = np.clip(np.minimum(columns, 1 - columns) / _FADE, 0, 1)
    above = upper + (above - upper) * near
    below = lower + (below - lower) * near
    below = np.maximum(below, above)
    return Edges(
        edges.upper_outer,
        (edges.upper_outer + above * height).astype(np.float32),
        (edges.upper_outer + below * height).astype(np.float32),
        edges.lower_outer,
    )


def _around(
    is_gap: Bools, places: Float32s, upper: Float32s, lower: Float32s
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """The edges of what is connected to the gap of a mesh: light on a lip is apart from it."""
    slight = lower - upper < _SLIGHT
    middle = (upper + lower) / 2
    seed_upper = np.where(slight, middle - _NEAR_MIDDLE, upper)
    seed_lower = np.where(slight, middle + _NEAR_MIDDLE, lower)
    bridged = is_gap.copy()
    bridged[1:-1] |= is_gap[:-2] & is_gap[2:]
    up = np.logical_and.accumulate((bridged | (places >= seed_upper))[::-1], axis=0)[::-1]
    down = np.logical_and.accumulate(bridged | (places <= seed_lower), axis=0)
    connected = is_gap & up & down
    half = np.float32(0.5 / _ROWS)
    first = np.where(connected, places, 2).min(axis=0) - half
    last = np.where(connected, places, -1).max(axis=0) + half
    found = first <= last
    # Lips of a mesh that says that they meet are apart only where it is seen.
    above = np.where(slight, np.where(found, first, middle), np.minimum(first, upper))
    below = np.where(slight, np.where(found, last, middle), np.maximum(last, lower))
    return above, below


def _smoothed(values: NDArray[np.floating]) -> NDArray[np.floating]:
    """Without what only one or two columns show, shape (COLUMNS,)."""
    around = np.pad(values, 3, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(around, 7)
    median = np.pad(np.median(windows, axis=1), 2, mode="edge")
    return np.asarray(np.convolve(median, np.ones(5) / 5, "valid"))
