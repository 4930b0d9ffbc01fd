"""Parts of decoded pictures as pixels, and pixels put in their place.

Only the parts are converted. What comes back is not the new pixels but how they differ from the
old ones, so that a conversion there and back adds nothing, and everything outside a mask stays as
it is on every plane. A sample of chroma changes where the mask covers all of its pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import OutputError
from backbeat.media.retouching.colors import Conversion, conversion_of
from backbeat.media.retouching.patches import Bools, Box, Crop, Patch, Pixels
from backbeat.media.retouching.planes import Layout, Plane, layout_of, planes_of

if TYPE_CHECKING:
    import av

Float32s = NDArray[np.float32]


@dataclass(frozen=True)
class Stored:
    """How the pictures of a video are stored."""

    width: int
    height: int
    """Of a stored picture, in pixels."""
    layout: Layout
    conversion: Conversion
    """Of no meaning for RGB."""
    turns: int
    """Quarter turns, counterclockwise, that bring a stored picture upright."""

    @property
    def grid(self) -> tuple[int, int]:
        """Width and height of the grid."""
        return (self.height, self.width) if self.turns % 2 else (self.width, self.height)

    def on_grid(self, box: Box) -> Box:
        """The part of a box that is inside the picture."""
        width, height = self.grid
        left, top = min(max(box.left, 0), width), min(max(box.top, 0), height)
        right, bottom = min(max(box.right, left), width), min(max(box.bottom, top), height)
        return Box(left, top, right, bottom)

    def as_stored(self, box: Box) -> Box:
        """A box of the grid, in pixels of the stored picture."""
        width, height = self.width, self.height
        if self.turns == 1:
            return Box(width - box.bottom, box.left, width - box.top, box.right)
        if self.turns == 2:
            return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
        if self.turns == 3:
            return Box(box.top, height - box.right, box.bottom, height - box.left)
        return box


def stored(frame: av.VideoFrame) -> Stored:
    """How pictures are stored, by one of them in a planar format. Raises: ValueError: it is not."""
    layout = layout_of(frame.format.name)
    if layout is None:
        raise ValueError(f"{frame.format.name} is not planar.")
    conversion = conversion_of(layout, frame.colorspace, frame.color_range, frame.height)
    return Stored(frame.width, frame.height, layout, conversion, round(frame.rotation / 90) % 4)


def crop(frame: av.VideoFrame, how: Stored, box: Box) -> Crop:
    """The part of a picture inside a box, as far as the box is inside the picture."""
    box = how.on_grid(box)
    if not box.width or not box.height:
        return Crop(_typed(np.zeros((box.height, box.width, 3)), how.layout), box)
    pixels = _pixels(planes_of(frame, how.layout), how, how.as_stored(box))
    return Crop(_typed(np.rot90(pixels, how.turns), how.layout), box)


def put(frame: av.VideoFrame, how: Stored, patches: Iterable[Patch]) -> None:
    """Puts patches into a writable picture, one after another.

    Raises:
        OutputError: the pixels or mask of a patch do not fit its box, or the picture's depth.
    """
    planes = planes_of(frame, how.layout)
    for patch in patches:
        _check(patch, how)
        inside = how.on_grid(patch.box)
        if not inside.width or not inside.height:
            continue
        rows = slice(inside.top - patch.box.top, inside.bottom - patch.box.top)
        columns = slice(inside.left - patch.box.left, inside.right - patch.box.left)
        pixels = np.rot90(patch.pixels[rows, columns], -how.turns)
        mask = np.rot90(patch.mask[rows, columns], -how.turns)
        _put(planes, how, how.as_stored(inside), pixels, mask)


def _check(patch: Patch, how: Stored) -> None:
    shape = (patch.box.height, patch.box.width)
    dtype = np.uint16 if how.layout.deep else np.uint8
    fits = patch.pixels.shape == (*shape, 3) and patch.mask.shape == shape
    if not fits or patch.pixels.dtype != dtype or patch.mask.dtype != np.bool_:
        raise OutputError(
            f"A patch of {patch.pixels.dtype} {patch.pixels.shape} with a mask {patch.mask.shape} "
            f"does not fit a box of {shape} in a picture of {how.layout.bits} bits.",
            "Report this as a bug of the backend.",
        )


def _pixels(planes: tuple[Plane, ...], how: Stored, box: Box) -> Pixels:
    """Pixels of a box of the stored picture."""
    import cv2

    layout = how.layout
    window = slice(box.top, box.bottom), slice(box.left, box.right)
    if layout.model == "rgb":
        green, blue, red = (plane[window] for plane in planes)
        return _widened(np.stack([blue, green, red], axis=-1), layout)
    luma = np.ascontiguousarray(planes[0][window])
    if layout.model == "gray":
        neutral = np.full_like(luma, 1 << (layout.bits - 1))
        levels = [luma, neutral, neutral]
    else:
        levels = [luma, *(_spread(plane, layout, box) for plane in planes[1:])]
    return _typed(cv2.transform(cv2.merge(levels), how.conversion.to_bgr), layout)


def _typed(pixels: NDArray[Any], layout: Layout) -> Pixels:
    if layout.deep:
        return np.ascontiguousarray(pixels, np.uint16)
    return np.ascontiguousarray(pixels, np.uint8)


def _widened(pixels: Plane, layout: Layout) -> Pixels:
    """Levels of `layout.bits` as 8 or 16 bits."""
    if not layout.deep:
        return np.asarray(pixels, np.uint8)
    scaled = pixels.astype(np.uint32) * 65535 + layout.highest // 2
    return np.asarray(scaled // layout.highest, np.uint16)


def _spread(plane: Plane, layout: Layout, box: Box) -> Plane:
    """Chroma of a box, a sample for each pixel.

    Samples lie on the left ones of their pixels and between their rows, as in MPEG-2 and H.264 by
    default; with JPEG's range, between their columns too.
    """
    import cv2

    across, down = layout.across, layout.down
    if across == down == 1:
        return np.ascontiguousarray(plane[box.top : box.bottom, box.left : box.right])
    left, top = box.left // across, box.top // down
    right, bottom = -(-box.right // across), -(-box.bottom // down)
    # One sample more on every side, the outermost repeated at the picture's edge.
    rows = np.clip(np.arange(top - 1, bottom + 1), 0, plane.shape[0] - 1)
    columns = np.clip(np.arange(left - 1, right + 1), 0, plane.shape[1] - 1)
    part = plane[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    padded = part[np.ix_(rows - rows[0], columns - columns[0])]
    height, width = padded.shape
    beside = across == 2 and not layout.full_range
    size = (width if beside or across > 2 else width * across, height * down)
    spread = cv2.resize(padded, size, interpolation=cv2.INTER_LINEAR)
    if beside:
        spread = _between(spread)
    elif across > 2:
        spread = np.repeat(spread, across, axis=1)
    first = box.top - (top - 1) * down, box.left - (left - 1) * across
    return np.ascontiguousarray(
        spread[first[0] : first[0] + box.height, first[1] : first[1] + box.width]
    )


def _between(samples: Plane) -> Plane:
    """Twice as many columns: the given ones, and after each the mean of it and the next."""
    wide = samples.astype(np.uint32)
    made = np.empty((samples.shape[0], samples.shape[1] * 2), samples.dtype)
    made[:, ::2] = samples
    made[:, 1:-1:2] = (wide[:, :-1] + wide[:, 1:] + 1) >> 1
    made[:, -1] = samples[:, -1]
    return made


def _put(planes: tuple[Plane, ...], how: Stored, box: Box, pixels: Pixels, mask: Bools) -> None:
    """Puts pixels into a box of the stored picture."""
    import cv2

    found, pixels, mask = _narrowed(box, pixels, mask)
    if found is None:
        return
    box, layout = found, how.layout
    window = slice(box.top, box.bottom), slice(box.left, box.right)
    old = _pixels(planes, how, box)
    if layout.model == "rgb":
        _put_rgb([plane[window] for plane in planes], layout, old, pixels, mask)
        return
    difference = cv2.subtract(np.ascontiguousarray(pixels), old, dtype=cv2.CV_32F)
    inside = np.ascontiguousarray(mask).view(np.uint8)
    # Level by level: that is four times as fast as all at once.
    luma, *chroma = (
        np.asarray(cv2.copyTo(cv2.transform(difference, row), inside), np.float32)
        for row in how.conversion.from_bgr[: 1 if layout.model == "gray" else 3, np.newaxis]
    )
    _add(planes[0][window], luma, layout)
    if not chroma:
        return
    part, sums, covered = _gathered(chroma, mask, how, box)
    for plane, added in zip(planes[1:], sums, strict=True):
        added *= covered
        _add(plane[part], added, layout)


def _narrowed(box: Box, pixels: Pixels, mask: Bools) -> tuple[Box | None, Pixels, Bools]:
    """The part of a box that the mask needs; None where it is empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None, pixels, mask
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    part = slice(top, bottom), slice(left, right)
    narrow = Box(box.left + left, box.top + top, box.left + right, box.top + bottom)
    return narrow, pixels[part], mask[part]


