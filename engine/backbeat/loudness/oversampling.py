"""Sound between its samples: read at 16 times the rate, and no more of it than can matter.

The filter has 64 taps a phase (Kaiser, beta 9): within 0.02 dB of the exact reconstruction up to
0.46 of the sampling rate. What it can make of the interval between two samples is bounded by the
greater of the two and by how sharply the sound bends around: what a phase of the filter differs
from the straight line between the two samples is a filter on the second differences of the sound.
Few intervals can hold a peak, and only those are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

OVERSAMPLING = 16
TAPS = 64
BLOCK = 64
"""Samples that are judged together where gain is to follow."""
BEFORE, AFTER = TAPS // 2 - 1, TAPS // 2
"""Samples around an interval's first one that its reading hears."""

_BETA = 9.0
_NEAR = 8
"""Second differences around an interval that are bounded apart: they weigh most."""
_PLACES = np.arange(1, OVERSAMPLING)
_MIDDLE = OVERSAMPLING // 2
_MARGIN = 1.01
"""For single precision."""


@dataclass(frozen=True, eq=False)
class Line:
    """Sound of one channel, with what is around it.

    Args:
        samples: `BEFORE` samples, those in question, and `AFTER` samples. Interval i is what
            follows sample i of those in question, up to the next one.
    """

    samples: Float32s

    @cached_property
    def sizes(self) -> Float32s:
        """The amplitudes of the samples in question."""
        return self._sizes[BEFORE : len(self._sizes) - AFTER]

    @cached_property
    def _sizes(self) -> Float32s:
        return np.abs(self.samples)

    @cached_property
    def _highest(self) -> np.float32:
        return np.float32(self._sizes.max())

    @cached_property
    def _ends(self) -> Float32s:
        """The greater amplitude of the two samples around each interval, shape (intervals,)."""
        sizes = self._sizes[BEFORE : len(self._sizes) - AFTER + 1]
        return np.maximum(sizes[1:], sizes[:-1])

    def is_below(self, least: float) -> bool:
        """Whether nothing in it, samples or between, can exceed `least`."""
        return bool(_gains().whole * self._highest <= least)

    def bounds(self) -> Float32s:
        """What no reading of an interval can exceed, shape (intervals,)."""
        bound = _strays(self.samples)
        bound += self._ends
        bound += _gains().ends * self._highest
        return bound

    @cached_property
    def _windows(self) -> Float32s:
        count, step = len(self.samples) - TAPS + 1, self.samples.strides[0]
        # As sliding_window_view, whose checks take longer than the reading of a few intervals.
        return np.ndarray((count, TAPS), np.float32, self.samples.data, strides=(step, step))

    def read(self, intervals: Ints) -> Reading:
        """Reads intervals at each of the 15 places between their samples."""
        return self._read(intervals, _reader(), _PLACES)

    def middles(self, intervals: Ints) -> Reading:
        """Reads intervals half-way between their samples only."""
        return self._read(intervals, _reader()[_MIDDLE - 1 : _MIDDLE], _PLACES[_MIDDLE - 1 :])

    def _read(self, intervals: Ints, filters: Float32s, places: Ints) -> Reading:
        values = filters @ self._windows[intervals].T
        np.abs(values, out=values)
        return Reading(intervals, values.max(axis=0), values, places)

    def closer_bounds(self, middles: Reading, bounds: Float32s) -> Float32s:
        """What no reading of intervals can exceed, now that their middles are known.

        Args:
            middles: of the intervals.
            bounds: what `bounds` said of them.

        Returns:
            shape (n,), as the intervals of `middles`.
        """
        ends = self._ends[middles.intervals]
        bound = bounds - ends
        bound *= _gains().halved
        bound += np.maximum(ends, middles.highest)
        bound += _gains().ends * self._highest
        return bound


@dataclass(frozen=True, eq=False)
class Reading:
    """What is between some samples."""

    intervals: Ints
    """Which ones, shape (n,)."""
    highest: Float32s
    """The greatest amplitude of each, shape (n,)."""
    values: Float32s
    """Amplitudes read, shape (places, n)."""
    places: Ints
    """Where they were read, in sixteenths of an interval."""

    def part(self, which: Ints) -> Reading:
        """Of some of the intervals, by their indices in this reading."""
        return Reading(
            self.intervals[which], self.highest[which], self.values[:, which], self.places
        )

    def place_of(self, index: int) -> float:
        """Where interval `index` of this reading is highest, in samples from the line's first."""
        place = int(self.places[self.values[:, index].argmax()])
        return int(self.intervals[index]) + place / OVERSAMPLING


