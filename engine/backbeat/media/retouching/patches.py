"""Parts of pictures, and what is put in their place.

Places are in pixels of a picture's *grid*: the picture as it is stored, turned upright, its pixels
not made square. Pixel n reaches from n to n + 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Pixels = NDArray[np.uint8] | NDArray[np.uint16]
"""Blue, green, red, shape (height, width, 3): 8 bits, or 16 where the source has more than 8."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in whole pixels of its grid."""

    left: int
    top: int
    right: int
    bottom: int
    """The first column and row that are no longer part of it."""

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, eq=False)
class Crop:
    """Pixels of a part of a picture."""

    pixels: Pixels
    box: Box


@dataclass(frozen=True, eq=False)
class Patch:
    """New pixels of a part of a picture."""

    pixels: Pixels
    """Of the same kind as the crop's, shape (height, width, 3)."""
    box: Box
    mask: Bools
    """What has changed, shape (height, width). Outside it every pixel stays as it was."""
