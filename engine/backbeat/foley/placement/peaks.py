"""True peaks: what sound reaches between its samples, read at eight times the rate.

The filter has 64 taps a phase (Kaiser, beta 8); up to 0.45 of the rate it reads within 0.15 dB.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.found import Samples

BLOCK = 32
"""Samples that are judged together."""
CONTEXT = BLOCK
"""Samples before and after, which a reading hears."""

_PHASES = 8
_TAPS = 2 * CONTEXT
_BETA = 8.0
_OVERSHOOT = 0.5
"""Share of a level below which samples have nothing between them that exceeds it."""
_AT_ONCE = 2048
_PIECE = 1 << 17


def block_peaks(samples: Samples, level: float) -> NDArray[np.float32]:
    """The highest true peak of any channel in each block of 32 samples.

    Args:
        samples: shape (`CONTEXT` + n + `CONTEXT`, channels), n a multiple of `BLOCK`.
        level: amplitude. Blocks that cannot exceed it are given their highest sample instead.

    Returns:
        amplitudes, shape (n / `BLOCK`,).
    """
    channels = samples.shape[1]
    result = np.zeros(len(samples) // BLOCK - 2, np.float32)
    for channel in range(channels):
        line = np.ascontiguousarray(samples[:, channel])
        sizes = np.abs(line).reshape(-1, BLOCK).max(axis=1)
        np.maximum(result, sizes[1:-1], out=result)
        near = np.maximum(np.maximum(sizes[1:-1], sizes[:-2]), sizes[2:])
        hot = np.flatnonzero(near > _OVERSHOOT * level)
        around = np.lib.stride_tricks.sliding_window_view(line, BLOCK + _TAPS)[::BLOCK]
        for first in range(0, len(hot), _AT_ONCE):
            which = hot[first : first + _AT_ONCE]
            read = np.abs(around[which] @ _reader()).max(axis=1)
            result[which] = np.maximum(result[which], read)
    return result


def true_peak(samples: Samples) -> float:
    """The highest true peak of a sound that stands alone, as an amplitude."""
    if not len(samples):
        return 0.0
    return float(all_peaks(samples, float(np.abs(samples).max())).max(initial=0))


def all_peaks(samples: Samples, level: float) -> NDArray[np.float32]:
    """`block_peaks` of a sound that stands alone, the last block filled up with silence.

    A long one is not copied as a whole.
    """
    found = [np.zeros(0, np.float32)]
    for first in range(0, len(samples), _PIECE):
        part = samples[max(0, first - CONTEXT) : first + _PIECE + CONTEXT]
        before = CONTEXT if first == 0 else 0
        count = -(-min(_PIECE, len(samples) - first) // BLOCK) * BLOCK
        after = max(0, count + 2 * CONTEXT - before - len(part))
        found.append(block_peaks(np.pad(part, ((before, after), (0, 0))), level))
    return np.concatenate(found)


@cache
def _reader() -> NDArray[np.float32]:
    """Matrix from a block and its context to what is between its samples."""
    place = np.arange(_TAPS) - CONTEXT + 1
    matrix = np.zeros((BLOCK + _TAPS, BLOCK, _PHASES - 1), np.float32)
    for phase in range(1, _PHASES):
        apart = place - phase / _PHASES
        edge = np.clip(apart / CONTEXT, -1, 1)
        taps = np.sinc(apart) * np.i0(_BETA * np.sqrt(1 - edge**2)) / np.i0(_BETA)
        taps /= taps.sum()
        for start in range(BLOCK):
            matrix[start + 1 : start + 1 + _TAPS, start, phase - 1] = taps
    return matrix.reshape(len(matrix), -1)
