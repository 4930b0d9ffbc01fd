"""The log-mel spectrogram that Wav2Lip hears (Prajwal et al. 2020).

Pre-emphasis, windows of 50 ms every 12.5 ms, 80 bands of equal area on Slaney's mel scale from 55
to 7600 Hz; amplitudes in decibels, from -100 to 0 dB re 20 dB scaled to -4 to 4.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Float32s = NDArray[np.float32]

RATE = 16_000
"""Sample rate of the sound, in Hz."""
ROWS_PER_S = 80
BANDS = 80
SILENCE = -4.0
"""What each band of silence is."""

_WINDOW, _HOP = 800, 200
_EMPHASIS = 0.97
_LOW_HZ, _HIGH_HZ = 55.0, 7600.0
_FLOOR = 1e-5
_BREAK_HZ, _LINEAR_HZ, _STEP = 1000.0, 200.0 / 3, np.log(6.4) / 27
"""Slaney's scale: linear below the break, then 27 bands to a factor of 6.4."""
_AT_ONCE = 4000
"""Rows that are computed at once: 50 s."""


def wav2lip_mel(samples: Float32s) -> Float32s:
    """The spectrogram, shape (n // 200 + 1, 80), -4 to 4; row k is centred on k · 12.5 ms.

    Args:
        samples: mono at 16 kHz, shape (n,), full scale 1.0. Silence is heard beyond both ends.
    """
    sound = samples.astype(np.float32)
    emphasised = sound.copy()
    emphasised[1:] -= np.float32(_EMPHASIS) * sound[:-1]
    padded = np.pad(emphasised, _WINDOW // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    return np.concatenate(
        [_scaled(frames[at : at + _AT_ONCE]) for at in range(0, len(frames), _AT_ONCE)]
    )


def _scaled(frames: Float32s) -> Float32s:
    amplitudes = np.abs(np.fft.rfft(frames * _hann(), axis=1)).astype(np.float32)
    bands = np.maximum(amplitudes @ _filters().T, _FLOOR)
    return np.asarray(np.clip(1.6 * np.log10(bands) + 2.4, -4, 4), np.float32)


@cache
def _hann() -> Float32s:
    turn = 2 * np.pi * np.arange(_WINDOW) / _WINDOW
    return (0.5 - 0.5 * np.cos(turn)).astype(np.float32)


@cache
def _filters() -> Float32s:
    """Triangles of equal area, shape (80, bins)."""
    corners = _hz(np.linspace(_mel(_LOW_HZ), _mel(_HIGH_HZ), BANDS + 2))
    bins = np.linspace(0.0, RATE / 2, _WINDOW // 2 + 1)
    rise = (bins - corners[:-2, None]) / np.diff(corners)[:-1, None]
    fall = (corners[2:, None] - bins) / np.diff(corners)[1:, None]
    triangles = np.maximum(0.0, np.minimum(rise, fall))
    return (triangles * (2.0 / (corners[2:] - corners[:-2]))[:, None]).astype(np.float32)


def _mel(hz: float) -> float:
    if hz < _BREAK_HZ:
        return hz / _LINEAR_HZ
    return float(_BREAK_HZ / _LINEAR_HZ + np.log(hz / _BREAK_HZ) / _STEP)


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    knee = _BREAK_HZ / _LINEAR_HZ
    curved: NDArray[np.float64] = _BREAK_HZ * np.exp(_STEP * (np.maximum(mel, knee) - knee))
    return np.where(mel < knee, mel * _LINEAR_HZ, curved)
