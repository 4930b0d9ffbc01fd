"""Thin-plate splines between points of two pictures (Bookstein 1989), on a coarse grid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from backbeat.media.retouching.patches import Box

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_STIFF = 1e-4
"""What the spline may miss points by, against how much it bends: meshes are not exact."""


def moved(
    sources: NDArray[np.floating],
    goals: NDArray[np.floating],
    box: Box,
    step: int,
    fading: Callable[[Float32s, Float32s], Float32s] | None = None,
) -> Float32s:
    """How far from each pixel of a box the place lies that it shows, shape (height, width, 2).

    Args:
        sources: points where they are, shape (n, 2).
        goals: where they are to be seen, shape (n, 2).
        box: the part of the picture that is drawn.
        step: of the grid on which the spline is computed, in pixels.
        fading: how much of it there is at places right, shape (1, w), and down, (h, 1); None: all.
    """
    import cv2

    unit = max(float(np.ptp(goals, axis=0).max()) / 2, 1.0)
    middle = goals.mean(axis=0)
    at = (goals - middle) / unit
    count = len(at)
    left = np.zeros((count + 3, count + 3))
    left[:count, :count] = _kernel(at, at)
    left[np.arange(count), np.arange(count)] += _STIFF
    left[:count, count] = left[count, :count] = 1
    left[:count, count + 1 :] = at
    left[count + 1 :, :count] = at.T
    right = np.zeros((count + 3, 2))
    right[:count] = sources - goals
    weights = np.linalg.solve(left, right).astype(np.float32)
    # Two steps more on each side, so that edges are interpolated too.
    across, along = (-(-length // step) + 4 for length in (box.width, box.height))
    x = (box.left + (np.arange(across)[None] - 1.5) * step).astype(np.float32)
    y = (box.top + (np.arange(along)[:, None] - 1.5) * step).astype(np.float32)
    places = np.empty((along, across, 2), np.float32)
    places[..., 0], places[..., 1] = (x - middle[0]) / unit, (y - middle[1]) / unit
    flat = places.reshape(-1, 2)
    coarse = _kernel(flat, at.astype(np.float32)) @ weights[:count]
    coarse += weights[count] + flat @ weights[count + 1 :]
    coarse = coarse.reshape(along, across, 2)
    if fading is not None:
        coarse *= fading(x, y)[..., None]
    fine = cv2.resize(
        coarse,
        (across * step, along * step),
        interpolation=cv2.INTER_CUBIC,
    )
    return np.ascontiguousarray(
        fine[2 * step : 2 * step + box.height, 2 * step : 2 * step + box.width]
    )


def _kernel(ones: NDArray[np.floating], others: NDArray[np.floating]) -> NDArray[np.floating]:
    square = np.square(ones[:, None, 0] - others[None, :, 0])
    square += np.square(ones[:, None, 1] - others[None, :, 1])
    return np.asarray(square * np.log(square + ones.dtype.type(1e-9)), ones.dtype)
