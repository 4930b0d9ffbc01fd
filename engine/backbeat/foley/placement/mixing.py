"""Stems and the mix: what was placed, added up layer by layer, and measured.

Nothing is rendered before it is read, so a long programme needs no more memory than its sounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Protocol

import numpy as np

from backbeat.foley.cues import Layer
from backbeat.foley.found import Placed, Samples
from backbeat.foley.placement import levels, limiting, weighting
from backbeat.foley.placement.peaks import BLOCK, CONTEXT, block_peaks
from backbeat.progress import SILENT, Progress

BLOCK_S = 4
_TOLERANCE_LU = 1.0


class Reader(Protocol):
    """Sound that is read where it is wanted."""

    @property
    def rate(self) -> int:
        """In Hz."""

    @property
    def count(self) -> int:
        """Samples from the programme's start to its end."""

    def read(self, first: int, count: int) -> Samples:
        """Samples from `first` on, silence outside of the programme; shape (count, 2)."""


@dataclass(frozen=True)
class Held:
    """Sound in memory: of the video itself, say."""

    samples: Samples
    """Shape (n, 1) or (n, 2)."""
    rate: int

    @property
    def count(self) -> int:
        return len(self.samples)

    def read(self, first: int, count: int) -> Samples:
        made = np.zeros((count, 2), np.float32)
        low, high = max(first, 0), min(first + count, len(self.samples))
        if low < high:
            made[low - first : high - first] = self.samples[low:high]
        return made


class Sum:
    """What was placed, added up.

    Args:
        placed: at one rate, in any order.
        duration: of the programme, in seconds.
        rate: in Hz.
    """

    def __init__(self, placed: Iterable[Placed], duration: Fraction, rate: int) -> None:
        self.rate = rate
        self.count = round(duration * rate)
        self._placed = [(round(each.start * rate), each.samples) for each in placed]

    def read(self, first: int, count: int) -> Samples:
        made = np.zeros((count, 2), np.float32)
        end = min(first + count, self.count)
        for start, samples in self._placed:
            low, high = max(first, start), min(end, start + len(samples))
            if low < high:
                made[low - first : high - first] += samples[low - start : high - start]
        return made


