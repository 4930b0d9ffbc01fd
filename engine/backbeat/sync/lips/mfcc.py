"""Mel-frequency cepstra of a voice as SyncNet was trained on them.

They are those that the package `python_speech_features` computes by default, whose choices differ
from those of most others: see the constants.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

RATE = 16_000
"""Sample rate of the voice, in Hz."""
HOP = 160
"""Samples from one frame to the next: 10 ms."""
CEPSTRA = 13
"""The first is replaced by the logarithm of the frame's energy."""

_WINDOW, _FFT = 400, 512
"""25 ms, in a rectangular window; the frame begins where its step does."""
_BANDS = 26
"""Triangles from 0 Hz to half the rate, their edges rounded down to bins."""
_EMPHASIS = 0.97
_LIFTER = 22
_FULL_SCALE = 32768
"""Of 16-bit sound: energies are of integers, not of samples up to 1."""
_BLOCK = 6000


def mfcc(samples: Float32s) -> Float32s:
    """Cepstra of a voice, shape (n, `CEPSTRA`); frame i begins at i · 10 ms.

    Davis and Mermelstein (1980): the cosine transform (DCT-II, orthonormal) of the logarithm of the
    power in mel bands, here after pre-emphasis, and liftered. What is behind the end is 0.

    Args:
        samples: one channel at `RATE`, shape (m,), full scale 1.0.
    """
    if not len(samples):
        return np.zeros((0, CEPSTRA), np.float32)
    whole = np.clip(np.rint(samples.astype(np.float64) * _FULL_SCALE), -_FULL_SCALE, 32767)
    emphasised = np.append(whole[:1], whole[1:] - _EMPHASIS * whole[:-1])
    count = 1 + max(0, -(-(len(samples) - _WINDOW) // HOP))
    padded = np.pad(emphasised, (0, max(0, (count - 1) * HOP + _WINDOW - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP][:count]
    cepstra = np.empty((count, CEPSTRA), np.float32)
    for first in range(0, count, _BLOCK):
        power = np.abs(np.fft.rfft(frames[first : first + _BLOCK], _FFT)) ** 2 / _FFT
        bands = _logarithm(power @ _filters().T)
        rows = bands @ _cosines().T
        rows[:, 0] = _logarithm(power.sum(1))
        cepstra[first : first + _BLOCK] = rows
    return cepstra


def _logarithm(power: Float64s) -> Float64s:
    return np.asarray(np.log(np.where(power == 0, np.finfo(np.float64).eps, power)), np.float64)


@functools.cache
def _filters() -> Float64s:
    """Weights of the bands, shape (`_BANDS`, bins)."""
    edges_mel = np.linspace(0, 2595 * np.log10(1 + RATE / 2 / 700), _BANDS + 2)
    edges = np.floor((_FFT + 1) * 700 * (10 ** (edges_mel / 2595) - 1) / RATE)
    bins = np.arange(_FFT // 2 + 1)
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    rising = np.where((bins >= low) & (bins < middle), (bins - low) / (middle - low), 0.0)
    falling = np.where((bins >= middle) & (bins < high), (high - bins) / (high - middle), 0.0)
    return np.asarray(rising + falling, np.float64)


@functools.cache
def _cosines() -> Float64s:
    """The cosine transform with the lifter, shape (`CEPSTRA`, `_BANDS`)."""
    orders = np.arange(CEPSTRA)[:, None]
    waves = np.cos(np.pi * orders * (2 * np.arange(_BANDS) + 1) / (2 * _BANDS))
    waves *= np.sqrt(np.where(orders == 0, 1, 2) / _BANDS)
    return np.asarray(waves * (1 + _LIFTER / 2 * np.sin(np.pi * orders / _LIFTER)), np.float64)
