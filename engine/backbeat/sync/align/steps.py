"""Where a clock jumps by milliseconds: dropped buffers, a codec's gaps, joins of edits.

The way through the correlations of consecutive windows along which most adds up, in which a jump
costs as much as it would bring by chance (Viterbi). Between jumps the way may bend, as clocks do.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from backbeat.sync.align.arrays import Float32s, Float64s
from backbeat.sync.align.bands import RATE
from backbeat.sync.align.delays import Correlations

COARSE = 4
"""Samples in one column."""
_SMOOTH = 6
"""Samples over which a peak is widened."""
_JUMP = 9.0
"""What a jump costs, in compressed deviations: four windows of noise bring as much."""
_BEND = 6
"""Columns by which the way may move from one window to the next without a jump."""
_BEND_COST = 0.12
"""Of each such column."""
_LEAST_S = 0.002
"""Smallest jump that is one."""
_LEAST_WINDOWS = 3


@dataclass(frozen=True)
class Way:
    """A way through windows."""

    score: float
    """Mean height along it."""
    parts: tuple[tuple[int, int], ...]
    """First and last window, inclusive, of each stretch without a jump."""


def widened(peaks: Float32s) -> Float32s:
    """Widened peaks, every `COARSE` samples: deviations from each row's median, compressed.

    The middle column stays the middle one.
    """
    kernel = np.hanning(2 * _SMOOTH + 1)
    reach = peaks.shape[1] // 2
    wide = np.array([np.convolve(np.abs(row), kernel, "same") for row in peaks])
    wide = wide[:, reach % COARSE :: COARSE]
    middle = np.median(wide, axis=1, keepdims=True)
    spread = 1.4826 * np.median(np.abs(wide - middle), axis=1, keepdims=True) + 1e-9
    # One loud window must not outweigh all others.
    compressed: Float32s = np.arcsinh((wide - middle) / spread).astype(np.float32)
    return compressed


def way(windows: Correlations) -> Way:
    """The best way through some windows, at least one."""
    heights = widened(windows.peaks).astype(float)
    total = heights[0]
    origins = []
    for row in heights[1:]:
        best, origin = _bent(total)
        top = int(total.argmax())
        jumps = total[top] - _JUMP > best
        origins.append(np.where(jumps, top, origin))
        total = np.where(jumps, total[top] - _JUMP, best) + row
    column = int(total.argmax())
    columns = [column]
    for origin in reversed(origins):
        column = int(origin[column])
        columns.append(column)
    path = np.array(columns[::-1])
    score = float(heights[np.arange(len(path)), path].mean())
    return Way(score, _parts(path))


def _bent(total: Float64s) -> tuple[Float64s, np.ndarray]:
    """For each column, the best of those around it before, and which that is."""
    count = len(total)
    best, origin = total.copy(), np.arange(count)
    for move in range(1, _BEND + 1):
        for by in (-move, move):
            shifted = np.full(count, -np.inf)
            low, high = max(0, -by), min(count, count - by)
            if low < high:
                shifted[low:high] = total[low + by : high + by] - move * _BEND_COST
            better = shifted > best
            best = np.where(better, shifted, best)
            origin = np.where(better, np.arange(count) + by, origin)
    return best, origin


def _parts(path: np.ndarray) -> tuple[tuple[int, int], ...]:
    """Stretches between jumps; those of very few windows go to what is before them."""
    least = max(_BEND + 1, round(_LEAST_S * RATE / COARSE))
    jumps = [0, *(np.flatnonzero(np.abs(np.diff(path)) >= least) + 1).tolist(), len(path)]
    parts: list[tuple[int, int]] = []
    for first, after in itertools.pairwise(jumps):
        is_short = after - first < _LEAST_WINDOWS
        if parts and (is_short or parts[-1][1] - parts[-1][0] + 1 < _LEAST_WINDOWS):
            parts[-1] = (parts[-1][0], after - 1)
        else:
            parts.append((first, after - 1))
    return tuple(parts)
