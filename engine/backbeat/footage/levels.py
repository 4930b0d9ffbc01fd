"""Brightness and sharpness of a picture, and how much of it changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SHARPEST = 24.0
"""Mean absolute Laplacian of the sharpest squares of usual footage, in steps of 255."""
_SQUARES = 8
"""Squares a side for sharpness, so that a sharp subject before a soft ground counts as sharp."""
_SHARP_SHARE = 0.1
_CHANGE_SQUARES = 12
"""Squares a side for changes, so that a small thing that moves counts as a change."""
_FLASH_SQUARES = 4


@dataclass(frozen=True)
class Levels:
    """Levels of one picture."""

    brightness: float
    """Mean luma, 0 to 1."""
    brightest: float
    """Luma that one in a hundred pixels exceeds, 0 to 1."""
    sharpness: float
    """0 to 1."""
    change: float
    """Mean change of luma since the picture before in the square where it is largest, 0 to 1; 1 for
    the first."""
    areas: NDArray[np.float32]
    """Mean luma of 4 by 4 areas, 0 to 1, shape (16,)."""


def levels_of(gray: NDArray[np.uint8], before: NDArray[np.uint8] | None) -> Levels:
    """Levels of a picture.

    Args:
        gray: shape (height, width).
        before: the picture before, of the same shape; None for the first.
    """
    import cv2

    luma = gray.astype(np.float32) / 255
    change = 1.0
    if before is not None and before.shape == gray.shape:
        apart = cv2.resize(
            cv2.absdiff(gray, before).astype(np.float32),
            (_CHANGE_SQUARES, _CHANGE_SQUARES),
            interpolation=cv2.INTER_AREA,
        )
        change = float(apart.max()) / 255
    detail = np.abs(cv2.Laplacian(gray, cv2.CV_16S, ksize=1)).astype(np.float32)
    squares = np.sort(cv2.resize(detail, (_SQUARES, _SQUARES), interpolation=cv2.INTER_AREA), None)
    sharp = squares[-max(1, round(_SHARP_SHARE * squares.size)) :]
    areas = cv2.resize(luma, (_FLASH_SQUARES, _FLASH_SQUARES), interpolation=cv2.INTER_AREA)
    return Levels(
        float(luma.mean()),
        float(np.percentile(gray, 99)) / 255,
        min(1.0, float(sharp.mean()) / _SHARPEST),
        change,
        np.asarray(areas, np.float32).ravel(),
    )
