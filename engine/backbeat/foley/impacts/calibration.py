"""What a score is worth: how often peaks of it are right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]

_SPAN = 8.0
_POINTS = 17
"""Of the curve, from `-_SPAN` to `_SPAN` about the middle of the scores."""
_STEPS = 60
_SURE = 0.98
"""No score is worth more than this, however many were right."""


def curve(scores: Sequence[float], right: Sequence[bool]) -> tuple[list[float], list[float]]:
    """Scores, rising, and how likely each is right: a logistic curve, by Platt (1999) with his
    targets, which leave room for doubt where there is little to go by.

    Args:
        scores: of peaks; one at least.
        right: whether each is.
    """
    x, y = np.asarray(scores, np.float64), np.asarray(right, np.float64)
    good, bad = float(y.sum()), float(len(y) - y.sum())
    target = np.where(y > 0, (good + 1) / (good + 2), 1 / (bad + 2))
    slope, offset = _logistic(x, target)
    middle = float(np.median(x))
    points = middle + np.linspace(-_SPAN, _SPAN, _POINTS)
    chances = np.minimum(_SURE, 1 / (1 + np.exp(-(slope * points + offset))))
    return points.tolist(), chances.tolist()


def _logistic(x: Float64s, target: Float64s) -> tuple[float, float]:
    """Slope, not falling, and offset, by Newton's method."""
    at = np.array([1.0, 0.0])
    design = np.column_stack([x, np.ones_like(x)])
    ridge = np.diag([1e-3, 1e-6])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ at, -30, 30)))
        slope = design.T @ (chance - target) + ridge @ (at - [1, 0])
        bend = (design * (chance * (1 - chance))[:, np.newaxis]).T @ design + ridge
        step = np.linalg.solve(bend, slope)
        at -= step / max(1.0, float(np.abs(step).max()))
    return max(0.0, float(at[0])), float(at[1])


def expected_error(confidence: Float64s, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error (Guo et al. 2017): how far confidence is from the share that is
    right, over bins of equal width."""
    if not len(confidence):
        return 0.0
    places = np.minimum(bins - 1, (np.asarray(confidence) * bins).astype(int))
    error = 0.0
    for place in np.unique(places).tolist():
        inside = places == place
        error += abs(float(confidence[inside].mean()) - float(right[inside].mean())) * int(
            inside.sum()
        )
    return error / len(confidence)
