"""Spectral flux: the onset detection function that onsets and downbeat evidence come from.

After Böck and Widmer, "Maximum filter vibrato suppression for onset detection" (DAFx 2013): rises
of log magnitude in mel bands against the loudest of the neighbouring bands a moment before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float32s, Float64s, Ints
from backbeat.music.spectrum import frame_count, hann, magnitudes, mel_filters
from backbeat.progress import Progress
from backbeat.sliced_sound import Mono, peak

_HOP = 128
_WINDOW = 512
_BANDS = 40
_LOW_HZ = 30.0
_HIGH_HZ = 10000.0
_BASS = slice(0, 4)
"""Bands below 250 Hz: kick and bass."""
_BRIGHT = slice(14, 28)
"""Bands of 1.1 to 3.9 kHz, where a snare is loudest against the rest."""
_LAG = 2
"""Frames between the two spectra compared: about half of the window's effective length."""
_COMPRESSION = 100.0


@dataclass(frozen=True)
class Novelty:
    """Spectral flux of a recording, value i standing at i / rate seconds."""

    full: Float64s
    """Mean over all bands, 0 or more, shape (n,)."""
    bass: Float64s
    """Of kick and bass, shape (n,)."""
    bright: Float64s
    """Of snares and consonants, shape (n,)."""
    rate: float
    """Values per second."""

    def seconds(self, places: Float64s) -> Float64s:
        """When the sounds begin whose novelty peaks at `places`, in values.

        Clicks, kicks, snares, hats and plucked notes are within 1.5 ms of their first sample.
        """
        return np.asarray(places / self.rate, np.float64)


def novelty(samples: Mono, rate: int, progress: Progress) -> Novelty:
    """Spectral flux of a mono recording, shape (n,), independent of its level."""
    count = frame_count(len(samples), _HOP)
    filters = mel_filters(_WINDOW, rate, _BANDS, _LOW_HZ, min(_HIGH_HZ, rate / 2))
    gain = _COMPRESSION / (peak(samples) or 1.0)
    full, bass, bright = np.zeros((3, count))
    before = np.zeros((_LAG, _BANDS), np.float32)
    done = 0
    for block in magnitudes(samples, hann(_WINDOW), _HOP):
        progress(done / count, "Listening for onsets")
        bands = np.concatenate([before, np.log1p(block @ filters * np.float32(gain))])
        rises = np.maximum(bands[_LAG:] - _widened(bands[:-_LAG]), 0)
        here = slice(done, done + len(block))
        full[here] = rises.mean(axis=1)
        bass[here] = rises[:, _BASS].mean(axis=1)
        bright[here] = rises[:, _BRIGHT].mean(axis=1)
        before = bands[-_LAG:]
        done += len(block)
    return Novelty(full, bass, bright, rate / _HOP)


def _widened(bands: Float32s) -> Float32s:
    """Each band's maximum with its two neighbours."""
    wide = bands.copy()
    np.maximum(wide[:, 1:], bands[:, :-1], out=wide[:, 1:])
    np.maximum(wide[:, :-1], bands[:, 1:], out=wide[:, :-1])
    return wide


def moving_mean(values: Float64s, size: int) -> Float64s:
    """Mean over `size` values around each, of those there are, shape (n,)."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    index = np.arange(len(values))
    low = np.maximum(index - size // 2, 0)
    high = np.minimum(index + size // 2 + 1, len(values))
    return np.asarray((total[high] - total[low]) / (high - low), np.float64)


def highest_near(values: Float64s, index: Ints, reach: int) -> Ints:
    """Where the highest value within `reach` of each index is, favouring near ones; shape (n,)."""
    offsets = np.arange(-reach, reach + 1)
    padded = np.pad(values, reach)
    near = padded[index[:, np.newaxis] + offsets + reach] * (1 - 0.5 * (offsets / reach) ** 2)
    # In silence the first of the equal values is chosen, which may lie before the start.
    highest = index + offsets[near.argmax(axis=1)]
    return np.asarray(np.clip(highest, 0, len(values) - 1), np.intp)


def between_values(values: Float64s, peaks: Ints) -> Float64s:
    """The tops of the parabolas through each peak and its neighbours, in values, shape (n,)."""
    padded = np.pad(values, 1)
    before, top, after = padded[peaks], padded[peaks + 1], padded[peaks + 2]
    curve = np.minimum(before - 2 * top + after, -1e-12)
    return np.asarray(peaks + np.clip(0.5 * (before - after) / curve, -0.5, 0.5), np.float64)
