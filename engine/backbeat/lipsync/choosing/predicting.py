"""The shape of the speaker's lips for what is heard, learned from the bank itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]
Bools = NDArray[np.bool_]

_FOLDS, _GUARD = 4, 12
"""Stretches that are left out in turn, and the rows around each that are left out with it: what is
said and seen there is nearly the same, and would flatter the prediction.
"""
_RIDGES = (100.0, 300.0, 1000.0, 3000.0, 10000.0)
_LEAST_ROWS = 40
_SURE = 0.4
"""Correlation from which predictions are as widely spread as lips are: the least squares of a
regression alone would mumble. What is hardly known stays near the mean.
"""
_WIDEST = 2.5
_SPEAKING_SHARE = 0.5


@dataclass(frozen=True, eq=False)
class LipScale:
    """The speaker's own range of lip features."""

    mean: Float64s
    deviation: Float64s

    def of(self, lips: Float32s) -> Float64s:
        """Lip features in deviations from the mean, same shape."""
        return np.asarray((lips - self.mean) / self.deviation, np.float64)


@dataclass(frozen=True, eq=False)
class Predictor:
    """Predicts lip features, in deviations, from cues (`bank.hearing.Ear.cues`)."""

    middle: Float64s
    scale: Float64s
    weights: Float64s
    """Shape (cues, 8)."""
    sure: Float64s
    """Correlation of predictions with what is seen, on stretches they were not learned from,
    0 to 1; shape (8,)."""
    spread: Float64s
    """Deviation of these predictions, shape (8,)."""

    def predicted(self, cues: Float32s) -> Float64s:
        """Shape (n, 8), as widely spread as lips are."""
        found = ((cues - self.middle) / self.scale) @ self.weights
        wanted = np.minimum(self.sure / _SURE, 1)
        return np.clip(found * wanted / np.maximum(self.spread, 0.05), -_WIDEST, _WIDEST)


def lip_scale(lips: Float32s, spoken: Bools) -> LipScale:
    """The range of lips while they speak; of all pictures where they hardly do."""
    used = lips[spoken] if spoken.mean() >= _SPEAKING_SHARE else lips
    return LipScale(
        used.mean(axis=0, dtype=np.float64),
        np.maximum(used.std(axis=0, dtype=np.float64), 1e-4),
    )


def predictor(cues: Float32s, lips: Float64s) -> Predictor:
    """Learns a ridge regression whose strength is what predicts stretches that are left out best.

    Args:
        cues: of pictures in order, shape (n, k).
        lips: in deviations, shape (n, 8).
    """
    middle, scale = cues.mean(axis=0, dtype=np.float64), cues.std(axis=0, dtype=np.float64) + 1e-3
    voice = (cues - middle) / scale
    if len(voice) < _LEAST_ROWS:
        return Predictor(
            middle, scale, np.zeros((voice.shape[1], lips.shape[1])), np.zeros(8), np.ones(8)
        )
    folds = np.arange(len(voice)) * _FOLDS // len(voice)
    found = [_left_out(voice, lips, folds, ridge) for ridge in _RIDGES]
    best = int(np.argmax([scores.mean() for scores, _ in found]))
    scores, spread = found[best]
    weights = _solved(voice.T @ voice, voice.T @ lips, _RIDGES[best])
    return Predictor(middle, scale, weights, scores.clip(0, 1), spread)


def _left_out(
    voice: Float64s, lips: Float64s, folds: NDArray[np.int64], ridge: float
) -> tuple[Float64s, Float64s]:
    """Correlation of lips with their prediction from other stretches, and deviation of that; shape
    (8,) each."""
    square, product = voice.T @ voice, voice.T @ lips
    found, seen = np.zeros_like(lips), lips.copy()
    for fold in range(_FOLDS):
        rows = np.flatnonzero(folds == fold)
        near = slice(max(0, int(rows[0]) - _GUARD), int(rows[-1]) + 1 + _GUARD)
        weights = _solved(
            square - voice[near].T @ voice[near], product - voice[near].T @ lips[near], ridge
        )
        found[rows] = voice[rows] @ weights
        # Slow changes, such as of the mood, are not heard.
        found[rows] -= found[rows].mean(axis=0)
        seen[rows] -= seen[rows].mean(axis=0)
    power = np.sqrt(np.square(found).sum(axis=0) * np.square(seen).sum(axis=0))
    scores = (found * seen).sum(axis=0) / np.maximum(power, 1e-9)
    return np.asarray(scores, np.float64), np.asarray(found.std(axis=0), np.float64)


def _solved(square: Float64s, product: Float64s, ridge: float) -> Float64s:
    return np.asarray(np.linalg.solve(square + ridge * np.eye(len(square)), product), np.float64)
