"""Whether lips are seen to touch, by the colours of pixels.

A mesh of a face says where lips usually are, and takes teeth behind parted lips for a closed mouth.
Here the mouth is cut along columns from the edge of the upper lip to that of the lower one. What
has not the colours of this speaker's lips, be it dark, teeth or braces, is the gap between them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

SIDE = 96
"""Pixels of a side of the square that is cut out around a mouth."""
WIDER = 1.5
"""Side of that square, in widths of the mouth."""
CLOSED = 0.06
"""Gap, in widths of the mouth, up to which lips count as touching: the seam between them is dark
as well."""
_CORNERS = (61, 291)
_UPPER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
"""The outer edge of the upper lip, from one corner to the other."""
_LOWER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291)
_COLUMNS = np.linspace(0.32, 0.68, 9)
"""Where mouths are cut, as shares of their width."""
_SAMPLES = 96
"""Points of a column."""
_FROM = 3
"""Samples at each end that may be skin, since meshes are not exact."""
_TO = 38
"""Samples from each end within which there is lip, however far the mouth is closed."""
_BESIDE = 5
"""Samples beside the surest place of a lip that are lip as well."""
_UNLIKE = 3.0
"""Deviations of the colours of lips beyond which a pixel is none."""
_SPREAD = np.array([[4.0, 2.0, 2.0], [7.0, 3.0, 3.0]])
"""Least and largest deviation of lightness and of the two axes of colour, in units of CIELAB."""


@dataclass(frozen=True, slots=True)
class MouthPlace:
    """Where the square around a mouth is, in pixels of the picture."""

    x: float
    """Its centre."""
    y: float
    side: float
    turned: float
    """Radians, clockwise."""


@dataclass(frozen=True, eq=False)
class Column:
    """A mouth cut along columns."""

    colors: Float32s
    """In CIELAB, shape (columns, samples, 3), from the upper edge down."""
    heights: Float64s
    """From edge to edge, in widths of the mouth, shape (columns,)."""


def place_of(mesh: Float32s) -> MouthPlace:
    """The square around the mouth of a face.

    Args:
        mesh: in pixels of the picture, shape (468, 3) or (468, 2).
    """
    left, right = mesh[_CORNERS[0], :2], mesh[_CORNERS[1], :2]
    middle = (mesh[[*_UPPER, *_LOWER], :2]).mean(axis=0)
    across = right - left
    height = float(np.linalg.norm(mesh[17, :2] - mesh[0, :2]))
    width = float(np.linalg.norm(across))
    return MouthPlace(
        float(middle[0]),
        float(middle[1]),
        WIDER * max(width, height, 1.0),
        math.atan2(float(across[1]), float(across[0])),
    )


def columns_of(pixels: Float32s, mesh: Float32s, place: MouthPlace) -> Column:
    """Cuts a mouth.

    Args:
        pixels: the square at `place`: red, green, blue from 0 to 1, shape (`SIDE`, `SIDE`, 3).
        mesh: of the face, in pixels of the picture.
        place: as `place_of(mesh)`.
    """
    import cv2

    lab = cv2.cvtColor(np.ascontiguousarray(pixels, np.float32), cv2.COLOR_RGB2LAB)
    upper, lower = _inside(mesh[list(_UPPER), :2], place), _inside(mesh[list(_LOWER), :2], place)
    width = float(np.linalg.norm(upper[-1] - upper[0]))
    tops, bottoms = _along(upper), _along(lower)
    shares = np.linspace(0, 1, _SAMPLES)[None, :, None]
    at = (tops[:, None] * (1 - shares) + bottoms[:, None] * shares).astype(np.float32)
    colors = cv2.remap(lab, at[..., 0], at[..., 1], cv2.INTER_LINEAR)
    heights = np.linalg.norm(bottoms - tops, axis=1) / max(width, 1e-6)
    return Column(np.asarray(colors, np.float32), np.asarray(heights, np.float64))


def gaps(mouths: list[Column]) -> Float64s:
    """The gap between the lips of one speaker in each picture, in widths of the mouth.

    Args:
        mouths: of one face in one light, in any order.

    Returns:
        The median over the columns of a mouth, shape (n,).
    """
    if not mouths:
        return np.zeros(0)
    smooth = [_smoothed(mouth.colors) for mouth in mouths]
    lips = [_lips_of(colors) for colors in smooth]
    apart = np.concatenate(
        [_near_lips(colors, found) for colors, found in zip(smooth, lips, strict=True)]
    )
    spread = (1.4826 * np.median(np.abs(apart), axis=0)).clip(*_SPREAD)
    return np.array(
        [
            float(np.median(_runs(colors, found, spread) * mouth.heights))
            for mouth, colors, found in zip(mouths, smooth, lips, strict=True)
        ]
    )


@dataclass(frozen=True, eq=False)
class _Lips:
    """Where a column is surely lip, and the colours there."""

    upper: NDArray[np.int64]
    """Sample within the upper lip, shape (columns,)."""
    lower: NDArray[np.int64]
    upper_color: Float64s
    """Shape (columns, 3)."""
    lower_color: Float64s


def _smoothed(colors: Float32s) -> Float64s:
    """Along columns by what a mesh may be off, across them by their neighbours."""
    import cv2

    blurred = cv2.GaussianBlur(
        colors, (0, 0), sigmaX=1.2, sigmaY=0.8, borderType=cv2.BORDER_REPLICATE
    )
    return np.asarray(blurred, np.float64)


def _lips_of(colors: Float64s) -> _Lips:
    """The reddest place of both ends of each column is lip: skin, teeth and dark are less red."""
    red = colors[..., 1]
    rows, ends = np.arange(len(colors)), slice(_FROM, _TO)
    upper = red[:, ends].argmax(axis=1) + _FROM
    lower = _SAMPLES - 1 - _FROM - red[:, ::-1][:, ends].argmax(axis=1)
    return _Lips(upper, lower, colors[rows, upper], colors[rows, lower])


def _near_lips(colors: Float64s, lips: _Lips) -> Float64s:
    """How colours right beside the surest places differ from theirs, shape (n, 3)."""
    rows = np.arange(len(colors))
    found = []
    for step in (-_BESIDE, _BESIDE):
        for at, color in ((lips.upper, lips.upper_color), (lips.lower, lips.lower_color)):
            found.append(colors[rows, np.clip(at + step, 0, _SAMPLES - 1)] - color)
    return np.concatenate(found)


def _runs(colors: Float64s, lips: _Lips, spread: Float64s) -> Float64s:
    """The longest stretch of each column that has the colour of neither lip, as a share of it."""
    first, last = lips.upper_color / spread, lips.lower_color / spread
    points = colors / spread
    along = last - first
    length = np.maximum((along * along).sum(axis=1), 1e-9)
    share = ((points - first[:, None]) * along[:, None]).sum(axis=2) / length[:, None]
    nearest = first[:, None] + share.clip(0, 1)[..., None] * along[:, None]
    unlike = np.linalg.norm(points - nearest, axis=2) > _UNLIKE
    samples = np.arange(_SAMPLES)
    unlike &= (samples > lips.upper[:, None]) & (samples < lips.lower[:, None])
    return np.array([_longest_run(column) for column in unlike]) / _SAMPLES


def _longest_run(flags: NDArray[np.bool_]) -> int:
    padded = np.concatenate([[0], flags.astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(padded))
    lengths = edges[1::2] - edges[::2]
    return int(lengths.max()) if len(lengths) else 0


def _inside(points: Float32s, place: MouthPlace) -> Float64s:
    """Points of a picture as OpenCV counts them in the square."""
    cos, sin = math.cos(place.turned), math.sin(place.turned)
    moved = np.asarray(points, np.float64) - (place.x, place.y)
    turned = moved @ np.array([[cos, -sin], [sin, cos]])
    return np.asarray(turned * SIDE / place.side + SIDE / 2 - 0.5, np.float64)


def _along(edge: Float64s) -> Float64s:
    """Points of an edge at `_COLUMNS` of the way across."""
    lengths = edge[:, 0]
    order = np.argsort(lengths)
    at = lengths[order[0]] + _COLUMNS * (lengths[order[-1]] - lengths[order[0]])
    return np.column_stack([at, np.interp(at, lengths[order], edge[order, 1])])
