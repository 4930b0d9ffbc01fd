"""The picture of a film while it is put together: 4:2:0 planes in one array."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from backbeat.media.film import Frame
from backbeat.media.pictures import Plane, SmallPicture

_BLACK, _NEUTRAL = 16, 128
"""Luma of black and chroma without colour, in limited range (ITU-R BT.709-6, 3.4)."""


@dataclass(frozen=True)
class Canvas:
    """A picture that others are put on."""

    frame: Frame
    """Shape (height * 3 / 2, width)."""

    @classmethod
    def black(cls, width: int, height: int) -> Self:
        """A black one.

        Args:
            width: in pixels, even.
            height: in pixels, even.
        """
        frame = np.full((height * 3 // 2, width), _NEUTRAL, np.uint8)
        frame[:height] = _BLACK
        return cls(frame)

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.frame.shape[1])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.frame.shape[0]) * 2 // 3

    def put(self, picture: SmallPicture) -> None:
        """Puts a picture in the middle, over what is there; parts that do not fit are cut off."""
        for own, new, alpha in zip(
            self._planes(), _planes_of(picture), _alphas_of(picture), strict=True
        ):
            own, new = _middle(own, new.shape), _middle(new, own.shape)
            if alpha is None:
                own[:] = new
            else:
                own[:] = _mixed(own, new, _middle(alpha, own.shape).astype(np.uint16))

    def mixed(self, other: Canvas, share: float) -> Canvas:
        """This one with `share`, 0 to 1, of another over it."""
        weight = np.uint16(round(255 * min(max(share, 0.0), 1.0)))
        return Canvas(_mixed(self.frame, other.frame, weight))

    def _planes(self) -> tuple[Plane, Plane, Plane]:
        height, width = self.height, self.width
        chroma = self.frame[height:].reshape(2, height // 2, width // 2)
        return self.frame[:height], chroma[0], chroma[1]


def framed(
    picture: SmallPicture, box: tuple[float, float, float, float], width: int, height: int
) -> SmallPicture:
    """A part of a picture, enlarged or reduced to a size, between pixels where it lies there.

    Args:
        picture: the whole.
        box: left, top, width and height of the part, in parts of the whole.
        width: of the result, in pixels, even.
        height: of the result, in pixels, even.
    """
    chroma = width // 2, height // 2
    return SmallPicture(
        _sampled(picture.luma, box, width, height),
        _sampled(picture.blue, box, *chroma),
        _sampled(picture.red, box, *chroma),
        None if picture.alpha is None else _sampled(picture.alpha, box, width, height),
    )


def _sampled(
    plane: Plane, box: tuple[float, float, float, float], width: int, height: int
) -> Plane:
    """Bilinear interpolation at the centres of the result's pixels."""
    left, top, wide, high = box
    columns, across = _places(plane.shape[1], left, wide, width)
    rows, down = _places(plane.shape[0], top, high, height)
    values = plane.astype(np.float32)
    lines = values[rows] + (values[rows + 1] - values[rows]) * down[:, None]
    found = lines[:, columns] + (lines[:, columns + 1] - lines[:, columns]) * across
    return np.rint(found).astype(np.uint8)


def _places(
    length: int, first: float, part: float, count: int
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each pixel of the result, the pixel before its place and the fraction after that."""
    centres = (first + part * (np.arange(count) + 0.5) / count) * length - 0.5
    centres = np.clip(centres, 0, length - 1)
    before = np.minimum(centres.astype(np.intp), max(length - 2, 0))
    return before, (centres - before).astype(np.float32)


def _mixed(below: Plane, above: Plane, weight: np.uint16 | NDArray[np.uint16]) -> Plane:
    mixed = below.astype(np.uint16) * (255 - weight) + above.astype(np.uint16) * weight
    return ((mixed + 127) // 255).astype(np.uint8)


def _planes_of(picture: SmallPicture) -> tuple[Plane, Plane, Plane]:
    return picture.luma, picture.blue, picture.red


def _alphas_of(picture: SmallPicture) -> tuple[Plane | None, Plane | None, Plane | None]:
    if picture.alpha is None:
        return None, None, None
    small = picture.alpha[::2, ::2]
    return picture.alpha, small, small


def _middle(plane: Plane, shape: tuple[int, ...]) -> Plane:
    """The part of `plane` in its middle that is at most of `shape`."""
    top, left = (max(0, (own - most) // 2) for own, most in zip(plane.shape, shape, strict=True))
    return plane[top : top + shape[0], left : left + shape[1]]
