"""Cuts squares out of a decoded picture, without converting the rest of it.

A picture is kept as its planes of luma and colour, and addressed in pixels as shown: rotation and
the shape of pixels are part of the mapping, so a portrait film of a telephone costs nothing more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.pictures import QUARTER_TURNS, Form

if TYPE_CHECKING:
    import av

Bytes = NDArray[np.uint8]
Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_PLANAR = ("yuv420p", "yuvj420p")
_FULL_RANGE = 2
"""FFmpeg's number of the range that uses all 256 levels."""
_BT601 = (5, 6)
"""FFmpeg's numbers of the colour spaces of standard definition."""
_WHITE = np.array([255, 255, 255, 255], np.float32)
_HD = 720
"""Height from which a picture that states no colour space is taken for BT.709."""


@dataclass(frozen=True, slots=True)
class Square:
    """A square in a picture, in pixels as shown; pixel n reaches from n to n + 1."""

    x: float
    """Its centre."""
    y: float
    side: float
    turned: float = 0.0
    """Radians, clockwise."""

    def to_picture(self, size: int) -> Float64s:
        """The matrix, shape (2, 3), from places in the square cut out at `size` to the picture."""
        scale = self.side / size
        cos, sin = math.cos(self.turned) * scale, math.sin(self.turned) * scale
        half = size / 2
        return np.array(
            [
                [cos, -sin, self.x - (cos - sin) * half],
                [sin, cos, self.y - (sin + cos) * half],
            ]
        )


