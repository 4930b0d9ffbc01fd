"""True peak: ITU-R BS.1770-5, annex 2, with a longer filter and most of the work left out.

The standard's own 4 x 12 taps read up to 0.69 dB low; see `oversampling.py` for what is read here.
Above 0.46 of the sampling rate no short filter sees everything, this one neither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.loudness.oversampling import AFTER, BEFORE, BLOCK, Line

Float32s = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

_AT_ONCE = 4096
_FIRST = 64
"""Intervals read before all others: the loudest spare the others the work."""
_FEW = 1000
"""So many are read at once as quickly as in turn."""
_TENTHS = 10
"""A second."""


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
        count = joined.shape[1] - BEFORE - AFTER
        if count > 0:
            starts, tenths = self._tenths_of(count)
            missing = max(0, int(tenths[-1]) + 1 - self._tenths.shape[1])
            self._tenths = np.pad(self._tenths, ((0, 0), (0, missing)))
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
        open_, ends = self._open(channel, bound, starts, tenths)
        bound, here = bound[open_], tenths[ends]
        count = _FIRST if len(open_) > _FEW else _AT_ONCE
        while len(open_):
            loudest = np.argpartition(bound, -count)[-count:] if len(open_) > count else slice(None)
            reading = line.read(open_[loudest])
            top = int(reading.highest.argmax())
            self._found(channel, reading.place_of(top), float(reading.highest[top]))
            np.maximum.at(known, here[loudest], reading.highest)
            bound[loudest] = 0
            left = bound > self._least(channel, here)
            open_, bound, here = open_[left], bound[left], here[left]
            count = _AT_ONCE

    def _open(self, channel: int, bound: Float32s, starts: Ints, tenths: Ints) -> tuple[Ints, Ints]:
        """Intervals that may hold news, and which of the tenths each is in."""
        least = self._least(channel, tenths)
        if (least == least[0]).all():
            open_ = np.flatnonzero(bound > least[0])
        else:
            lengths = np.diff(starts, append=len(bound))
            open_ = np.flatnonzero(bound > np.repeat(least, lengths))
        return open_, np.searchsorted(starts, open_, side="right") - 1

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
