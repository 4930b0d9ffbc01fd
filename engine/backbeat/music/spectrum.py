"""Short-time spectra in blocks: bounded memory, and cancellable between blocks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.sliced_sound import Mono

_BLOCK = 512


def frame_count(length: int, hop: int) -> int:
    """How many frames `length` samples have: frame i is centred on sample i * hop."""
    return -(-length // hop)


def magnitudes(
    samples: Mono, window: Float32s, hop: int, first: int = 0, last: int | None = None
) -> Iterator[Float32s]:
    """Magnitude spectra of `samples`, shape (n,), with silence before and after it.

    Args:
        samples: shape (n,).
        window: shape (size,).
        hop: samples from frame to frame.
        first: the first frame wanted.
        last: the frame after the last one wanted; None: all there are.

    Yields:
        consecutive frames, shape (at most 512, len(window) // 2 + 1), scaled so that a sine of
        amplitude 1 in the middle of a bin reads 1.
    """
    size = len(window)
    stop = frame_count(len(samples), hop) if last is None else last
    scaled = window * np.float32(2.0 / window.sum())
    for here in range(first, stop, _BLOCK):
        start = here * hop - size // 2
        end = (min(here + _BLOCK, stop) - 1) * hop - size // 2 + size
        stretch = samples[max(start, 0) : max(end, 0)]
        if start < 0 or end > len(samples):
            stretch = np.pad(stretch, (max(-start, 0), max(end - len(samples), 0)))
        frames = np.lib.stride_tricks.sliding_window_view(stretch, size)[::hop]
        spectrum = np.fft.rfft(frames * scaled, axis=1)
        yield np.abs(spectrum).astype(np.float32, copy=False)


def hann(size: int) -> Float32s:
    """A periodic Hann window, shape (size,)."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)


def mel(hz: Float64s | float) -> Float64s:
    """Frequency on O'Shaughnessy's mel scale."""
    return np.asarray(2595 * np.log10(1 + np.asarray(hz, np.float64) / 700), np.float64)


def mel_filters(size: int, rate: int, bands: int, low: float, high: float) -> Float32s:
    """Triangles even on the mel scale, each summing to 1, shape (size // 2 + 1, bands).

    A band narrower than a bin takes the bin nearest to its centre.
    """
    edges = 700 * (10 ** (np.linspace(mel(low), mel(high), bands + 2) / 2595) - 1)
    bins = np.arange(size // 2 + 1)[:, np.newaxis] * rate / size
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    filters = np.minimum((bins - left) / (centre - left), (right - bins) / (right - centre))
    filters = np.maximum(filters, 0)
    empty = np.flatnonzero(filters.sum(axis=0) == 0)
    filters[np.round(centre[empty] * size / rate).astype(int), empty] = 1
    return np.asarray(filters / filters.sum(axis=0), np.float32)
