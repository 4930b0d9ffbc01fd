"""The spectrum of a voice as the map from voice to lips takes it."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

Float32s = npt.NDArray[np.float32]

RATE = 16_000
"""Sample rate of the voice, in Hz."""
HOP = 160
"""Samples from one frame to the next: 10 ms."""
BANDS = 24

_WINDOW, _FFT = 400, 512
_LOW_HZ, _HIGH_HZ = 80.0, 7000.0
_FLOOR = 1e-5
"""Of the loudest band, added before the logarithm: what is 50 dB below it counts as silence."""
_BLOCK = 6000


def log_mel(samples: Float32s) -> Float32s:
    """Log-mel spectrum, shape (n, `BANDS`); frame i is centred on i · 10 ms.

    Triangular bands on the mel scale of O'Shaughnessy (1987) from 80 Hz to 7 kHz, Hann windows of
    25 ms; natural logarithm of power.

    Args:
        samples: one channel at `RATE`, shape (m,), full scale 1.0.
    """
    count = len(samples) // HOP + 1
    half = _WINDOW // 2
    padded = np.pad(samples, (half, half + _WINDOW))
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP][:count]
    power = np.empty((count, BANDS), np.float32)
    for first in range(0, count, _BLOCK):
        spectrum = np.fft.rfft(frames[first : first + _BLOCK] * window, _FFT)
        power[first : first + _BLOCK] = (np.abs(spectrum) ** 2) @ _filters().T
    loudest = float(power.max(initial=0.0))
    return np.asarray(np.log(power + np.float32(_FLOOR * loudest + 1e-12)), np.float32)


@functools.cache
def _filters() -> Float32s:
    """Weights of the bands, shape (`BANDS`, bins)."""
    edges_mel = np.linspace(_mel(_LOW_HZ), _mel(_HIGH_HZ), BANDS + 2)
    edges = 700 * (10 ** (edges_mel / 2595) - 1)
    bins = np.arange(_FFT // 2 + 1) * RATE / _FFT
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(triangles / triangles.sum(1, keepdims=True).clip(1e-9), np.float32)


def _mel(hz: float) -> float:
    return 2595 * float(np.log10(1 + hz / 700))
