"""Cuts a face out of a picture as SyncNet was trained to see it: from forehead to neck."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64s = npt.NDArray[np.float64]
Float32s = npt.NDArray[np.float32]
UInt8s = npt.NDArray[np.uint8]

SIDE = 224
"""Pixels of a side of what is cut out."""
_MEDIAN = 13
"""Pictures that a face's place is smoothed over."""
_WIDER = 0.4
"""By which the square is wider than the face, on each side."""
_OUTSIDE = 110
"""Grey of what is outside of the picture."""


def places(boxes: Float32s) -> Float64s:
    """Middle and half a side of the face in each picture, smoothed; shape (n, 3).

    By the median of 13 pictures. Beyond the first and last it takes zeros, as the published code
    does: there a face that grows or moves counts smaller.

    Args:
        boxes: left, top, right and bottom of the face, at 25 pictures a second; shape (n, 4).
    """
    left, top, right, bottom = np.asarray(boxes, np.float64).T
    half = np.maximum(right - left, bottom - top) / 2
    rows = np.stack([(left + right) / 2, (top + bottom) / 2, half])
    padded = np.pad(rows, ((0, 0), (_MEDIAN // 2, _MEDIAN // 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _MEDIAN, axis=1)
    return np.asarray(np.median(windows, axis=2).T, np.float64)


def cut_out(picture: UInt8s, place: Float64s) -> UInt8s:
    """The face in one picture, shape (`SIDE`, `SIDE`, channels).

    From half the face's side above its middle to 1.8 times that below, and 1.4 times that to the
    left and right. Scaled bilinearly.

    Args:
        picture: shape (height, width, channels).
        place: a row of `places`, in pixels of the picture.
    """
    import cv2

    x, y, half = (float(value) for value in place)
    margin = int(half * (1 + 2 * _WIDER))
    padded = cv2.copyMakeBorder(
        picture, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=(_OUTSIDE,) * 3
    )
    middle_x, middle_y = x + margin, y + margin
    rows = slice(max(0, int(middle_y - half)), max(0, int(middle_y + half * (1 + 2 * _WIDER))))
    columns = slice(
        max(0, int(middle_x - half * (1 + _WIDER))), max(0, int(middle_x + half * (1 + _WIDER)))
    )
    face = padded[rows, columns]
    if not face.size:
        return np.full((SIDE, SIDE, picture.shape[2]), _OUTSIDE, np.uint8)
    return np.asarray(cv2.resize(face, (SIDE, SIDE)), np.uint8)
