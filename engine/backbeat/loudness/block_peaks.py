"""True peaks of each block of 64 samples of a stream."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from backbeat.loudness import full_band, oversampling
from backbeat.loudness.oversampling import BLOCK, Line

Float32s = npt.NDArray[np.float32]

_BEFORE, _AFTER = full_band.BEFORE, full_band.AFTER
_HOPELESS = 0.4
"""Share of the ceiling below which sound near half the rate cannot exceed it."""
_NOTHING = 1e-3
"""Share of the ceiling that is ignored: 0.01 dB."""
_AT_ONCE = 4096
"""Intervals read per batch."""


def block_peaks(blocks: Iterable[Float32s], ceiling: float) -> Float32s:
    """The highest true peak of any channel in each block of 64 samples.

    Args:
        blocks: sound of shape (n, channels), piece by piece.
        ceiling: amplitude; what is above it is exact, and what is not is no more than it.

    Returns:
        amplitudes, shape (ceil(n / 64),).
    """
    # One growing array: many small ones that stay would keep freed memory from being reused.
    peaks = array("f")
    for joined in oversampling.with_context(blocks, _BEFORE, _AFTER):
        peaks.frombytes(_linked(joined, ceiling).tobytes())
    return np.frombuffer(peaks, np.float32)


def _linked(joined: Float32s, ceiling: float) -> Float32s:
    peaks = [_read(np.ascontiguousarray(line), ceiling) for line in joined]
    return np.asarray(np.max(peaks, axis=0), np.float32)


def _read(samples: Float32s, ceiling: float) -> Float32s:
    short = samples[_BEFORE - oversampling.BEFORE : len(samples) - _AFTER + oversampling.AFTER]
    line = Line(short)
    bound = line.bounds()
    starts = np.arange(0, len(bound), BLOCK)
    peaks = np.maximum.reduceat(line.sizes, starts)
    loud = np.flatnonzero(np.maximum.reduceat(bound, starts) > _HOPELESS * ceiling)
    intervals = np.flatnonzero(bound > ceiling)
    for first in range(0, len(intervals), _AT_ONCE):
        reading = line.read(intervals[first : first + _AT_ONCE])
        np.maximum.at(peaks, reading.intervals // BLOCK, reading.highest)
    if len(loud):
        bound[intervals] = 0
        seen = np.maximum(peaks, np.maximum.reduceat(bound, starts))[loud]
        missed = full_band.missed(samples, loud)
        matters = (missed > _NOTHING * ceiling) & (seen + missed > ceiling)
        hidden = loud[matters]
        peaks[hidden] = np.maximum(peaks[hidden], full_band.read(samples, hidden))
    return peaks