def _strays(samples: Float32s) -> Float32s:
    """How far the sound may stray from the straight lines between samples, shape (n,).

    Args:
        samples: the n + 63 around the intervals.
    """
    one, two = np.empty_like(samples), np.empty_like(samples)

    def widened(values: Float32s, by: int, into: Float32s) -> Float32s:
        """The greater of two windows, the second `by` later."""
        return np.maximum(values[by:], values[:-by], out=into[: len(values) - by])

    steps = np.subtract(samples[1:], samples[:-1], out=one[:-1])
    bend = np.subtract(steps[1:], steps[:-1], out=two[:-2])
    np.abs(bend, out=bend)
    near = widened(widened(widened(bend, 1, one), 2, two), 4, one)
    gains, count = _gains(), len(samples) - BEFORE - AFTER
    first = BEFORE - _NEAR // 2
    bounds = near[first : first + count] * gains.near
    halves = widened(widened(near, 8, two), 16, one)
    # Two windows of 32 that overlap: the 62 second differences of 64 samples.
    wide = widened(halves, TAPS - 2 - 32, two)
    wide *= gains.far
    bounds += wide
    return bounds


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
    carried: Float32s | None = None
    for block in blocks:
        planar = block.T.astype(np.float32, copy=False)
        if carried is None:
            carried = np.zeros((len(planar), before), np.float32)
        joined = np.concatenate([carried, planar], axis=1)
        count = max(0, (joined.shape[1] - before - after) // BLOCK)
        if count:
            yield joined[:, : before + count * BLOCK + after]
        carried = joined[:, count * BLOCK :].copy()
    if carried is not None and carried.shape[1] > before:
        count = -(-(carried.shape[1] - before) // BLOCK)
        missing = before + count * BLOCK + after - carried.shape[1]
        yield np.pad(carried, ((0, 0), (0, missing)))


@dataclass(frozen=True)
class _Gains:
    """Of the filter's phases, the greatest of any."""

    whole: np.float32
    """From the samples to a reading."""
    near: np.float32
    """From the `_NEAR` second differences in the middle to how far a reading strays from the
    straight line."""
    far: np.float32
    """From the other ones."""
    ends: np.float32
    """From the samples, for what the second differences leave out at the window's end."""
    halved: np.float32
    """From how far a reading may stray from the straight line between two samples to how far from
    the two straight lines by way of the middle's reading."""


@cache
def _gains() -> _Gains:
    first, last = np.eye(TAPS)[BEFORE : BEFORE + 2]
    near, far, ends = _stray_gains(np.stack([first, last]))
    closer_near, closer_far, closer_ends = _stray_gains(np.stack([first, phases()[_MIDDLE], last]))
    return _Gains(
        np.float32(np.abs(phases()).sum(axis=1).max()),
        np.float32(_MARGIN * near),
        np.float32(_MARGIN * far),
        np.float32(max(ends, closer_ends)),
        np.float32(_MARGIN * max(closer_near / near, closer_far / far)),
    )


def _stray_gains(knots: Float64s) -> tuple[float, float, float]:
    """`near`, `far` and `ends` of `_Gains` for the straight lines between some readings.

    Args:
        knots: filters of readings at equal distances from one sample to the next, shape (n, TAPS).
    """
    place = np.arange(OVERSAMPLING) * (len(knots) - 1) / OVERSAMPLING
    left, part = place.astype(int), (place % 1)[:, np.newaxis]
    lines = (1 - part) * knots[left] + part * knots[left + 1]
    on_bend = np.abs(np.cumsum(np.cumsum(phases() - lines, axis=1), axis=1))
    bend, rest = on_bend[:, : TAPS - 2], on_bend[:, TAPS - 2 :]
    near = bend[:, BEFORE - _NEAR // 2 : BEFORE + _NEAR // 2].sum(axis=1)
    far = bend.sum(axis=1) - near
    return float(near.max()), float(far.max()), 2 * float(rest.max())


@cache
def _reader() -> Float32s:
    return phases()[1:].astype(np.float32)
