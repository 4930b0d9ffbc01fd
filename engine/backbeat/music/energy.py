"""Loudness over time, for pacing and for showing.

K-weighting and the momentary block of 400 ms are those of ITU-R BS.1770-5 and EBU Tech 3341. The
weighting is applied to power spectra, so it is the standard's own response at every sample rate.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.progress import SILENT, Progress

ENERGY_RATE = 10
"""Values per second."""
FLOOR = -120.0
"""LUFS of silence, and of anything quieter."""

_BLOCK_S = 0.4
_OFFSET = -0.691
_STANDARD_RATE = 48000
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (-1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))
_BATCH = 64


def momentary(samples: Float32s, rate: int, progress: Progress = SILENT) -> Float32s:
    """Momentary loudness of `samples`, shape (n, channels), every 100 ms.

    Channels count alike, as left and right do in the standard.

    Returns:
        LUFS, shape (m,); value i is the loudness of the 400 ms centred on i / 10 s.
    """
    count = int(np.ceil(len(samples) * ENERGY_RATE / rate))
    size = round(_BLOCK_S * rate)
    padded = np.zeros((len(samples) + 2 * size, samples.shape[1]), np.float32)
    padded[size // 2 : size // 2 + len(samples)] = samples
    starts = np.round(np.arange(count) * rate / ENERGY_RATE).astype(int)
    weights = k_weighting(np.arange(size // 2 + 1, dtype=np.float64) * (rate / size))
    # Parseval: every bin but the first and, for an even size, the last stands for two.
    weights[1 : (size + 1) // 2] *= 2
    power = np.zeros(count)
    for first in range(0, count, _BATCH):
        progress(first / count, "Measuring energy")
        batch = starts[first : first + _BATCH]
        for channel in padded.T:
            blocks = np.stack([channel[start : start + size] for start in batch])
            spectra = np.abs(np.fft.rfft(blocks, axis=1)).astype(np.float64) ** 2
            power[first : first + len(batch)] += spectra @ weights / size**2
    return np.maximum(_OFFSET + 10 * np.log10(np.maximum(power, 1e-13)), FLOOR).astype(np.float32)


def k_weighting(hz: Float64s) -> Float64s:
    """|H(f)|^2 of the two filters of BS.1770, whose coefficients the standard gives at 48 kHz."""
    z = np.exp(-2j * np.pi * hz / _STANDARD_RATE)
    gain = np.ones(len(hz))
    for (b0, b1, b2), (a1, a2) in (_SHELF, _HIGH_PASS):
        gain = gain * np.abs((b0 + b1 * z + b2 * z**2) / (1 + a1 * z + a2 * z**2)) ** 2
    return gain
