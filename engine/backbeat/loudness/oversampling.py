"""Sound between its samples: read at 16 times the rate, and no more of it than can matter.

The filter has 64 taps a phase (Kaiser, beta 9): within 0.02 dB of the exact reconstruction up to
0.46 of the sampling rate. Blocks are read in three rounds, each finer: a block's samples, and how
sharply the sound bends there, bound what is between them; and what is read at M times the rate
bounds the rest by 1 / cos(pi / 2M) (Ehlich and Zeller, 1964).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, pi

import numpy as np
import numpy.typing as npt

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

OVERSAMPLING = 16
TAPS = 64
BLOCK = 64
"""Samples that are judged together."""
BEFORE, AFTER = TAPS // 2 - 1, TAPS // 2
"""Samples around a block that its reading hears."""

_BETA = 9.0
_SPAN = BEFORE + BLOCK + AFTER
_ROUNDS = ((8,), (4, 12), (1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15))
"""Phases read in each round: twice, four times, sixteen times the rate."""
_MARGIN = 1.01
"""For the filter not being the ideal one that the bounds are about."""
_BOUNDS = (_MARGIN / cos(pi / 4), _MARGIN / cos(pi / 8))
"""What the rounds after the first and after the second may still find, of what they found."""


@dataclass(frozen=True, eq=False)
class Reading:
    """One round over some blocks."""

    blocks: Ints
    """Which ones, shape (n,)."""
    highest: Float32s
    """Of each, in this round; shape (n,)."""
    values: Float32s
    """Amplitudes read, place by place and phase by phase, shape (n, places * phases)."""
    phases: tuple[int, ...]
    """In sixteenths of a sample."""

    def place_of(self, index: int) -> float:
        """Where block `index` of this reading is highest, in samples from its start."""
        place, phase = divmod(int(self.values[index].argmax()), len(self.phases))
        return place + self.phases[phase] / OVERSAMPLING


@dataclass(frozen=True, eq=False)
class Line:
    """Whole blocks of one channel, with what is around them.

    Args:
        samples: `BEFORE` samples, whole blocks, and `AFTER` samples.
    """

    samples: Float32s

    @property
    def count(self) -> int:
        """How many blocks."""
        return (len(self.samples) - BEFORE - AFTER) // BLOCK

    def is_below(self, least: float) -> bool:
        """Whether nothing in it, samples or between, can exceed `least`."""
        gain, _ = _gains()
        return bool(gain * max(self.samples.max(), -self.samples.min()) <= least)

    def highest(self) -> Float32s:
        """The greatest sample of each block."""
        return _block_peaks(np.abs(self.samples), self.count)

    def bounds(self) -> tuple[Float32s, Float32s]:
        """The greatest sample of each block, and what no reading of it can exceed."""
        near = self.samples
        size = np.abs(near)
        highest = _block_peaks(size, self.count)
        # How far the sound strays from straight lines between its samples grows with their bend.
        bend = np.zeros_like(near)
        np.abs(np.diff(np.diff(near)), out=bend[1:-1])
        ends = size[BEFORE + BLOCK :: BLOCK][: self.count]
        gain, bend_gain = _gains()
        bound = np.minimum(
            gain * _with_neighbours(size, highest),
            np.maximum(highest, ends)
            + bend_gain * _with_neighbours(bend, _block_peaks(bend, self.count)),
        )
        return highest, bound

    def read(
        self, blocks: Ints, highest: Float32s, least: Callable[[Ints], Float32s]
    ) -> Iterator[Reading]:
        """Reads blocks ever more finely, as long as they may exceed `least`.

        Args:
            blocks: which ones.
            highest: the greatest sample of every block.
            least: what a reading must exceed to matter, for given blocks; asked before each round.
        """
        rows = np.lib.stride_tricks.sliding_window_view(self.samples, _SPAN)[::BLOCK]
        best = highest[blocks]
        for number, reader in enumerate(_readers()):
            if number:
                open_ = best * np.float32(_BOUNDS[number - 1]) > least(blocks)
                blocks, best = blocks[open_], best[open_]
            if not len(blocks):
                return
            values = np.abs(rows[blocks] @ reader)
            starts = np.arange(0, values.size, values.shape[1])
            found = np.maximum.reduceat(values.reshape(-1), starts)
            yield Reading(blocks, found, values, _ROUNDS[number])
            best = np.maximum(best, found)


@cache
def phases() -> Float64s:
    """The interpolating filter, shape (`OVERSAMPLING`, `TAPS`): row p reads p / 16 samples on."""
    place = np.arange(-BEFORE, AFTER + 1) - np.arange(OVERSAMPLING)[:, np.newaxis] / OVERSAMPLING
    taps = np.sinc(place) * kaiser(place, TAPS / 2)
    return np.asarray(taps / taps.sum(axis=1, keepdims=True), np.float64)


def kaiser(place: npt.NDArray[np.number], half: float) -> Float64s:
    """The window of beta 9 over `half` samples either side of 0, read at `place`."""
    edge = np.clip(place / half, -1, 1)
    return np.asarray(np.i0(_BETA * np.sqrt(1 - edge**2)) / np.i0(_BETA), np.float64)


def sliding(filters: Float64s, outputs: int) -> Float32s:
    """Matrix from a window of sound to what filters make at places one after another of it.

    Args:
        filters: shape (filters, taps).
        outputs: how many places.

    Returns:
        shape (taps + outputs - 1, outputs * filters), place by place.
    """
    count, taps = filters.shape
    matrix = np.zeros((taps + outputs - 1, outputs, count), np.float32)
    for place in range(outputs):
        matrix[place : place + taps, place] = filters.T
    return matrix.reshape(len(matrix), outputs * count)


def with_context(blocks: Iterable[Float32s], before: int, after: int) -> Iterator[Float32s]:
    """Whole blocks of 64, the last one padded, with what is around them.

    Args:
        blocks: shape (n, channels), piece by piece.
        before: samples wanted ahead of each piece; silence ahead of the first.
        after: samples wanted behind.

    Yields:
        shape (channels, before + whole blocks + after).
    """
    kept: Float32s | None = None
    for block in blocks:
        planar = block.T.astype(np.float32, copy=False)
        if kept is None:
            kept = np.zeros((len(planar), before), np.float32)
        joined = np.concatenate([kept, planar], axis=1)
        count = max(0, (joined.shape[1] - before - after) // BLOCK)
        if count:
            yield joined[:, : before + count * BLOCK + after]
        kept = joined[:, count * BLOCK :].copy()
    if kept is not None and kept.shape[1] > before:
        count = -(-(kept.shape[1] - before) // BLOCK)
        missing = before + count * BLOCK + after - kept.shape[1]
        yield np.pad(kept, ((0, 0), (0, missing)))


@cache
def _readers() -> list[Float32s]:
    filters = phases()
    return [sliding(filters[list(round_)], BLOCK) for round_ in _ROUNDS]


@cache
def _gains() -> tuple[np.float32, np.float32]:
    """The filter's greatest gain, and how far it strays from straight lines for a bend of 1."""
    filters = phases()
    return np.float32(np.abs(filters).sum(axis=1).max()), np.float32(_bend_gain(filters))