@dataclass(frozen=True)
class View:
    """A decoded picture."""

    form: Form
    planes: tuple[Bytes, Bytes, Bytes]
    """Luma, and the two of colour at half its width and height, as stored."""
    to_stored: Float64s
    """Matrix, shape (2, 3), from places as shown to places in the plane of luma."""
    colors: Float32s
    """Matrix, shape (3, 4), from levels of the planes to red, green and blue, 0 to 1."""

    def square(self, square: Square, size: int) -> Float32s:
        """A square at `size` x `size`; red, green, blue from 0 to 1, shape (size, size, 3).

        What lies outside the picture is black.
        """
        matrix = _after(self.to_stored, square.to_picture(size))
        luma, *colors = self.planes
        levels = np.empty((3, size, size), np.float32)
        levels[:1] = _warped([luma], matrix, size, 0)
        levels[1:] = _warped(colors, matrix * 0.5, size, 128)
        pixels = self.colors[:, :3] @ levels.reshape(3, -1)
        pixels += self.colors[:, 3:]
        np.clip(pixels, 0, 1, out=pixels)
        # Plane by plane in memory, as networks take them.
        return pixels.reshape(3, size, size).transpose(1, 2, 0)

    def small(self, pixels: int) -> Bytes:
        """The whole picture as stored, BGR, of about `pixels` pixels, shape (height, width, 3)."""
        import cv2

        luma = self.planes[0]
        factor = max(1, round(math.sqrt(luma.size / pixels)))
        first = _thinned(luma, factor)
        height, width = first.shape
        levels = [first]
        for plane in self.planes[1:]:
            color = _thinned(plane, max(1, factor // 2))
            levels.append(np.asarray(cv2.resize(color, (width, height)), np.uint8))
        colors = cv2.transform(cv2.merge(levels), self.colors[::-1] * _WHITE)
        return np.asarray(colors, np.uint8)


def view_of(frame: av.VideoFrame, form: Form) -> View:
    """A decoded picture; its planes are read where they lie, while `frame` lives."""
    planar = frame.format.name in _PLANAR
    full = planar and (frame.format.name == "yuvj420p" or frame.color_range == _FULL_RANGE)
    if not planar:
        frame = frame.reformat(format="yuv420p")
    planes = tuple(
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[
            : plane.height, : plane.width
        ]
        for plane in frame.planes
    )
    standard = planar and (
        frame.colorspace in _BT601 or (frame.colorspace == 2 and min(planes[0].shape) < _HD)
    )
    return View(
        form,
        cast("tuple[Bytes, Bytes, Bytes]", planes),
        _to_stored(form, planes[0].shape[1], planes[0].shape[0]),
        _colors(full, standard or not planar),
    )


def _to_stored(form: Form, width: int, height: int) -> Float64s:
    """From places as shown to places in a stored picture of `width` x `height`."""
    shown_width, shown_height = float(form.width), float(form.height)
    if form.turned in QUARTER_TURNS:
        along = width / shown_height
        if form.turned == 90:
            return np.array([[0, along, 0], [-1, 0, shown_width]], np.float64)
        return np.array([[0, -along, shown_height * along], [1, 0, 0]], np.float64)
    along = width / shown_width
    if form.turned == 180:
        return np.array([[-along, 0, width], [0, -1, height]], np.float64)
    return np.array([[along, 0, 0], [0, 1, 0]], np.float64)


@cache
def _colors(full: bool, standard: bool) -> Float32s:
    """From levels of luma and colour to red, green and blue (ITU-R BT.601, BT.709)."""
    red, blue = (0.299, 0.114) if standard else (0.2126, 0.0722)
    green = 1 - red - blue
    matrix = np.array(
        [
            [1, 0, 2 * (1 - red)],
            [1, -2 * (1 - blue) * blue / green, -2 * (1 - red) * red / green],
            [1, 2 * (1 - blue), 0],
        ]
    )
    spans = np.array([255, 255, 255] if full else [219, 224, 224], np.float64)
    zeros = np.array([0, 128, 128] if full else [16, 128, 128], np.float64)
    matrix /= spans
    return np.column_stack([matrix, -matrix @ zeros]).astype(np.float32)


def _after(outer: Float64s, inner: Float64s) -> Float64s:
    """The matrix of `inner`, then `outer`; all of shape (2, 3)."""
    return np.column_stack([outer[:, :2] @ inner[:, :2], outer[:, :2] @ inner[:, 2] + outer[:, 2]])


def _warped(planes: list[Bytes], matrix: Float64s, size: int, outside: int) -> list[Bytes]:
    """Planes of one size read through `matrix`, from places in the result to places in a plane."""
    import cv2

    (right, down, _), (right_too, down_too, _) = matrix.tolist()
    shrink = int(math.sqrt(abs(right * down_too - down * right_too)) + 1e-6)
    if shrink >= 2:
        shrink -= shrink % 2
        # Else fine detail would flicker: pixels between those that are read would not count.
        planes, matrix = _shrunk(planes, matrix, size, shrink)
    # OpenCV counts from the middle of pixels.
    indices = matrix.copy()
    indices[:, 2] += matrix[:, :2].sum(axis=1) / 2 - 0.5
    return [
        np.asarray(
            cv2.warpAffine(
                plane,
                indices,
                (size, size),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_CONSTANT,
                borderValue=(outside,),
            ),
            np.uint8,
        )
        for plane in planes
    ]


def _thinned(plane: Bytes, factor: int) -> Bytes:
    """A plane whose pixels are the means of `factor` x `factor` pixels; edges left over are cut."""
    if factor == 1 or min(plane.shape) < factor:
        return plane
    height, width = plane.shape[0] // factor, plane.shape[1] // factor
    whole = plane[: height * factor, : width * factor]
    # By halves, which takes a quarter of the time.
    halves = (factor & -factor).bit_length() - 1
    for _ in range(halves):
        factor //= 2
        whole = _resized(whole, width * factor, height * factor)
    return whole if factor == 1 else _resized(whole, width, height)


def _resized(plane: Bytes, width: int, height: int) -> Bytes:
    """A plane at a smaller size, each pixel the mean of those that it stands for."""
    import cv2

    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _shrunk(
    planes: list[Bytes], matrix: Float64s, size: int, shrink: int
) -> tuple[list[Bytes], Float64s]:
    """The part of planes that `matrix` reads, each `shrink` x `shrink` pixels as one."""
    height, width = planes[0].shape
    moved = matrix.copy()
    bounds = []
    for row, length in enumerate((width, height)):
        right, down, first = matrix[row].tolist()
        low = first + min(0, right * size) + min(0, down * size)
        high = first + max(0, right * size) + max(0, down * size)
        start = max(math.floor(low) - shrink, 0)
        stop = min(math.ceil(high) + shrink, length)
        if stop - start < shrink:
            return [np.zeros((1, 1), np.uint8)] * len(planes), matrix
        bounds.append(slice(start, stop))
        moved[row, 2] -= start
    across, along = bounds
    return [_thinned(plane[along, across], shrink) for plane in planes], moved / shrink
