"""The beat period over time: autocorrelation of the novelty, a prior, and the smoothest path.

After Ellis (Beat Tracking by Dynamic Programming, 2007) for the log-normal prior and Davies and
Plumbley (Context-Dependent Beat Tracking, 2007) for the comb over overlapping windows.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s, Ints

_SLOWEST_BPM = 40.0
_FASTEST_BPM = 230.0
_STEPS = 121
"""Periods considered; 2 % apart."""
_WINDOW_S = 8.0
_STRIDE_S = 1.0
_PRIOR_BPM = 120.0
_PRIOR_OCTAVES = 1.1
_TEETH = ((0.5, 0.1), (1.0, 0.25), (2.0, 0.25), (3.0, 0.25), (4.0, 0.25))
"""Multiples of the period, and the weight of the correlation there. The half tells a beat from a
dotted note, whose half falls between the notes."""
_BLUR = np.array([0.25, 0.5, 0.25])
_LEAST_OVERLAP = 0.25
_DRIFT_COST = 60.0
_JUMP_COST = 4.0
"""Of a tempo that changes between two windows: so much for each squared octave, up to a jump, in
units of the strongest correlation."""


def periods(novelty: Float64s, rate: float) -> Float64s:
    """The beat period at each value of `novelty`, shape (n,) at `rate` Hz, in values."""
    candidates = np.geomspace(60 * rate / _FASTEST_BPM, 60 * rate / _SLOWEST_BPM, _STEPS)
    size = round(_WINDOW_S * rate)
    stride = round(_STRIDE_S * rate)
    # Blurred, so that a period between two whole lags is no weaker than its double.
    blurred = np.convolve(novelty, _BLUR, mode="same")
    padded = np.pad(blurred, (size // 2, size // 2 + stride))
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::stride]
    windows = windows * np.hanning(size)
    strength = _comb(_autocorrelation(windows), candidates) * _prior(candidates, rate)
    strength /= np.maximum(strength.max(axis=1, keepdims=True), 1e-9)
    path = _smoothest(strength)
    centres = np.arange(len(windows)) * stride
    return np.interp(np.arange(len(novelty)), centres, candidates[path])


def _autocorrelation(windows: Float64s) -> Float64s:
    size = windows.shape[1]
    spectra = np.fft.rfft(windows, 2 * size, axis=1)
    raw = np.fft.irfft(np.abs(spectra) ** 2, axis=1)[:, :size]
    taper = np.fft.rfft(np.hanning(size), 2 * size)
    overlap = np.fft.irfft(np.abs(taper) ** 2)[:size]
    # A long lag is judged by the pairs it has, unless they are too few.
    return np.asarray(raw / np.maximum(overlap / overlap[0], _LEAST_OVERLAP), np.float64)


def _comb(correlation: Float64s, candidates: Float64s) -> Float64s:
    """Correlation at half, and at the multiples of, each candidate, shape (windows, candidates)."""
    lags = np.arange(correlation.shape[1])
    total = np.zeros((len(correlation), len(candidates)))
    for row, values in zip(total, correlation, strict=True):
        for tooth, weight in _TEETH:
            row += weight * np.interp(candidates * tooth, lags, values, right=0.0)
    return np.maximum(total, 0)


def _prior(candidates: Float64s, rate: float) -> Float64s:
    octaves = np.log2(60 * rate / candidates / _PRIOR_BPM)
    return np.asarray(np.exp(-0.5 * (octaves / _PRIOR_OCTAVES) ** 2), np.float64)


def _smoothest(strength: Float64s) -> Ints:
    """The path through (time, candidate) that is strong and does not jump (Viterbi)."""
    steps = np.arange(_STEPS)
    octave = np.log2(_FASTEST_BPM / _SLOWEST_BPM) / (_STEPS - 1)
    cost = np.minimum(_DRIFT_COST * (np.subtract.outer(steps, steps) * octave) ** 2, _JUMP_COST)
    score = strength[0]
    came_from = np.zeros(strength.shape, np.intp)
    for index in range(1, len(strength)):
        reached = score - cost
        came_from[index] = reached.argmax(axis=1)
        score = reached.max(axis=1) + strength[index]
    path = np.zeros(len(strength), np.intp)
    path[-1] = score.argmax()
    for index in range(len(strength) - 1, 0, -1):
        path[index - 1] = came_from[index, path[index]]
    return path