def _put_rgb(planes: list[Plane], layout: Layout, old: Pixels, pixels: Pixels, mask: Bools) -> None:
    green, blue, red = planes
    for plane, place in ((blue, 0), (green, 1), (red, 2)):
        new = pixels[..., place]
        changed = mask & (new != old[..., place])
        levels = new.astype(np.uint32)
        if layout.deep:
            levels = (levels * layout.highest + 32767) // 65535
        plane[changed] = levels[changed].astype(plane.dtype)


def _add(plane: Plane, added: Float32s, layout: Layout) -> None:
    import cv2

    sums = cv2.add(plane, added, dtype=cv2.CV_16U if layout.deep else cv2.CV_8U)
    plane[:] = np.minimum(sums, layout.highest) if layout.deep else sums


def _gathered(
    levels: Sequence[Float32s], mask: Bools, how: Stored, box: Box
) -> tuple[tuple[slice, slice], list[Float32s], Bools]:
    """Differences of chroma by sample.

    Args:
        levels: of Cb and of Cr for each pixel of the box, 0 outside the mask; shape (h, w).

    Returns:
        Which samples of the planes; for Cb and Cr how much is added to each; and whether the mask
        covers all of its pixels.
    """
    across, down = how.layout.across, how.layout.down
    left, top = box.left // across, box.top // down
    right, bottom = -(-box.right // across), -(-box.bottom // down)
    part = slice(top, bottom), slice(left, right)
    rows = (box.top - top * down, bottom * down - box.bottom)
    columns = (box.left - left * across, right * across - box.right)
    whole = np.pad(mask, (rows, columns))
    # Pixels that would lie outside the picture do not count.
    whole[max(0, how.height - top * down) :] = True
    whole[:, max(0, how.width - left * across) :] = True
    covered = np.ones((bottom - top, right - left), np.bool_)
    for row in range(down):
        for column in range(across):
            covered &= whole[row::down, column::across]
    made = []
    for plane in levels:
        around = _framed(plane, how, box, rows, columns)
        made.append(_thinned(_thinned(around, down, False).T, across, not how.layout.full_range).T)
    return part, made, covered


_AROUND = 4
"""Pixels around differences of chroma that filters read."""


def _framed(
    levels: Float32s, how: Stored, box: Box, rows: tuple[int, int], columns: tuple[int, int]
) -> Float32s:
    """Differences with some more pixels around: none, but at the picture's edge as there."""
    height, width = levels.shape
    top, left = _AROUND + rows[0], _AROUND + columns[0]
    below, beside = top + height, left + width
    made = np.zeros((below + rows[1] + _AROUND, beside + columns[1] + _AROUND), np.float32)
    made[top:below, left:beside] = levels
    if box.top == 0:
        made[:top] = made[top]
    if box.bottom == how.height:
        made[below:] = made[below - 1]
    if box.left == 0:
        made[:, :left] = made[:, left, np.newaxis]
    if box.right == how.width:
        made[:, beside:] = made[:, beside - 1, np.newaxis]
    return made


def _thinned(levels: Float32s, factor: int, beside: bool) -> Float32s:
    """Rows of samples from rows of pixels: what gives back the samples that `_spread` spread.

    Args:
        levels: with `_AROUND` rows more on both ends.
        factor: pixels to a sample.
        beside: whether samples lie on the first of their two pixels, else between them.
    """
    count = (len(levels) - 2 * _AROUND) // factor
    at = [levels[_AROUND + step :: factor][:count] for step in range(-2, factor + 2)]
    if factor == 1:
        return at[2]
    if factor > 2:
        return np.asarray(np.mean(at[2:-2], axis=0), np.float32)
    if beside:
        # The low-pass filter of the wavelet 5/3 of Le Gall, which undoes interpolation.
        smoothed = 0.75 * at[2] + 0.25 * (at[1] + at[3]) - 0.125 * (at[0] + at[4])
    else:
        smoothed = 0.75 * (at[2] + at[3]) - 0.25 * (at[1] + at[4])
    return np.asarray(smoothed, np.float32)