class Together:
    """Several sounds at once, as long as the longest."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self.rate = readers[0].rate
        self.count = max(reader.count for reader in readers)
        self._readers = readers

    def read(self, first: int, count: int) -> Samples:
        made = self._readers[0].read(first, count)
        for reader in self._readers[1:]:
            made += reader.read(first, count)
        return made


class Limited:
    """A sound whose true peaks are at a ceiling or below.

    Args:
        source: the sound, which is read through once.
        ceiling_dbtp: its ceiling.
        progress: notified block by block; may cancel.
    """

    def __init__(
        self,
        source: Reader,
        ceiling_dbtp: float = limiting.CEILING_DBTP,
        progress: Progress = SILENT,
    ) -> None:
        self.rate, self.count = source.rate, source.count
        self._source = source
        ceiling = 10 ** ((ceiling_dbtp - limiting.MARGIN_DB) / 20)
        peaks = _peaks(source, ceiling, progress)
        self._down = limiting.reduction(peaks, source.rate, ceiling)
        self.limited_db = float(self._down.max(initial=0))
        """By how much it was turned down at most."""

    def read(self, first: int, count: int) -> Samples:
        made = self._source.read(first, count)
        low, high = max(first, 0), min(first + count, self.count)
        if self.limited_db and low < high:
            made[low - first : high - first] *= limiting.gain(self._down, low, high - low)[:, None]
        return made


def blocks(reader: Reader, progress: Progress = SILENT) -> Iterator[Samples]:
    """A sound from its start to its end, in blocks of four seconds."""
    size = BLOCK_S * reader.rate
    for first in range(0, reader.count, size):
        progress(first / reader.count, "Mixing sounds")
        yield reader.read(first, min(size, reader.count - first))


def stem(
    placed: Iterable[Placed],
    duration: Fraction,
    rate: int,
    layer: Layer | None = None,
    progress: Progress = SILENT,
) -> Limited:
    """A layer of what was placed, or all of it, its true peaks at -1 dBTP or below."""
    wanted = [each for each in placed if layer in (None, each.choice.cue.layer)]
    return Limited(Sum(wanted, duration, rate), progress=progress)


def mixed(original: Reader, effects: Reader, progress: Progress = SILENT) -> Limited:
    """The effects with the sound that the picture had, true peaks at -1 dBTP or below."""
    return Limited(Together([original, effects]), progress=progress)


@dataclass(frozen=True, slots=True)
class LayerLevel:
    """A layer as it was measured on its rendered stem."""

    layer: Layer
    sounds: int
    lufs: float | None
    """Integrated, of a layer with beds; else the median of its hits' loudest 400 ms. None: it is
    silent."""
    low_lufs: float
    high_lufs: float
    """The range that it should be in."""
    true_peak_dbtp: float
    outside: tuple[str, ...]
    """Numbers of cues that are more than 1 LU outside their own range there."""


def measured(
    placed: Sequence[Placed], duration: Fraction, rate: int, progress: Progress = SILENT
) -> list[LayerLevel]:
    """Measures the stem of each layer that has sounds, in the order of the layers."""
    used = [layer for layer in Layer if any(each.choice.cue.layer is layer for each in placed)]
    return [
        _measured(
            layer, placed, duration, rate, progress.part(index / len(used), (index + 1) / len(used))
        )
        for index, layer in enumerate(used)
    ]


def _measured(
    layer: Layer, placed: Sequence[Placed], duration: Fraction, rate: int, progress: Progress
) -> LayerLevel:
    here = [each for each in placed if each.choice.cue.layer is layer]
    reader = stem(here, duration, rate, progress=progress.part(0, 0.5))
    squares = weighting.powers(blocks(reader, progress.part(0.5, 1)), rate)
    # Before the beginning and after the end there is silence, in which the first and last hits are.
    around = np.pad(squares, weighting.MOMENTARY)
    heard = [_heard_lufs(each, around) for each in here]
    has_beds = any(each.choice.cue.kind.is_bed for each in here)
    lufs = weighting.integrated(squares) if has_beds else float(median(heard))
    allowed = _range(here)
    return LayerLevel(
        layer,
        len(here),
        lufs,
        allowed.low,
        allowed.high,
        levels.decibels(float(_peaks(reader, 0.0, SILENT).max(initial=0))),
        tuple(
            each.choice.cue.number
            for each, own in zip(here, heard, strict=True)
            if _is_outside(own, levels.range_of(each.choice.cue))
        ),
    )


def _range(placed: Sequence[Placed]) -> levels.Range:
    """Of what is incidental; of what has the focus where there is nothing else."""
    incidental = [each for each in placed if not each.choice.cue.focus]
    return levels.range_of((incidental or placed)[0].choice.cue)


def _heard_lufs(placed: Placed, around: weighting.Float64s) -> float:
    """How loud a sound is in its stem: a bed's gated mean, a hit's loudest 400 ms.

    Args:
        placed: the sound.
        around: mean squares of its stem, with a window of silence at both ends.
    """
    first = round(float(placed.start) / weighting.STEP_S) + weighting.MOMENTARY
    last = first + -(-len(placed.samples) // round(placed.rate * weighting.STEP_S))
    if placed.choice.cue.kind.is_bed:
        found = weighting.integrated(around[first:last])
        if found is not None:
            return found
    reach = weighting.MOMENTARY - 1
    return float(weighting.momentary(around[max(0, first - reach) : last + reach]).max())


def _is_outside(lufs: float, allowed: levels.Range) -> bool:
    return not allowed.low - _TOLERANCE_LU <= lufs <= allowed.high + _TOLERANCE_LU


def _peaks(reader: Reader, level: float, progress: Progress) -> limiting.Float32s:
    """True peaks of all blocks of `BLOCK` samples; those that cannot exceed a level, roughly."""
    size = BLOCK_S * reader.rate // BLOCK * BLOCK
    found = [np.zeros(0, np.float32)]
    best = level
    for first in range(0, reader.count, size):
        progress(first / reader.count, "Mixing sounds")
        count = -(-min(size, reader.count - first) // BLOCK) * BLOCK
        around = reader.read(first - CONTEXT, count + 2 * CONTEXT)
        # Where only the highest is wanted, what cannot exceed it need not be read.
        least = level or max(best, float(np.abs(around).max(initial=0)))
        found.append(block_peaks(around, least))
        best = max(best, float(found[-1].max(initial=0)))
    return np.concatenate(found)
