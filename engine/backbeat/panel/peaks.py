"""Peaks of sound: least and greatest sample of each step, and of each column that is drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import RequestError

Peaks = NDArray[np.int8]
"""Least (row 0) and greatest (row 1) sample of each step, shape (2, n), -127 to 127."""

PER_SECOND = 1000
"""Steps a second: no column is drawn that is narrower."""
FULL_SCALE = 127


def no_peaks(count: int = 0) -> Peaks:
    """Peaks of silence."""
    return np.zeros((2, count), np.int8)


def peaks_of(samples: NDArray[np.float32], rate: int) -> Peaks:
    """Peaks of a block of sound over all its channels, rounded outwards.

    Step `n` holds the samples from `n / PER_SECOND` s to before `(n + 1) / PER_SECOND` s. No peak
    is smaller than its samples; those beyond full scale are drawn at full scale.

    Args:
        samples: shape (n, channels), beginning with a step.
        rate: samples a second, `PER_SECOND` or more.

    Raises:
        RequestError: `rate` is less.
    """
    if rate < PER_SECOND:
        raise RequestError(f"Peaks cannot be made at {rate} Hz.", f"Use {PER_SECOND} Hz or more.")
    if not len(samples):
        return no_peaks()
    steps = -(-len(samples) * PER_SECOND // rate)
    # The first sample at or after the start of each step, in whole numbers.
    edges = -(-np.arange(steps, dtype=np.int64) * rate // PER_SECOND)
    edges = edges[edges < len(samples)]
    # Channel by channel: many times as fast as over both axes.
    channels = samples.T
    low = np.minimum.reduce([np.minimum.reduceat(one, edges) for one in channels])
    high = np.maximum.reduce([np.maximum.reduceat(one, edges) for one in channels])
    scaled = np.stack([np.floor(low * FULL_SCALE), np.ceil(high * FULL_SCALE)])
    peaks: Peaks = np.clip(np.nan_to_num(scaled), -FULL_SCALE, FULL_SCALE).astype(np.int8)
    return peaks


def columns(peaks: Peaks, start: float, end: float, count: int) -> Peaks:
    """Least and greatest sample of each of `count` columns, shape (2, count).

    A column takes in every step that it touches, so that it never hides a peak; those beyond what
    is known are 0.

    Args:
        peaks: of the sound, as far as they are known.
        start, end: the stretch, in steps.
        count: of columns.
    """
    edges = start + (end - start) * np.arange(count + 1) / count
    # Edges that are meant to be whole may miss it by a rounding error.
    first = np.floor(edges[:-1] + 1e-6).astype(np.intp)
    last = np.maximum(np.ceil(edges[1:] - 1e-6).astype(np.intp), first + 1)
    drawn = no_peaks(count)
    known = (first >= 0) & (first < peaks.shape[1])
    if not known.any():
        return drawn
    first, last = first[known], last[known]
    final = peaks.shape[1] - 1
    # In pairs of first and last; what reduceat makes of the stretches between is left out. Since an
    # index must lie within, the last step is added where it belongs.
    reaches = last > final
    last = np.minimum(last, final)
    low, high = int(first[0]), int(last.max()) + 1
    pairs = np.stack([first, last], 1).ravel() - low
    for row, least in ((0, np.minimum), (1, np.maximum)):
        found = least.reduceat(peaks[row, low:high], pairs)[::2]
        drawn[row, known] = np.where(reaches, least(found, peaks[row, final]), found)
    return drawn
