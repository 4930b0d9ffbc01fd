"""Self-similarity of bars, as a band of the matrix so that long mixes fit in memory."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.form.bars import BarFeatures

_SHARES = (0.4, 0.2, 0.4)
"""Weights of timbre, harmony and rhythm."""
_MIN_TIMBRE_DB = 0.7
_MIN_RHYTHM = 0.07
_MIN_HARMONY = 0.03
"""Least squared distance taken as typical of one harmony."""
_LOOP = 4
"""Bars over which harmony is averaged, so that the chords of a loop count as one."""
_LAGS = (1, 2, 4, 8)


def self_similarity(features: BarFeatures, width: int) -> Float64s:
    """Similarity of each bar with those before it, 0 to 1, shape (n, width).

    Value [i, lag] compares bar i with bar i - lag; 0 where there is none. Differences are
    normalised by the typical change from bar to bar in this recording.
    """
    timbre = features.timbre / _typical_change(features.timbre, _MIN_TIMBRE_DB)
    rhythm = features.rhythm / _typical_change(features.rhythm, _MIN_RHYTHM)
    harmony = _unit(_around(features.chroma, _LOOP))
    harmony = harmony / np.sqrt(_usual_distance(harmony))
    count = len(timbre)
    found = np.zeros((count, width))
    for lag in range(min(width, count)):
        sound = np.mean((timbre[lag:] - timbre[: count - lag]) ** 2, axis=1)
        chords = np.sum((harmony[lag:] - harmony[: count - lag]) ** 2, axis=1)
        pattern = np.mean((rhythm[lag:] - rhythm[: count - lag]) ** 2, axis=1)
        found[lag:, lag] = (
            # A narrow kernel reacts to an added layer; a wide one grades larger changes.
            _SHARES[0] * (np.exp(-sound / 3) + np.exp(-sound / 12)) / 2
            + _SHARES[1] * np.exp(-chords / 2)
            + _SHARES[2] * np.exp(-pattern / 1.8)
        )
    return found


def _typical_change(values: Float64s, least: float) -> Float64s:
    """Typical change of each column between repetitions, shape (columns,).

    Taken at the lag of one, two, four or eight bars at which it is least, since loops repeat.
    """
    changes = [
        np.median(np.abs(values[lag:] - values[:-lag]), axis=0)
        for lag in _LAGS
        if lag < len(values)
    ]
    if not changes:
        return np.full(values.shape[1], least)
    return np.asarray(np.maximum(np.min(changes, axis=0), least), np.float64)


def _usual_distance(harmony: Float64s) -> float:
    """Squared distance between stretches of the same harmony."""
    apart = [
        float(np.median(np.sum((harmony[lag:] - harmony[:-lag]) ** 2, axis=1)))
        for lag in _LAGS
        if lag < len(harmony)
    ]
    return max(min(apart, default=0.0), _MIN_HARMONY)


def _around(values: Float64s, size: int) -> Float64s:
    """Mean of the `size` bars around the start of each."""
    total = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    index = np.arange(len(values))
    low = np.maximum(index - size // 2, 0)
    high = np.maximum(np.minimum(index + size // 2, len(values)), low + 1)
    return np.asarray((total[high] - total[low]) / (high - low)[:, np.newaxis], np.float64)


def _unit(values: Float64s) -> Float64s:
    length = np.linalg.norm(values, axis=1, keepdims=True)
    return np.asarray(values / np.maximum(length, 1e-9), np.float64)
