"""The backend `warp`: moves the lips of the own picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Line
from backbeat.lipsync.moments import Moment
from backbeat.lipsync.warp.frames import FaceFrame, frame_of, lips_of
from backbeat.lipsync.warp.interiors import OpenMouth, brightness_of, dark, shade
from backbeat.lipsync.warp.moving import Sheets, edges_of, sheets_of
from backbeat.lipsync.warp.seeing import seen_in
from backbeat.lipsync.warp.shapes import OPENING, Shapes
from backbeat.media.retouching.patches import Box, Crop, Patch, Pixels

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

_GRID = 3
"""Pixels from one place to the next at which movement is worked out."""
_THIN = 0.5
"""Gap in pixels from which anything is seen in it."""
_VISIBLE = 1e-3
_BESIDE = 0.03
"""How far beyond the corners of the mouth its edges are mixed, in distances of the eyes."""
_STILL = 0.05
"""Movement in pixels below which a pixel is a copy."""
_AROUND = (0.75, 0.55, 1.15)
"""How far the backend sees from the mouth: aside, up and down, in distances of the eyes."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """A line, and the shapes of its mouth."""

    line: Line
    shapes: Shapes


class WarpBackend:
    """Mouths of one face by moving its own pixels.

    Args:
        spoken: its lines.
        inside: a picture of the open mouth; None: there is none, and the dark is drawn.
    """

    batch = 1

    def __init__(self, spoken: Sequence[Spoken], inside: OpenMouth | None) -> None:
        self.spoken = tuple(spoken)
        self._inside = inside

    def box(self, mesh: Float32s) -> Box:
        """As `Backend.box`."""
        frame = frame_of(mesh)
        side, up, down = _AROUND
        corners = np.array([[-side, -up], [side, -up], [side, down], [-side, down]])
        places = corners @ frame.axes.T + frame.origin
        (left, top), (right, bottom) = np.floor(places.min(axis=0)), np.ceil(places.max(axis=0))
        return Box(int(left), int(top), int(right), int(bottom))

    def draw(self, moments: Sequence[Moment]) -> list[Patch | None]:
        """As `Backend.draw`."""
        return [self._patch(moment) for moment in moments]

    def close(self) -> None:
        """As `Backend.close`."""
        self._inside = None

    def _patch(self, moment: Moment) -> Patch | None:
        shape = self._shape(moment.index)
        if shape is None or moment.covered or not np.isfinite(moment.mesh).all():
            return None
        crop = moment.crop
        if min(crop.box.width, crop.box.height) < 2 * _GRID:
            return None
        return drawn(crop, moment.mesh, shape, moment.strength, self._inside)

    def _shape(self, index: int) -> Float64s | None:
        for one in self.spoken:
            row = index - one.line.first
            if 0 <= row < len(one.shapes.values):
                return np.asarray(one.shapes.values[row], np.float64)
        return None


def drawn(
    crop: Crop, mesh: Float32s, shape: Float64s, strength: float, inside: OpenMouth | None
) -> Patch | None:
    """One picture with its lips moved; None where nothing changes.

    Args:
        crop: of the own picture, around the mouth.
        mesh: of the face, in pixels of the picture, shape (468, 3).
        shape: what the mouth is to have, as `shapes.Shapes.values`; shape (4,).
        strength: how much of it, over 0, to 1.
        inside: a picture of the open mouth.
    """
    import cv2

    frame = frame_of(mesh)
    own = seen_in(crop, frame, lips_of(mesh, frame))
    x, y = _grid(crop.box, frame)
    edges = edges_of(own, shape, strength)
    sheets = sheets_of(own, edges, x, y)
    size, unit = (crop.box.width, crop.box.height), frame.unit
    ways = _ways(sheets, frame, size)
    places = _full([x, sheets.above * unit, sheets.below * unit, sheets.gap * unit], size)
    # Of most pixels only one sheet is seen, and beyond the corners of the mouth they are one.
    is_upper = places[..., 1:2] >= 0
    pixels = _sampled(crop.pixels, np.where(is_upper, ways[..., :2], ways[..., 2:]))
    beside = (places[..., 0] > edges.at[0] - _BESIDE) & (places[..., 0] < edges.at[-1] + _BESIDE)
    mouth = beside & (places[..., 1] < 1) & (places[..., 2] < 1)
    mask = _changed(sheets, frame, size)
    if mouth.any():
        # A mouth that fades keeps what was inside of it, as long as it is open so far.
        if strength < 1 and own.opening > 0.7 * shape[OPENING]:
            inside = OpenMouth(crop, frame, own, now=True)
        part = _around(mouth)
        mixed, inner = _mixed(crop, inside, ways, places, part, unit)
        pixels[part] = np.clip(np.rint(mixed), 0, np.iinfo(pixels.dtype).max).astype(pixels.dtype)
        mask[part] |= inner
    mask = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))) > 0
    if not mask.any():
        return None
    return Patch(np.where(mask[..., np.newaxis], pixels, crop.pixels), crop.box, mask)


def _mixed(
    crop: Crop,
    inside: OpenMouth | None,
    ways: Float32s,
    places: Float32s,
    part: tuple[slice, slice],
    unit: float,
) -> tuple[Float32s, Bools]:
    """The edges of both sheets and what is between them, and where that is seen.

    Args:
        crop: of the own picture.
        inside: a picture of the open mouth.
        ways: as `_ways`.
        places: of each pixel: right on the face; above the upper edge, below the lower one and the
            gap, in pixels; shape (h, w, 4).
        part: which pixels.
        unit: pixels to a distance of the eyes.
    """
    across, above, below, gap = np.moveaxis(places[part], -1, 0)
    # Half a pixel to either side of an edge both are seen.
    of_upper = np.clip(above + np.float32(0.5), 0, 1)
    of_lower = np.clip(below + np.float32(0.5), 0, 1) * (1 - of_upper)
    # Where there is no gap, what is above its line is of the one sheet, all else of the other.
    of_lower = np.where(gap > _THIN, of_lower, 1 - of_upper)
    between = np.clip(1 - of_upper - of_lower, 0, 1)
    upper, lower = (
        _sampled(crop.pixels, ways[part][..., at : at + 2], part).astype(np.float32)
        for at in (0, 2)
    )
    result = lower * of_lower[..., np.newaxis] + upper * of_upper[..., np.newaxis]
    inner = between > _VISIBLE
    if inner.any():
        scale = np.float32(1 / unit)
        seen = _between(crop, inside, across, above * scale, below * scale, gap * scale)
        result += seen * between[..., np.newaxis]
    return np.asarray(result, np.float32), np.asarray(inner, np.bool_)


def _around(mask: Bools) -> tuple[slice, slice]:
    """The rows and columns of a mask in which there is anything."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _grid(box: Box, frame: FaceFrame) -> tuple[Float64s, Float64s]:
    """Places on the face of a coarse grid of pixels, whose corners are those of the box."""
    columns = np.linspace(0, box.width - 1, max(2, box.width // _GRID)) + box.left + 0.5
    rows = np.linspace(0, box.height - 1, max(2, box.height // _GRID)) + box.top + 0.5
    points = np.stack(np.meshgrid(columns, rows), axis=-1)
    places = frame.into(points)
    return places[..., 0], places[..., 1]


def _full(coarse: Sequence[Float64s], size: tuple[int, int]) -> Float32s:
    """Coarse grids at each pixel, whose corners lie on those of the box; shape (h, w, grids)."""
    import cv2

    height, width = coarse[0].shape
    steps = (width - 1) / max(size[0] - 1, 1), (height - 1) / max(size[1] - 1, 1)
    matrix = np.array([[steps[0], 0, 0], [0, steps[1], 0]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    grids = np.stack(coarse, axis=-1).astype(np.float32)
    found = cv2.warpAffine(grids, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.float32)


def _ways(sheets: Sheets, frame: FaceFrame, size: tuple[int, int]) -> Float32s:
    """How far right and down in the own picture each pixel comes from, on the upper sheet and on
    the lower one; shape (h, w, 4)."""
    axes = frame.axes
    ways = [
        x * axes[row, 0] + y * axes[row, 1]
        for x, y in ((sheets.upper_x, sheets.upper_y), (sheets.lower_x, sheets.lower_y))
        for row in (0, 1)
    ]
    return _full(ways, size)


def _sampled(
    pixels: Pixels, ways: Float32s, part: tuple[slice, slice] = (slice(None), slice(None))
) -> Pixels:
    """Pixels that come from elsewhere.

    Args:
        pixels: shape (h, w, 3).
        ways: how far right and down each comes from, shape (k, l, 2).
        part: rows and columns of the pixels that those are.
    """
    import cv2

    height, width = pixels.shape[:2]
    columns = np.arange(width, dtype=np.float32)[part[1]]
    rows = np.arange(height, dtype=np.float32)[part[0]]
    moved = cv2.remap(
        pixels,
        ways[..., 0] + columns,
        ways[..., 1] + rows[:, np.newaxis],
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return cast(Pixels, moved)


def _between(
    crop: Crop,
    inside: OpenMouth | None,
    x: Float32s,
    above: Float32s,
    below: Float32s,
    gap: Float32s,
) -> Float32s:
    import cv2

    if inside is None:
        return dark(float(brightness_of(crop).mean()), above, gap)
    columns, rows = inside.places(x, above, below, gap)
    seen = cv2.remap(
        inside.crop.pixels, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    if inside.now:
        return seen
    # As bright as the face is now; of another depth, on its scale.
    depth = np.iinfo(crop.pixels.dtype).max / np.iinfo(inside.crop.pixels.dtype).max
    now = brightness_of(crop) / (np.maximum(inside.brightness, 1) * depth)
    seen *= np.clip(now, 0.6, 1.6) * np.float32(depth)
    light = shade(above, below, gap) * inside.lit(x)
    return np.asarray(seen * light[..., np.newaxis], np.float32)


def _changed(sheets: Sheets, frame: FaceFrame, size: tuple[int, int]) -> Bools:
    far = np.maximum(
        np.hypot(sheets.upper_x, sheets.upper_y) * (sheets.above > -0.02),
        np.hypot(sheets.lower_x, sheets.lower_y) * (sheets.below > -0.02),
    )
    return np.asarray(_full([far], size) * frame.unit > _STILL, np.bool_).reshape(size[::-1])
