"""Thin-plate splines between points of two pictures (Bookstein 1989), on a coarse grid."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.media.retouching.patches import Box

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_STIFF = 1e-3
_UNIT = 100.0
_LEAST_STEPS = 24
"""Steps of the grid to the longer side of a box, at least."""


def moved(sources: Float32s, goals: Float32s, box: Box) -> Float32s:
    """How far from each pixel of a box the place lies that it shows, shape (height, width, 2).

    Args:
        sources: points where they are, shape (n, 2).
        goals: where they are to be seen, shape (n, 2).
        box: the part of the picture that is drawn.
    """
    import cv2

    at = goals.astype(np.float64)
    count = len(at)
    kernel = _kernel(at, at) + np.eye(count) * _STIFF
    flat = np.column_stack([np.ones(count), at / _UNIT])
    left = np.block([[kernel, flat], [flat.T, np.zeros((3, 3))]])
    right = np.concatenate([(sources - goals).astype(np.float64), np.zeros((3, 2))])
    weights = np.linalg.solve(left, right)
    step = max(4, min(16, max(box.width, box.height) // _LEAST_STEPS))
    across = np.arange(-(-box.width // step))
    along = np.arange(-(-box.height // step))
    x, y = np.meshgrid(box.left + (across + 0.5) * step, box.top + (along + 0.5) * step)
    places = np.column_stack([x.ravel(), y.ravel()])
    flat = np.column_stack([np.ones(len(places)), places / _UNIT])
    coarse = _kernel(places, at) @ weights[:count] + flat @ weights[count:]
    coarse = coarse.reshape(len(along), len(across), 2).astype(np.float32)
    fine = cv2.resize(
        coarse, (len(across) * step, len(along) * step), interpolation=cv2.INTER_LINEAR
    )
    return np.asarray(fine[: box.height, : box.width], np.float32)


def _kernel(ones: Float64s, others: Float64s) -> Float64s:
    square = np.square(ones[:, None] - others[None]).sum(axis=2) / (_UNIT * _UNIT)
    return np.asarray(square * np.log(square + 1e-9), np.float64)
