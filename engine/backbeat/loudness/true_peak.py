"""True peak: ITU-R BS.1770-5, annex 2, with a longer filter and most of the work left out.

The standard's own 4 x 12 taps read up to 0.69 dB low; see `oversampling.py` for what is read here.
Above 0.46 of the sampling rate no short filter sees everything, this one neither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.loudness.oversampling import AFTER, BEFORE, BLOCK, Line, Reading

Float32s = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

_AT_ONCE = 2048
_FIRST = 16
"""Blocks read before all others: the loudest spare the others the work."""


@dataclass(frozen=True)
class Over:
    """A tenth of a second with a true peak above the ceiling."""

    time_s: float
    """Its start."""
    channel: int
    peak: float
    """Amplitude; at least this high."""


class TruePeak:
    """Follows the true peak of each channel of a stream.

    Args:
        rate: in Hz.
        channels: how many.
        ceiling: amplitude; each tenth of a second above it is kept.
    """

    def __init__(self, rate: int, channels: int, ceiling: float = np.inf) -> None:
        self.peaks = np.zeros(channels)
        """Amplitude of each channel's highest true peak so far."""
        self.times_s = np.zeros(channels)
        """When it was."""
        self._rate, self._ceiling = rate, ceiling
        self._kept = np.zeros((channels, BEFORE), np.float32)
        self._first = 0
        """Place in the stream of the first sample after those kept."""
        self._tenths = np.zeros((channels, 0), np.float32)
        """The highest seen in each tenth of a second."""

    @property
    def tenths(self) -> Float32s:
        """Highest amplitude seen in each tenth of a second, shape (channels, tenths).

        Exact where it is no higher than the samples, and at least that high above the ceiling.
        """
        return self._tenths

    @property
    def overs(self) -> list[Over]:
        """Every tenth of a second above the ceiling, in order."""
        channels, tenths = np.nonzero(self._tenths > self._ceiling)
        order = np.argsort(tenths, kind="stable")
        return [
            Over(float(tenth / 10), int(channel), float(self._tenths[channel, tenth]))
            for channel, tenth in zip(channels[order], tenths[order], strict=True)
        ]

    def feed(self, samples: Float32s) -> None:
        """Takes what follows, shape (channels, n)."""
        joined = np.concatenate([self._kept, samples], axis=1)
        blocks = max(0, (joined.shape[1] - BEFORE - AFTER) // BLOCK)
        if blocks:
            places = (self._first + BLOCK * np.arange(blocks)) * 10 // self._rate
            missing = max(0, int(places[-1]) + 1 - self._tenths.shape[1])
            self._tenths = np.pad(self._tenths, ((0, 0), (0, missing)))
            for channel, line in enumerate(joined):
                self._read(channel, line[: BEFORE + blocks * BLOCK + AFTER], places)
        self._kept = joined[:, blocks * BLOCK :].copy()
        self._first += blocks * BLOCK

    def finish(self) -> None:
        """Reads what is left, with silence after it."""
        self.feed(np.zeros((len(self.peaks), AFTER + BLOCK), np.float32))

    def _read(self, channel: int, samples: Float32s, tenths: Ints) -> None:
        line = Line(samples)
        if line.is_below(self._least_of_all(channel)):
            highest = line.highest()
            np.maximum.at(self._tenths[channel], tenths, highest)
            return
        highest, bound = line.bounds()
        block = int(highest.argmax())
        place = int(np.abs(samples[BEFORE + block * BLOCK :][:BLOCK]).argmax())
        self._found(channel, block + place / BLOCK, float(highest[block]))
        np.maximum.at(self._tenths[channel], tenths, highest)
        count = _FIRST
        while len(open_ := np.flatnonzero(bound > self._least(channel, tenths))):
            loudest = open_[np.argsort(bound[open_])[::-1][:count]]
            for reading in line.read(
                loudest, highest, lambda blocks: self._least(channel, tenths[blocks])
            ):
                self._take(channel, reading, tenths)
            bound[loudest] = 0
            count = _AT_ONCE

    def _least(self, channel: int, tenths: Ints) -> Float32s:
        """What a block must exceed to be news."""
        best = np.float32(self.peaks[channel])
        if best <= self._ceiling:
            return np.full(len(tenths), best)
        known = self._tenths[channel, tenths] > self._ceiling
        return np.where(known, best, np.float32(self._ceiling))

    def _least_of_all(self, channel: int) -> float:
        """What no block need be read for that cannot exceed it."""
        return min(float(self.peaks[channel]), self._ceiling)

    def _take(self, channel: int, reading: Reading, tenths: Ints) -> None:
        top = int(reading.highest.argmax())
        place = int(reading.blocks[top]) + reading.place_of(top) / BLOCK
        self._found(channel, place, float(reading.highest[top]))
        np.maximum.at(self._tenths[channel], tenths[reading.blocks], reading.highest)

    def _found(self, channel: int, block: float, peak: float) -> None:
        if peak > self.peaks[channel]:
            self.peaks[channel] = peak
            self.times_s[channel] = (self._first + block * BLOCK) / self._rate
