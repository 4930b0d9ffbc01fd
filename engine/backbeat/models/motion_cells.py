"""How small pictures move, cell by cell, as the network of impacts is told it.

What hits something changes how it moves, at once. Optical flow says of each thing where it goes
from a picture, and where it came from; the sum of both is its acceleration, wherever it is: a
ball that crosses the picture is followed as a hammer is. Flow is by DIS (Kroeger et al., "Fast
Optical Flow using Dense Inverse Search", ECCV 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

ROWS, COLUMNS = 22, 40
CHANNELS = 10
"""Of each cell."""
_SIDE, _TOP = 4, 1
"""Pixels of a cell, and those above the first, which belong to none."""
_FINEST = 1
"""Scale that flow is found at last, halvings of the picture."""
_EVERY = 6
"""Pixels from one to the next of those whose median is the camera's motion."""
_LUMA = 64.0
"""What differences of luma are divided by, in its steps of 255."""


@dataclass(frozen=True)
class MotionCells:
    """How pictures move.

    A motion is rightwards and downwards, in pixels, to the next picture; then from the one before,
    backwards: four numbers.
    """

    cells: Float32s
    """Shape (n, 10, 22, 40). Of each cell: its mean motion, against the camera's; that of the pixel
    that moves most; how much luma changes to the next picture, and its standard deviation, in 64
    steps."""
    camera: Float32s
    """The median motion of each picture, shape (n, 4)."""

    def mirrored(self) -> MotionCells:
        """As it is in a mirror."""
        cells = self.cells[..., ::-1].copy()
        cells[:, 0:8:2] *= -1
        return MotionCells(cells, self.camera * np.array([-1, 1, -1, 1], np.float32))


def motion_cells(pictures: NDArray[np.uint8]) -> MotionCells:
    """Measures how pictures move. On one core.

    The first comes from nowhere, and the last goes nowhere.

    Args:
        pictures: grey, shape (n, 90, 160).
    """
    flow = _flow()
    count = len(pictures)
    cells = np.zeros((count, CHANNELS, ROWS, COLUMNS), np.float32)
    camera = np.zeros((count, 4), np.float32)
    still = np.zeros((*pictures.shape[1:], 2), np.float32)
    back, moved = still, np.zeros((*pictures.shape[1:], 4), np.float32)
    for number, picture in enumerate(pictures):
        following = pictures[min(number + 1, count - 1)]
        onward = later = still
        if not np.array_equal(picture, following):
            onward = flow.calc(picture, following, None)
            later = flow.calc(following, picture, None)
        for half, both in ((slice(0, 2), onward), (slice(2, 4), back)):
            steady = _median(both)
            camera[number, half] = steady
            np.subtract(both, steady, out=moved[..., half])
        cells[number, :4] = _means(moved).transpose(2, 0, 1)
        cells[number, 4:8] = _fastest(moved).transpose(2, 0, 1)
        cells[number, 8:] = _luma(picture, following)
        back = later
    return MotionCells(cells, camera)


def _flow() -> Any:
    import cv2

    from backbeat.threads import PER_JOB

    cv2.setNumThreads(PER_JOB)
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
    flow.setFinestScale(_FINEST)
    return flow


def _median(motion: Float32s) -> Float32s:
    """The middle of the motion of some pixels of all the picture, shape (2,)."""
    some = motion[2::_EVERY, 2::_EVERY].reshape(-1, 2).T
    middle = some.shape[1] // 2
    return np.asarray(np.partition(some, middle, axis=1)[:, middle], np.float32)


def _means(values: Float32s) -> Float32s:
    """The mean of each cell, shape (22, 40, ...)."""
    import cv2

    inside = np.ascontiguousarray(values[_TOP : _TOP + ROWS * _SIDE])
    return np.asarray(cv2.resize(inside, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA), np.float32)


def _fastest(moved: Float32s) -> Float32s:
    """The motion of the pixel of each cell that moves most, shape (22, 40, 4)."""
    inside = moved[_TOP : _TOP + ROWS * _SIDE]
    speed = np.einsum("yxc,yxc->yx", inside, inside)
    at = (
        speed.reshape(ROWS, _SIDE, COLUMNS, _SIDE)
        .transpose(0, 2, 1, 3)
        .reshape(ROWS, COLUMNS, -1)
        .argmax(axis=2)
    )
    down = np.arange(ROWS)[:, np.newaxis] * _SIDE + at // _SIDE
    across = np.arange(COLUMNS) * _SIDE + at % _SIDE
    return np.asarray(inside[down, across], np.float32)


def _luma(picture: NDArray[np.uint8], following: NDArray[np.uint8]) -> Float32s:
    """How much luma changes in each cell, and its standard deviation, shape (2, 22, 40)."""
    now = picture.astype(np.float32)
    change, mean, square = (
        _means(one) for one in (np.abs(following.astype(np.float32) - now), now, now * now)
    )
    spread = np.sqrt(np.maximum(square - mean * mean, 0))
    return np.asarray(np.stack([change, spread]) / np.float32(_LUMA), np.float32)
