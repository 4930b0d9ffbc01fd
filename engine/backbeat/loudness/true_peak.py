"""True peak: ITU-R BS.1770-5, annex 2, with a longer filter and most of the work left out.

The standard's own 4 x 12 taps read up to 0.69 dB low; see `oversampling.py` for what is read here.
Above 0.46 of the sampling rate no short filter sees everything, this one neither.
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from backbeat.loudness.oversampling import AFTER, BEFORE, BLOCK, Line, Reading

Float32s = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

_AT_ONCE = 4096
_TENTHS = 10
"""A second."""


class Over(NamedTuple):
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
        tenths, channels = np.nonzero(self._ceiling < self._tenths.T)
        peaks = self._tenths[channels, tenths].tolist()
        return [
            Over(tenth / 10, channel, peak)
            for tenth, channel, peak in zip(tenths.tolist(), channels.tolist(), peaks, strict=True)
        ]

    def feed(self, samples: Float32s) -> None:
        """Takes what follows, shape (channels, n)."""
        self.feed_joined(self.joined(samples))

    def joined(self, samples: Float32s) -> Float32s:
        """A copy of what follows behind the samples kept for context.

        Args:
            samples: shape (channels, n), of any memory layout.

        Returns:
            shape (channels, m + n), one channel after another in memory.
        """
        kept = self._kept.shape[1]
        result = np.empty((len(samples), kept + samples.shape[1]), np.float32)
        result[:, :kept] = self._kept
        result[:, kept:] = samples
        return result

    def feed_joined(self, joined: Float32s) -> None:
        """Takes what follows as `joined` returned it."""
        count = joined.shape[1] - BEFORE - AFTER
        if count > 0:
            starts, tenths = self._tenths_of(count)
            missing = max(0, int(tenths[-1]) + 1 - self._tenths.shape[1])
            new = np.zeros((len(joined), missing), np.float32)
            self._tenths = np.concatenate([self._tenths, new], axis=1)
            for channel, line in enumerate(joined):
                self._read(channel, Line(line), starts, tenths)
            self._kept = joined[:, count:].copy()
            self._first += count
        else:
            self._kept = joined

    def finish(self) -> None:
        """Reads what is left, with silence after it."""
        self.feed(np.zeros((len(self.peaks), AFTER + BLOCK), np.float32))

    def _tenths_of(self, count: int) -> tuple[Ints, Ints]:
        """Where tenths of a second begin in the next `count` samples, and which ones they are."""
        last = (self._first + count - 1) * _TENTHS // self._rate
        tenths = np.arange(self._first * _TENTHS // self._rate, last + 1)
        starts = -(-tenths * self._rate // _TENTHS) - self._first
        return np.maximum(starts, 0), tenths

    def _read(self, channel: int, line: Line, starts: Ints, tenths: Ints) -> None:
        highest = np.maximum.reduceat(line.sizes, starts)
        known = self._tenths[channel]
        known[tenths] = np.maximum(known[tenths], highest)
        if highest.max() > self.peaks[channel]:
            place = int(line.sizes.argmax())
            self._found(channel, place, float(line.sizes[place]))
        if line.is_below(min(float(self.peaks[channel]), self._ceiling)):
            return
        bound = line.bounds()
        open_, here = self._open(channel, bound, starts, tenths)
        bound = bound[open_]
        for first in range(0, len(open_), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            self._read_open(channel, line, open_[part], bound[part], here[part])

    def _read_open(
        self, channel: int, line: Line, intervals: Ints, bound: Float32s, tenths: Ints
    ) -> None:
        """Reads the middles of intervals, and the rest of those that may still hold news."""
        middles = line.middles(intervals)
        bound = line.closer_bounds(middles, bound)
        left = np.flatnonzero(bound > self._least(channel, tenths))
        if not len(left):
            return
        bound, tenths = bound[left], tenths[left]
        self._take(channel, middles.part(left), tenths)
        still = bound > self._least(channel, tenths)
        if still.any():
            self._take(channel, line.read(intervals[left[still]]), tenths[still])

    def _take(self, channel: int, reading: Reading, tenths: Ints) -> None:
        """Takes note of a reading of intervals in some tenths of a second."""
        top = int(reading.highest.argmax())
        self._found(channel, reading.place_of(top), float(reading.highest[top]))
        np.maximum.at(self._tenths[channel], tenths, reading.highest)

    def _open(self, channel: int, bound: Float32s, starts: Ints, tenths: Ints) -> tuple[Ints, Ints]:
        """Intervals that may hold news, and which of the tenths each is in."""
        least = self._least(channel, tenths)
        above = np.empty(len(bound), bool)
        changes = np.append(0, np.flatnonzero(least[1:] != least[:-1]) + 1)
        edges = [*starts[changes].tolist(), len(bound)]
        for (start, end), threshold in zip(itertools.pairwise(edges), least[changes], strict=True):
            np.greater(bound[start:end], threshold, out=above[start:end])
        open_ = np.flatnonzero(above)
        return open_, (self._first + open_) * _TENTHS // self._rate

    def _least(self, channel: int, tenths: Ints) -> Float32s:
        """What a reading in some tenths must exceed to be news: the channel's highest, or the
        ceiling in a tenth that is not above it yet."""
        best = np.float32(self.peaks[channel])
        if best <= self._ceiling:
            return np.full(len(tenths), best)
        known = self._tenths[channel, tenths] > self._ceiling
        return np.where(known, best, np.float32(self._ceiling))

    def _found(self, channel: int, place: float, peak: float) -> None:
        if peak > self.peaks[channel]:
            self.peaks[channel] = peak
            self.times_s[channel] = (self._first + place) / self._rate
