"""How much of a sound is steady pitches: high in music and in sung vowels, low in hits and noise.

A pitch is a line in the spectrogram: as strong in the moments before and after, and stronger than
what is above and below it (as in Fitzgerald, "Harmonic/Percussive Separation using Median
Filtering", DAFx 2010, with a minimum along time and a mean along frequency).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

STEP_S = 0.064
_RATE = 16_000
_WINDOW = 2048
_TIME, _FREQUENCY = 2, 8
"""Frames on either side in which a pitch goes on, and bins on either side that it stands out of."""
_LOWEST_HZ = 90.0
_BLOCK = 2000


def tonality(samples: Float32s, rate: int) -> Float32s:
    """The share of steady pitches every `STEP_S`, 0 to 1.

    Args:
        samples: shape (n,), mono.
        rate: in Hz.
    """
    import soxr

    low = soxr.resample(samples, rate, _RATE, quality="MQ") if rate != _RATE else samples
    hop = round(STEP_S * _RATE)
    if len(low) < _WINDOW:
        return np.zeros(1, np.float32)
    padded = np.pad(low, (_WINDOW // 2, _WINDOW // 2)).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::hop]
    parts = [
        _share(frames[max(0, first - _TIME) : first + _BLOCK + _TIME])[
            min(first, _TIME) : min(first, _TIME) + min(_BLOCK, len(frames) - first)
        ]
        for first in range(0, len(frames), _BLOCK)
    ]
    return np.concatenate(parts)


def _share(frames: Float32s) -> Float32s:
    window = np.hanning(_WINDOW).astype(np.float32)
    first = round(_LOWEST_HZ * _WINDOW / _RATE)
    power = np.square(np.abs(np.fft.rfft(frames * window, axis=1)).astype(np.float32))[:, first:]
    padded = np.pad(power, ((_TIME, _TIME), (0, 0)), mode="edge")
    steady = np.lib.stride_tricks.sliding_window_view(padded, 2 * _TIME + 1, axis=0).min(axis=-1)
    sums = np.cumsum(
        np.pad(power, ((0, 0), (_FREQUENCY + 1, _FREQUENCY)), mode="edge"), axis=1, dtype=np.float64
    )
    around = (sums[:, 2 * _FREQUENCY + 1 :] - sums[:, : -2 * _FREQUENCY - 1]) / (2 * _FREQUENCY + 1)
    share = steady > 2 * around
    return np.asarray((share * power).sum(axis=1) / (power.sum(axis=1) + 1e-9), np.float32)
