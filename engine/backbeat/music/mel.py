"""Log-mel spectrogram at 50 frames a second: the input of the beat network."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import RATE, Float32s
from backbeat.music.spectrum import frame_count, hann, magnitudes, mel_filters
from backbeat.sliced_sound import Mono, stretches

FRAME_RATE = 50
"""Frames per second. Frame i is centred on i / 50 s."""
BANDS = 80
_MERGED = 3
"""Bands of the spectrogram to one wide band."""
WIDE_BANDS = BANDS // _MERGED
_LOUD = np.float32(4.0)
"""About the loudest value of the spectrogram."""

_HOP = RATE // FRAME_RATE
_WINDOW = 1024
_LOWEST_HZ, _HIGHEST_HZ = 30.0, 10500.0
_GAIN = 2000.0
_TARGET_RMS = 0.1


def count_frames(samples: Mono) -> int:
    """How many frames `samples`, shape (n,), have: one for every 20 ms that have begun."""
    return frame_count(len(samples), _HOP)


def level_gain(samples: Mono) -> float:
    """Gain that brings mono `samples`, shape (n,), to the level the network was trained at."""
    power = sum(float(np.dot(part, part)) for part in stretches(samples)) / max(len(samples), 1)
    return _TARGET_RMS / max(float(np.sqrt(power)), 1e-5)


def log_mel(
    samples: Mono, gain: float | None = None, first: int = 0, last: int | None = None
) -> Float32s:
    """ln(1 + 2000 m) of the magnitude m in each band, of the sound at the training level.

    Args:
        samples: mono at `RATE`, shape (n,).
        gain: from `level_gain`, where it is known.
        first: the first frame wanted.
        last: the frame after the last one wanted; None: all there are.

    Returns:
        shape (frames, `BANDS`).
    """
    stop = count_frames(samples) if last is None else last
    out = np.empty((stop - first, BANDS), np.float32)
    scale = np.float32(_GAIN * (level_gain(samples) if gain is None else gain))
    filters = mel_filters(_WINDOW, RATE, BANDS, _LOWEST_HZ, _HIGHEST_HZ) * scale
    done = 0
    for block in magnitudes(samples, hann(_WINDOW), _HOP, first, stop):
        np.matmul(block, filters, out=out[done : done + len(block)])
        done += len(block)
    return np.log1p(out, out=out)


def wide_bands(mel: Float32s) -> Float32s:
    """The spectrogram in fewer bands, about 0 to 1, shape (frames, `WIDE_BANDS`)."""
    kept = mel[:, : WIDE_BANDS * _MERGED].reshape(len(mel), WIDE_BANDS, _MERGED)
    return np.asarray(kept.mean(axis=2) / _LOUD, np.float32)
