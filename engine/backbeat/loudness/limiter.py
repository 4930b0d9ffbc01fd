"""A true-peak limiter: look-ahead, all channels alike, and never a gain that pumps.

What a block of 64 samples needs is read between the samples, as the meter does. The reduction
begins some 6 ms ahead of it, so that nothing is cut off, and lets go in two steps: half of it over
60 ms, so that a drum does not duck what follows, and half over 400 ms, so that a bass does not
rattle. The reduction is never less than what is needed, and what is limited is measured again: the
gain's own movement can add a little, and is taken out locally.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from backbeat.loudness.oversampling import AFTER, BEFORE, BLOCK, Line
from backbeat.progress import SILENT, Progress

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_AHEAD_S = 0.0025
"""Half of it: once to be there in time, and once more to arrive without a corner."""
_FAST_S, _SLOW_S = 0.06, 0.4
_SLOW_SHARE = 0.5
"""Of the reduction, how much is let go of slowly."""
_BELOW_DB = 0.02
"""How far below the ceiling a reduction aims."""
_MOST_ROUNDS = 12
_AT_ONCE = 2048
"""Blocks looked at together."""


@dataclass(frozen=True, eq=False)
class Limited:
    """What the limiter made of a recording."""

    samples: Float32s
    """Shape (n, channels)."""
    reduction_db: Float64s
    """At each 64th sample, 0 or more, in straight lines between; shape (n // 64 + 2,) or so."""
    rounds: int
    """How often it was measured and mended; 0 where nothing was above the ceiling."""


def limit(
    samples: Float32s, rate: int, ceiling_dbtp: float, progress: Progress = SILENT
) -> Limited:
    """Brings every true peak of a recording to the ceiling or below, by the meter of this package.

    Where nothing is above it, the samples come back as they are, bit for bit.

    Args:
        samples: shape (n, channels), full scale 1.0; not changed.
        rate: in Hz.
        ceiling_dbtp: the highest true peak allowed.
        progress: asked between rounds whether to stop.

    Raises:
        CancelledError: the job was asked to stop.
    """
    planar = np.ascontiguousarray(samples.T, np.float32)
    ceiling = 10 ** (ceiling_dbtp / 20)
    blocks = -(-len(samples) // BLOCK)
    reduction = np.zeros(blocks + 1)
    made = planar
    for round_ in range(_MOST_ROUNDS):
        progress(round_ / _MOST_ROUNDS, "Limiting")
        highest = _linked_peaks(made, ceiling)
        over = highest > ceiling
        if not over.any():
            return Limited(samples if made is planar else made.T.copy(), reduction, round_)
        # Each round aims a little lower, in case the last one's movement was the reason.
        needed = np.zeros(blocks)
        needed[over] = 20 * np.log10(highest[over] / ceiling) + _BELOW_DB * (1 + round_)
        reduction += smooth(needed, rate)
        made = _turned_down(planar, reduction)
    # What is left is a few thousandths: the whole recording gives way.
    left_db = 20 * np.log10(_linked_peaks(made, ceiling).max() / ceiling) + _BELOW_DB
    reduction += max(0.0, float(left_db))
    return Limited(_turned_down(planar, reduction).T.copy(), reduction, _MOST_ROUNDS)


def smooth(needed: Float64s, rate: int) -> Float64s:
    """The reduction at the edges of blocks, from what each block needs; both in dB.

    Args:
        needed: of each block, 0 or more, shape (blocks,).
        rate: of the samples, in Hz.

    Returns:
        shape (blocks + 1,); in straight lines between its values it is never less than needed.
    """
    step_s = BLOCK / rate
    ahead = max(1, ceil(_AHEAD_S / step_s))
    edges = np.maximum(np.append(needed, 0), np.insert(needed, 0, 0))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(edges, ahead), 2 * ahead + 1)
    held = around.max(axis=1)
    falling = np.maximum(
        _released(held, _FAST_S / step_s), _released(_SLOW_SHARE * held, _SLOW_S / step_s)
    )
    # Two means whose reach together is that of the maximum: no less than needed, and no corners.
    first, second = ahead, ahead
    padded = np.pad(falling, first, mode="edge")
    return _mean(_mean(padded, first + 1), second + 1)


def _mean(values: Float64s, size: int) -> Float64s:
    total = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray((total[size:] - total[:-size]) / size, np.float64)


def _released(values: Float64s, length: float) -> Float64s:
    """What rises at once and falls to 1/e over `length` steps."""
    with np.errstate(divide="ignore"):
        # A falling exponential is a straight line in the logarithm: a running maximum follows it.
        slope = np.arange(len(values)) / length
        return np.asarray(np.exp(np.maximum.accumulate(np.log(values) + slope) - slope))


def _linked_peaks(planar: Float32s, ceiling: float) -> Float64s:
    """The highest true peak of any channel in each block, where it is above the ceiling."""
    blocks = -(-planar.shape[1] // BLOCK)
    highest = np.zeros(blocks)
    for first, line in _lines(planar, blocks):
        part = slice(first, first + line.count)
        highest[part] = np.maximum(highest[part], _peaks(line, ceiling))
    return highest


def _lines(planar: Float32s, blocks: int) -> Iterator[tuple[int, Line]]:
    for channel in planar:
        padded = np.pad(channel, (BEFORE, blocks * BLOCK - len(channel) + AFTER))
        for first in range(0, blocks, _AT_ONCE):
            last = min(first + _AT_ONCE, blocks)
            yield first, Line(padded[first * BLOCK : last * BLOCK + BEFORE + AFTER])


def _peaks(line: Line, ceiling: float) -> Float32s:
    highest, bound = line.bounds()
    found = highest.copy()
    wanted = np.flatnonzero(bound > ceiling)

    def least(blocks: npt.NDArray[np.intp]) -> Float32s:
        return np.full(len(blocks), np.float32(ceiling))

    for reading in line.read(wanted, highest, least):
        found[reading.blocks] = np.maximum(found[reading.blocks], reading.highest)
    return found


def _turned_down(planar: Float32s, reduction_db: Float64s) -> Float32s:
    made = np.empty_like(planar)
    span = _AT_ONCE * BLOCK
    places = np.arange(len(reduction_db)) * BLOCK
    for first in range(0, planar.shape[1], span):
        part = slice(first, first + span)
        inside = np.arange(first, min(first + span, planar.shape[1]))
        near = slice(first // BLOCK, (first + span) // BLOCK + 1)
        db = np.interp(inside, places[near], reduction_db[near])
        made[:, part] = planar[:, part] * (10 ** (-db / 20)).astype(np.float32)
    return made
