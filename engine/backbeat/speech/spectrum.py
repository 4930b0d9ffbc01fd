"""The spectrum that the small recognisers listen to: log-mel, 100 frames a second."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

RATE = 16_000
"""Sample rate of the sound, in Hz."""
HOP, WINDOW = 160, 400
"""Samples from frame to frame, 10 ms, and in a frame, 25 ms. Frame `n` starts at sample `n * HOP`.
"""
BANDS = 40
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 7600.0
_FFT = 512
_BLOCK = 3000
_FLOOR = 1e-7
"""Power below which everything is silence: -70 dB, so that digital silence is no extreme."""

_SILENT = -7.5
"""Log power in the loudest band of a frame below which nothing is heard."""


def log_mel(samples: Float32s) -> Float32s:
    """Log power in `BANDS` mel bands of every whole frame.

    Args:
        samples: shape (n,), mono at `RATE`, full scale 1.0.

    Returns:
        Shape (frames, BANDS), natural logarithm, about 0 for loud speech at full scale down to -8
        for silence. `frames` is 0 where there is less sound than one window.
    """
    if len(samples) < WINDOW:
        return np.zeros((0, BANDS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    # In blocks, since a frame is ten times as large as its bands.
    return np.concatenate(
        [_bands(frames[first : first + _BLOCK]) for first in range(0, len(frames), _BLOCK)]
    )


def is_silent(frames: Float32s) -> NDArray[np.bool_]:
    """Whether a frame holds nothing but digital silence or its dither, shape (frames,)."""
    return np.asarray(frames.max(axis=1, initial=-np.inf) < _SILENT, np.bool_)


def _bands(frames: Float32s) -> Float32s:
    spectrum = np.fft.rfft(frames * _hann(), _FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) / WINDOW
    return np.asarray(0.5 * np.log(power @ _filters() + _FLOOR), np.float32)


@cache
def _hann() -> Float32s:
    return np.hanning(WINDOW + 2)[1:-1].astype(np.float32)


@cache
def _filters() -> Float32s:
    """Triangles of height 1 on the mel scale (O'Shaughnessy 1987), shape (bins, BANDS)."""

    def mel(hz: float) -> float:
        return float(2595 * np.log10(1 + hz / 700))

    corners_mel = np.linspace(mel(_LOWEST_HZ), mel(_HIGHEST_HZ), BANDS + 2)
    corners = 700 * (10 ** (corners_mel / 2595) - 1)
    hz = np.arange(_FFT // 2 + 1)[:, np.newaxis] * RATE / _FFT
    rising = (hz - corners[:-2]) / (corners[1:-1] - corners[:-2])
    falling = (corners[2:] - hz) / (corners[2:] - corners[1:-1])
    return np.maximum(0, np.minimum(rising, falling)).astype(np.float32)
