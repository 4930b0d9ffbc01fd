"""How much new sound begins at each moment: the spectral flux that beats and onsets are found in.

After Boeck and Widmer's SuperFlux (DAFx 2013): rises of log magnitude in mel bands against the
loudest of the neighbouring bands a moment before, so that vibrato is no rise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.spectrum import frame_count, hann, magnitudes, mel_filters
from backbeat.progress import Progress

HOP = 128
"""Samples between two values; 5.8 ms at the analysis rate."""
WINDOW = 1024
_BANDS = 40
_LOW_HZ = 30.0
_HIGH_HZ = 10000.0
_LAG = 3
"""Values between the two spectra compared: about half of the window's effective length."""
_COMPRESSION = 100.0


@dataclass(frozen=True)
class Novelty:
    """Spectral flux of a recording."""

    values: Float64s
    """Summed over all bands, 0 or more, shape (n,)."""
    low: Float64s
    """Of the bands of kick and bass alone, shape (n,)."""
    rate: float
    """Values per second; value i stands at i / rate."""


def novelty(samples: Float32s, rate: int, progress: Progress) -> Novelty:
    """The novelty of a mono recording, shape (n,). Its level makes no difference."""
    count = frame_count(len(samples), HOP)
    filters = mel_filters(WINDOW, rate, _BANDS, _LOW_HZ, min(_HIGH_HZ, rate / 2))
    bands = np.zeros((count + _LAG, _BANDS), np.float32)
    done = _LAG
    loudest = float(np.abs(samples).max(initial=0.0)) or 1.0
    for block in magnitudes(samples, hann(WINDOW), HOP):
        progress((done - _LAG) / count, "Listening for onsets")
        bands[done : done + len(block)] = np.log1p(block @ filters * (_COMPRESSION / loudest))
        done += len(block)
    rises = bands[_LAG:] - _widest(bands[:-_LAG])
    np.maximum(rises, 0, out=rises)
    return Novelty(
        rises.mean(axis=1, dtype=np.float64), rises[:, :4].mean(axis=1, dtype=np.float64), rate / HOP
    )


def _widest(bands: Float32s) -> Float32s:
    """Each band's maximum with its two neighbours."""
    wide = bands.copy()
    np.maximum(wide[:, 1:], bands[:, :-1], out=wide[:, 1:])
    np.maximum(wide[:, :-1], bands[:, 1:], out=wide[:, :-1])
    return wide
