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
CONTEXT = 32
"""Samples before and after, which a reading hears."""

_PHASES = 8
_TAPS = 2 * CONTEXT
_BETA = 8.0
_OVERSHOOT = 0.5
"""Share of a level below which samples have nothing between them that exceeds it."""
_AT_ONCE = 2048


def block_peaks(samples: Samples, level: float) -> NDArray[np.float32]:
    """The highest true peak of any channel in each block of 32 samples.

    Args:
        samples: shape (`CONTEXT` + n + `CONTEXT`, channels), n a multiple of `BLOCK`.
        level: amplitude. Blocks that cannot exceed it are given their highest sample instead.

    Returns:
        amplitudes, shape (n / `BLOCK`,).
    """
    inner = np.abs(samples[CONTEXT : len(samples) - CONTEXT])
    blocks = inner.reshape(-1, BLOCK * samples.shape[1])
    result: NDArray[np.float32] = blocks.max(axis=1, initial=0)
    for channel in range(samples.shape[1]):
        line = np.ascontiguousarray(samples[:, channel])
        around = np.lib.stride_tricks.sliding_window_view(line, BLOCK + _TAPS)[::BLOCK]
        hot = np.flatnonzero(np.abs(around).max(axis=1) > _OVERSHOOT * level)
        for first in range(0, len(hot), _AT_ONCE):
            which = hot[first : first + _AT_ONCE]
            read = np.abs(around[which] @ _reader()).max(axis=1)
            result[which] = np.maximum(result[which], read)
    return result


def true_peak(samples: Samples) -> float:
    """The highest true peak of a sound that stands alone, as an amplitude."""
    if not len(samples):
        return 0.0
    level = float(np.abs(samples).max())
    return float(block_peaks(framed(samples), level).max(initial=0))


def framed(samples: Samples) -> Samples:
    """A sound as whole blocks, with silence before and after."""
    short = -len(samples) % BLOCK
    return np.pad(samples, ((CONTEXT, short + CONTEXT), (0, 0)))


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
