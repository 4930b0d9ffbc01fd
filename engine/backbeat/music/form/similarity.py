"""How alike bars are: a band of the self-similarity matrix, kept narrow for long mixes."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.form.bars import Heard

_SHARES = (0.4, 0.2, 0.4)
"""Of timbre, harmony and rhythm."""
_MIN_TIMBRE_DB = 0.7
_MIN_RHYTHM = 0.07
_MIN_HARMONY = 0.03
"""Squared distance of two stretches of the same harmony."""
_LOOP = 4
"""Bars over which the harmony is taken together, so that the chords of a loop are alike."""
_LAGS = (1, 2, 4, 8)


def self_similarity(heard: Heard, width: int) -> Float64s:
    """Of each bar with those before it, 0 to 1, shape (n, width).

    Value [i, lag] compares bar i with bar i - lag; 0 where there is none. What counts as a
    difference is measured against how much the bars of this recording change anyway.
    """
    timbre = heard.timbre / _unrest(heard.timbre, _MIN_TIMBRE_DB)
    rhythm = heard.rhythm / _unrest(heard.rhythm, _MIN_RHYTHM)
    harmony = _unit(_around(heard.chroma, _LOOP))
    harmony = harmony / np.sqrt(_usual_distance(harmony))
    count = len(timbre)
    found = np.zeros((count, width))
    for lag in range(min(width, count)):
        sound = np.mean((timbre[lag:] - timbre[: count - lag]) ** 2, axis=1)
        chords = np.sum((harmony[lag:] - harmony[: count - lag]) ** 2, axis=1)
        pattern = np.mean((rhythm[lag:] - rhythm[: count - lag]) ** 2, axis=1)
        found[lag:, lag] = (
            # A narrow and a wide bell: a layer that enters counts, and so does another world.
            _SHARES[0] * (np.exp(-sound / 3) + np.exp(-sound / 12)) / 2
            + _SHARES[1] * np.exp(-chords / 2)
            + _SHARES[2] * np.exp(-pattern / 1.8)
        )
    return found


def _unrest(values: Float64s, least: float) -> Float64s:
    """How much each column changes from bar to bar where nothing happens, shape (columns,).

    Over the lag at which a loop of one, two, four or eight bars comes round again.
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
