"""Between levels of luma and chroma and those of blue, green and red.

Levels stay as they are coded: no transfer function is undone, so high dynamic range stays what it
is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from backbeat.media.retouching.planes import Layout

Float32s = NDArray[np.float32]

_WEIGHTS = {
    1: (0.2126, 0.0722),
    4: (0.30, 0.11),
    5: (0.299, 0.114),
    6: (0.299, 0.114),
    7: (0.212, 0.087),
    9: (0.2627, 0.0593),
    10: (0.2627, 0.0593),
}
"""Weights of red and blue in luma, by FFmpeg's number of the colour matrix (ITU-T H.273, 8.3)."""
_BT709, _BT601 = 1, 6
_HD_HEIGHT = 720
"""Height from which a picture that states no matrix is taken for BT.709."""
_FULL_RANGE = 2
"""FFmpeg's number of the range that uses all levels."""


@dataclass(frozen=True, eq=False)
class Conversion:
    """How levels of one video become blue, green and red of 8 or 16 bits, and back."""

    to_bgr: Float32s
    """From luma, Cb and Cr; shape (3, 4), the last column is added."""
    from_bgr: Float32s
    """From differences of blue, green and red to those of luma, Cb and Cr; shape (3, 3)."""


def conversion_of(layout: Layout, matrix: int, color_range: int, height: int) -> Conversion:
    """The conversion of a video's pictures.

    Args:
        layout: of their pixel format, not RGB.
        matrix: FFmpeg's number of their colour matrix; an unknown one is taken for BT.601 in
            standard definition, else for BT.709.
        color_range: FFmpeg's number of their range.
        height: in pixels, as stored.
    """
    if matrix not in _WEIGHTS:
        matrix = _BT709 if height >= _HD_HEIGHT else _BT601
    full = layout.full_range or color_range == _FULL_RANGE
    return _conversion(_WEIGHTS[matrix], full, layout.bits)


@cache
def _conversion(weights: tuple[float, float], full: bool, bits: int) -> Conversion:
    red, blue = weights
    green = 1 - red - blue
    matrix = np.array(
        [
            [1, 2 * (1 - blue), 0],
            [1, -2 * (1 - blue) * blue / green, -2 * (1 - red) * red / green],
            [1, 0, 2 * (1 - red)],
        ]
    )
    # Of levels (ITU-R BT.2100, table 9).
    step = 1 << (bits - 8)
    highest = (1 << bits) - 1
    spans = np.array([highest] * 3 if full else [219 * step, 224 * step, 224 * step], np.float64)
    zeros = np.array([0 if full else 16 * step, 128 * step, 128 * step], np.float64)
    matrix = matrix / spans * (255 if bits == 8 else 65535)
    to_bgr = np.column_stack([matrix, -matrix @ zeros])
    return Conversion(to_bgr.astype(np.float32), np.linalg.inv(matrix).astype(np.float32))