def _block_peaks(values: Float32s, blocks: int) -> Float32s:
    """The greatest value of each block, shape (blocks,)."""
    inside = values[BEFORE : BEFORE + blocks * BLOCK]
    # Ten times as fast as the maximum of a short axis.
    return np.maximum.reduceat(inside, np.arange(0, len(inside), BLOCK))


def _with_neighbours(values: Float32s, peaks: Float32s) -> Float32s:
    """The greatest value of all that a block's reading hears, or more."""
    wide = peaks.copy()
    np.maximum(wide[1:], peaks[:-1], out=wide[1:])
    np.maximum(wide[:-1], peaks[1:], out=wide[:-1])
    wide[0] = max(wide[0], values[:BEFORE].max())
    wide[-1] = max(wide[-1], values[-AFTER:].max())
    return wide


def _bend_gain(filters: Float64s) -> float:
    """How far the sound may stray from the straight line between two samples, for a bend of 1.

    What a phase's filter differs from that line is a filter on the second differences.
    """
    greatest = 0.0
    for phase, taps in enumerate(filters):
        line = np.zeros(TAPS)
        line[BEFORE : BEFORE + 2] = 1 - phase / OVERSAMPLING, phase / OVERSAMPLING
        on_bend = np.cumsum(np.cumsum(taps - line))
        greatest = max(greatest, float(np.abs(on_bend).sum()))
    return _MARGIN * greatest
