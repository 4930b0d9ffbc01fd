"""Gain over time, in straight lines of decibels from block to block of 64 samples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from backbeat.loudness.oversampling import BLOCK
from backbeat.loudness.windows import GRID_HZ

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_AHEAD_S = 0.0025
"""Half the look-ahead, in seconds: once to hold the reduction, once to smooth its onset."""
_FAST_S, _SLOW_S = 0.06, 0.4
_SLOW_SHARE = 0.5
"""Share of a reduction that is released slowly."""
_AT_ONCE = 1 << 16
"""Blocks smoothed per batch."""
_STEPS_AT_ONCE = 60_000
"""Steps of 10 ms per batch: ten minutes."""
_FORGOTTEN = 20
"""Release times after which a reduction has decayed completely."""
_OCTAVE_DB = 20 * np.log10(2)


@dataclass(frozen=True, eq=False)
class GainCurve:
    """The gain that is applied to a recording.

    Args:
        gain_db: of all of it.
        reduction_db: at the edges of blocks, shape (blocks + 1,); None: nowhere any.
    """

    gain_db: float = 0.0
    reduction_db: Float32s | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether the gain leaves samples bit for bit unchanged."""
        return self.gain_db == 0 and self.reduction_db is None

    def applied(self, blocks: Iterable[Float32s], first: int = 0) -> Iterator[Float32s]:
        """Applies the gain.

        Args:
            blocks: shape (n, channels), piece by piece.
            first: the sample that they begin with.
        """
        done = first
        for block in blocks:
            yield block if self.changes_nothing else self._applied(block, done)
            done += len(block)

    def step_powers(self, rate: int, steps: int) -> Float64s:
        """Mean square of the gain in each step of 10 ms, shape (steps,)."""
        powers = np.full(steps, 10 ** (self.gain_db / 10))
        if self.reduction_db is None or not steps:
            return powers
        for first in range(0, steps, _STEPS_AT_ONCE):
            part = slice(first, min(first + _STEPS_AT_ONCE, steps))
            powers[part] *= self._mean_squares(rate, part)
        return powers

    def _mean_squares(self, rate: int, steps: slice) -> Float64s:
        """Mean square of the reduction's amplitude in a range of steps, shape (steps,)."""
        assert self.reduction_db is not None  # noqa: S101 -- asked before
        edges = np.arange(steps.start, steps.stop + 1) * (rate / GRID_HZ / BLOCK)
        low = int(edges[0])
        near = self.reduction_db[low : int(edges[-1]) + 2].astype(np.float64)
        inside = 10 ** (-(near[:-1] + near[1:]) / 20)
        total = np.concatenate([[0.0], np.cumsum(inside)])
        at = np.interp(edges - low, np.arange(len(total)), total)
        return np.asarray(np.diff(at) / np.diff(edges), np.float64)

    def _applied(self, block: Float32s, done: int) -> Float32s:
        steady = np.float32(10 ** (self.gain_db / 20))
        if self.reduction_db is None:
            return block * steady
        first, last = done // BLOCK, -(-(done + len(block)) // BLOCK)
        edges = self.reduction_db[first : last + 1]
        if not edges.any():
            return block * steady
        octaves = (np.float32(self.gain_db) - edges) / np.float32(_OCTAVE_DB)
        part = np.arange(BLOCK, dtype=np.float32) / np.float32(BLOCK)
        lines = octaves[:-1, np.newaxis] + np.diff(octaves)[:, np.newaxis] * part
        start = done - first * BLOCK
        gains = np.exp2(lines.reshape(-1)[start : start + len(block)])
        return np.asarray(block * gains[:, np.newaxis], np.float32)


def at_edges(values: Float64s, rate: int, samples: int) -> Float32s:
    """Values in steps of 10 ms, read at the edges of blocks.

    Args:
        values: each of the middle of its step, shape (steps,).
        rate: of the samples, in Hz.
        samples: how many a channel.

    Returns:
        shape (blocks + 1,).
    """
    middles_s = (np.arange(len(values)) + 0.5) / GRID_HZ
    edges_s = np.arange(-(-samples // BLOCK) + 1) * BLOCK / rate
    return np.interp(edges_s, middles_s, values).astype(np.float32)


def smooth(needed: npt.NDArray[np.floating], rate: int) -> Float32s:
    """The reduction at the edges of blocks, from what each block needs; both in dB.

    It begins some 6 ms ahead, so that nothing is cut off, and lets go in two steps: half of it over
    60 ms, so that a drum does not duck what follows, and half over 400 ms, so that a bass does not
    rattle.

    Args:
        needed: of each block, 0 or more, shape (blocks,).
        rate: of the samples, in Hz.

    Returns:
        shape (blocks + 1,); in straight lines between its values it is never less than needed.
    """
    step_s = BLOCK / rate
    ahead = max(1, ceil(_AHEAD_S / step_s))
    memory = ceil(_FORGOTTEN * _SLOW_S / step_s)
    edges = np.zeros(len(needed) + 1, np.float32)
    edges[:-1] = needed
    np.maximum(edges[1:], needed, out=edges[1:])
    reduction_db = np.zeros(len(edges), np.float32)
    for first in range(0, len(edges), _AT_ONCE):
        start, last = max(0, first - memory), min(len(edges), first + _AT_ONCE)
        near = edges[start : last + 2 * ahead].astype(np.float64)
        if near.any():
            reduction_db[first:last] = _smooth(near, ahead, step_s)[first - start : last - start]
    return reduction_db


def _smooth(edges: Float64s, ahead: int, step_s: float) -> Float64s:
    around = np.lib.stride_tricks.sliding_window_view(np.pad(edges, ahead), 2 * ahead + 1)
    held = around.max(axis=1)
    falling = np.maximum(
        _released(held, _FAST_S / step_s), _released(_SLOW_SHARE * held, _SLOW_S / step_s)
    )
    # Two moving means within the reach of the maximum: never less than needed, and smooth.
    padded = np.pad(falling, ahead, mode="edge")
    return _mean(_mean(padded, ahead + 1), ahead + 1)


def _mean(values: Float64s, size: int) -> Float64s:
    total = np.concatenate([[0.0], np.cumsum(values)])
    # Rounding may make a difference of sums slightly negative.
    return np.asarray(np.maximum(total[size:] - total[:-size], 0) / size, np.float64)


def _released(values: Float64s, length: float) -> Float64s:
    """An envelope that rises at once and falls to 1/e over `length` steps."""
    with np.errstate(divide="ignore"):
        # A falling exponential is a straight line in the logarithm: a running maximum follows it.
        slope = np.arange(len(values)) / length
        return np.asarray(np.exp(np.maximum.accumulate(np.log(values) + slope) - slope))
