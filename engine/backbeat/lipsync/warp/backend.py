"""The backend `warp`: moves the lips of the own picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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

_GRID = 3
"""Pixels from one place to the next at which movement is worked out."""
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
        self._spoken = tuple(spoken)
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
        for one in self._spoken:
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
    sheets = sheets_of(own, edges_of(own, shape, strength), x, y)
    size = (crop.box.width, crop.box.height)
    unit = frame.unit
    upper = _moved(crop.pixels, sheets.upper_x, sheets.upper_y, frame, size)
    lower = _moved(crop.pixels, sheets.lower_x, sheets.lower_y, frame, size)
    above, below, gap = (_full(one, size) for one in (sheets.above, sheets.below, sheets.gap))
    # Half a pixel to either side of an edge both are seen.
    of_upper = np.clip(above * unit + 0.5, 0, 1)[..., np.newaxis]
    of_lower = np.clip(below * unit + 0.5, 0, 1)[..., np.newaxis] * (1 - of_upper)
    between = 1 - of_upper - of_lower
    open_here = (gap * unit > 0.5)[..., np.newaxis]
    # Where there is no gap, what is above its line is of the one sheet, all else of the other.
    of_lower = np.where(open_here, of_lower, 1 - of_upper)
    between = np.where(open_here, between, 0)
    result = upper * of_upper + lower * of_lower
    if between.any():
        # A mouth that fades keeps what was inside of it, as long as it is open so far.
        if strength < 1 and own.opening > 0.7 * shape[OPENING]:
            inside = OpenMouth(crop, frame, own, now=True)
        seen = _between(crop, inside, _full(x, size), above, below, gap)
        result += seen * between
    mask = _changed(sheets, frame, size) | (between[..., 0] > 0)
    if not mask.any():
        return None
    top = np.iinfo(crop.pixels.dtype).max
    pixels = np.clip(np.rint(result), 0, top).astype(crop.pixels.dtype)
    pixels = np.where(mask[..., np.newaxis], pixels, crop.pixels)
    mask = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3))) > 0
    return Patch(pixels, crop.box, mask)


def _grid(box: Box, frame: FaceFrame) -> tuple[Float64s, Float64s]:
    """Places on the face of a coarse grid of pixels, whose corners are those of the box."""
    columns = np.linspace(0, box.width - 1, max(2, box.width // _GRID)) + box.left + 0.5
    rows = np.linspace(0, box.height - 1, max(2, box.height // _GRID)) + box.top + 0.5
    points = np.stack(np.meshgrid(columns, rows), axis=-1)
    places = frame.into(points)
    return places[..., 0], places[..., 1]


def _full(coarse: Float64s, size: tuple[int, int]) -> Float32s:
    """A coarse grid at each pixel: its corners lie on those of the box."""
    import cv2

    height, width = coarse.shape
    columns = np.linspace(0, width - 1, size[0], dtype=np.float32)
    rows = np.linspace(0, height - 1, size[1], dtype=np.float32)
    at = np.meshgrid(columns, rows)
    return np.asarray(
        cv2.remap(coarse.astype(np.float32), at[0], at[1], cv2.INTER_LINEAR), np.float32
    )


def _moved(
    pixels: Pixels, x: Float64s, y: Float64s, frame: FaceFrame, size: tuple[int, int]
) -> Float32s:
    import cv2

    across = _full(x * frame.axes[0, 0] + y * frame.axes[0, 1], size)
    down = _full(x * frame.axes[1, 0] + y * frame.axes[1, 1], size)
    columns, rows = np.meshgrid(
        np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32)
    )
    moved = cv2.remap(
        pixels, columns + across, rows + down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.float32)


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


def _changed(sheets: Sheets, frame: FaceFrame, size: tuple[int, int]) -> NDArray[np.bool_]:
    far = np.maximum(
        np.hypot(sheets.upper_x, sheets.upper_y) * (sheets.above > -0.02),
        np.hypot(sheets.lower_x, sheets.lower_y) * (sheets.below > -0.02),
    )
    return np.asarray(_full(far, size) * frame.unit > _STILL, np.bool_)
