"""The log-mel spectrogram that Whisper hears, as its paper describes it (Radford et al. 2022).

Windows of 25 ms every 10 ms, 80 bands on Slaney's mel scale, powers in log10 with the weakest 8
below the strongest, scaled to about -1 to 1.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

RATE = 16_000
"""Sample rate of the sound, in Hz."""
HOP = 160
"""Samples from one frame to the next: 10 ms."""
BANDS = 80

_WINDOW = 400
_BREAK_HZ, _LINEAR_HZ, _STEP = 1000.0, 200.0 / 3, np.log(6.4) / 27
"""Slaney's scale: linear below the break, then 27 bands to a factor of 6.4."""
_FLOOR, _RANGE, _SHIFT = 1e-10, 8.0, 4.0


def log_mel(samples: Float32s) -> Float32s:
    """The spectrogram of one window, shape (80, n // 160).

    Args:
        samples: mono at 16 kHz, shape (n,), full scale 1.0; at least 201 of them. The sound is
            mirrored at both ends.
    """
    half = _WINDOW // 2
    padded = np.pad(samples.astype(np.float32), half, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    frames = frames[: len(samples) // HOP]
    spectrum = np.fft.rfft(frames * _hann(), axis=1)
    power = np.square(np.abs(spectrum)).astype(np.float32)
    bands = np.log10(np.maximum(_filters() @ power.T, _FLOOR))
    bands = np.maximum(bands, bands.max() - _RANGE)
    return np.ascontiguousarray((bands + _SHIFT) / _SHIFT, dtype=np.float32)


@cache
def _hann() -> Float32s:
    turn = 2 * np.pi * np.arange(_WINDOW) / _WINDOW
    return (0.5 - 0.5 * np.cos(turn)).astype(np.float32)


@cache
def _filters() -> Float32s:
    """Triangles of equal area, shape (80, bins)."""
    top = _mel(RATE / 2)
    corners = _hz(np.linspace(0.0, top, BANDS + 2))
    bins = np.linspace(0.0, RATE / 2, _WINDOW // 2 + 1)
    rise = (bins - corners[:-2, None]) / np.diff(corners)[:-1, None]
    fall = (corners[2:, None] - bins) / np.diff(corners)[1:, None]
    triangles = np.maximum(0.0, np.minimum(rise, fall))
    return (triangles * (2.0 / (corners[2:] - corners[:-2]))[:, None]).astype(np.float32)


def _mel(hz: float) -> float:
    return float(_BREAK_HZ / _LINEAR_HZ + np.log(hz / _BREAK_HZ) / _STEP)


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    knee = _BREAK_HZ / _LINEAR_HZ
    curved: NDArray[np.float64] = _BREAK_HZ * np.exp(_STEP * (np.maximum(mel, knee) - knee))
    return np.where(mel < knee, mel * _LINEAR_HZ, curved)
