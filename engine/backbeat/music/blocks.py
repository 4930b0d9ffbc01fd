"""Loudness, band energies and pitch classes in blocks of 100 ms.

Loudness curves and form need no finer resolution, so each block is one Fourier transform without
overlap. Everything in the analysis except beats and onsets derives from these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.weighting import k_weighting
from backbeat.progress import SILENT, Progress
from backbeat.sliced_sound import Sound

BLOCK_RATE = 10
"""Blocks per second."""
BAND_EDGES_HZ = (
    *(20, 60, 100, 150, 220, 320, 450, 640, 900),
    *(1250, 1750, 2450, 3400, 4700, 6500, 9000, 11000),
)
"""Where the bands of `Blocks.bands` begin and end."""
_PITCHES = 12
_PITCH_HZ = (125.0, 2000.0)
_BATCH = 64


@dataclass(frozen=True)
class Blocks:
    """A recording in steps of 100 ms; block i is i / 10 to (i + 1) / 10 s, shape (n, ...)."""

    power: Float64s
    """K-weighted mean square of all channels together, shape (n,); full scale is 1."""
    filled: Float64s
    """How much of the block lies inside the recording: 1, but for the last; shape (n,)."""
    bands: Float32s
    """Mean square in each band, not weighted, shape (n, bands)."""
    pitches: Float32s
    """Amplitude in each pitch class, C first, shape (n, 12)."""


def analyze_blocks(samples: Sound, rate: int, progress: Progress = SILENT) -> Blocks:
    """Analyses `samples`, shape (n, channels), at `rate` Hz, block by block.

    All channels have weight 1, as left and right do in BS.1770.

    Raises:
        CancelledError: the job was asked to stop.
    """
    count = -(-len(samples) * BLOCK_RATE // rate)
    size = max(rate // BLOCK_RATE, 1)
    power = np.zeros(count)
    bands = np.zeros((count, len(BAND_EDGES_HZ) - 1), np.float32)
    pitches = np.zeros((count, _PITCHES), np.float32)
    spectra_of = _BlockSpectra(rate, size)
    for here, blocks in _batches(samples, rate, size, count):
        progress(here.start / count, "Measuring energy")
        for channel in blocks:
            # Numbers per bin: real and imaginary part, side by side.
            spectra = np.fft.rfft(channel, axis=1).astype(np.complex64, copy=False)
            pitches[here] += spectra_of.pitches(spectra)
            parts = spectra.view(np.float32)
            np.square(parts, out=parts)
            power[here] += parts @ spectra_of.loudness
            bands[here] += spectra_of.bands(parts)
    ends = np.arange(count) / BLOCK_RATE * rate
    filled = np.clip((len(samples) - ends) / max(rate / BLOCK_RATE, 1), 0, 1)
    return Blocks(power, filled, bands, pitches)


def _batches(
    samples: Sound, rate: int, size: int, count: int
) -> Iterator[tuple[slice, list[Float32s]]]:
    """Indices of a batch of blocks, and their samples for each channel, shape (blocks, size)."""
    starts = np.round(np.arange(count) * rate / BLOCK_RATE).astype(np.intp)
    for first in range(0, count, _BATCH):
        here = starts[first : first + _BATCH]
        stretch = samples[here[0] : here[-1] + size].astype(np.float32, copy=False)
        missing = here[-1] - here[0] + size - len(stretch)
        if missing:
            stretch = np.pad(stretch, ((0, missing), (0, 0)))
        blocks = [
            np.lib.stride_tricks.sliding_window_view(channel, size)[here - here[0]]
            for channel in stretch.T
        ]
        yield slice(first, first + len(here)), blocks


class _BlockSpectra:
    """Measures taken from the spectra of blocks of one size."""

    def __init__(self, rate: int, size: int) -> None:
        hz = np.arange(size // 2 + 1, dtype=np.float64) * (rate / size)
        # Parseval: every bin but the first and, for an even size, the last stands for two.
        share = np.full(len(hz), 2 / size**2)
        share[[0, -1] if size % 2 == 0 else 0] /= 2
        self.loudness = np.repeat(share * k_weighting(hz), 2).astype(np.float32)
        self._share = np.float32(2 / size**2)
        edges = 2 * np.searchsorted(hz, BAND_EDGES_HZ)
        self._edges = edges[edges < 2 * len(hz)]
        self._low, self._high = np.maximum(np.searchsorted(hz, _PITCH_HZ), 1)
        self._classes = _pitch_classes(hz[self._low : self._high]) / size

    def bands(self, squares: Float32s) -> Float32s:
        """Mean square per band; silence in bands beyond the sample rate's reach."""
        sums = np.zeros((len(squares), len(BAND_EDGES_HZ) - 1), np.float32)
        if len(self._edges):
            whole: Float32s = np.add.reduceat(squares, self._edges, axis=1) * self._share
            kept = whole[:, : sums.shape[1]]
            sums[:, : kept.shape[1]] = kept
        return sums

    def pitches(self, spectra: npt.NDArray[np.complex64]) -> Float32s:
        """Amplitude per pitch class."""
        wide = spectra[:, self._low - 1 : self._high + 1]
        # A Hann window as a convolution in the frequency domain, on the pitched bins only.
        narrow = wide[:, 1:-1] - np.float32(0.5) * (wide[:, :-2] + wide[:, 2:])
        found = np.abs(narrow) @ self._classes[: narrow.shape[1]]
        return np.asarray(found, np.float32)


def _pitch_classes(hz: Float64s) -> Float32s:
    """How much each bin belongs to each pitch class, shape (bins, 12)."""
    octaves = np.log2(np.maximum(hz, 1.0) / 440) * _PITCHES - 3
    away = (octaves[:, np.newaxis] - np.arange(_PITCHES) + 6) % _PITCHES - 6
    return np.asarray(np.maximum(1 - np.abs(away), 0), np.float32)
