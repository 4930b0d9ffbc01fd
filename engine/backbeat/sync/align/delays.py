"""How much later than foreseen the same sound is in one of two recordings, to parts of a sample.

By generalized cross-correlation with phase transform: all frequencies count alike, so that the
peak is sharp however a microphone or a room colours the sound (Knapp and Carter, IEEE Trans. ASSP
1976).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from backbeat.sync.align.arrays import Complexes, Float32s, Float64s
from backbeat.sync.align.bands import RATE, Heard

_LONGEST = 1 << 16
_SHORTEST = 1 << 13
_LOWEST_HZ, _HIGHEST_HZ = 90.0, 7200.0
_MOST = 240
"""Windows in one piece; more tell no more."""
_SILENT = 1e-10
"""Mean square below which a window has nothing to compare."""
_SMEAR_S = 0.0001
"""A window whose ends drift apart by more than this is read at the other clock's pace."""


@dataclass(frozen=True)
class Foreseen:
    """Where a recording is expected to lie: time t of it at offset_s + t * (1 + drift)."""

    offset_s: float
    drift: float

    def __call__(self, times_s: Float64s) -> Float64s:
        """Times of the recording in the reference."""
        return self.offset_s + times_s * (1 + self.drift)


@dataclass(frozen=True, eq=False)
class Correlations:
    """Windows of one recording against the other."""

    foreseen: Foreseen
    times_s: Float64s
    """Middle of each window, in the recording, shape (k,)."""
    moved_s: Float64s
    """By how much what each window was compared with lies later than foreseen: parts of a sample,
    shape (k,)."""
    peaks: Float32s
    """The correlation around that, in standard deviations of each window, shape
    (k, 2 * reach + 1); negative where one microphone is of the other polarity. The middle column is
    no deviation, one further right is one sample later in the reference."""

    @property
    def reach(self) -> int:
        """Samples on either side."""
        return int(self.peaks.shape[1]) // 2

    def some(self, first: int, last: int) -> Correlations:
        """The windows from one to another, both included."""
        kept = slice(first, last + 1)
        return Correlations(self.foreseen, self.times_s[kept], self.moved_s[kept], self.peaks[kept])


@dataclass(frozen=True, eq=False)
class _Window:
    time_s: float
    moved_s: float
    phases: Complexes
    """Of the product of both spectra, each of size 1."""


def correlations(
    reference: Heard,
    other: Heard,
    span_s: tuple[float, float],
    foreseen: Foreseen,
    reach_s: float,
) -> Correlations:
    """Correlates windows that cover a span.

    Args:
        reference: the reference.
        other: the recording.
        span_s: where in the recording.
        foreseen: where it is expected.
        reach_s: how far from there to look.
    """
    start, end = span_s
    length = _LONGEST
    while length > _SHORTEST and length / RATE > (end - start) / 3:
        length //= 2
    reach = min(round(reach_s * RATE), length // 4)
    hz = np.fft.rfftfreq(length, 1 / RATE)
    band = ((hz > _LOWEST_HZ) & (hz < _HIGHEST_HZ)).astype(np.float32)
    times, moved, rows = [], [], []
    for window in _windows(reference, other, span_s, foreseen, length):
        whole = np.fft.irfft(window.phases * band, length).astype(np.float32)
        near = np.concatenate([whole[-reach:], whole[: reach + 1]])
        times.append(window.time_s)
        moved.append(window.moved_s)
        rows.append(near / (np.sqrt(np.mean(whole * whole)) + 1e-12))
    peaks = np.array(rows, np.float32).reshape(-1, 2 * reach + 1)
    return Correlations(foreseen, np.array(times), np.array(moved), peaks)


def _windows(
    reference: Heard, other: Heard, span_s: tuple[float, float], foreseen: Foreseen, length: int
) -> Iterator[_Window]:
    start, end = span_s
    half = length / 2 / RATE
    count = int(np.clip((end - start - 2 * half) / half + 1, 1, _MOST))
    middles = np.linspace(min(start + half, end), max(end - half, start), count)
    window = np.hanning(length).astype(np.float32)
    smeared = abs(foreseen.drift) * length / RATE > _SMEAR_S
    for middle, there in zip(middles, foreseen(middles), strict=True):
        centre, centre_there = round(middle * RATE), round(there * RATE)
        one = _cut(other.samples, centre, length, foreseen.drift if smeared else 0.0)
        two = _cut(reference.samples, centre_there, length, 0.0)
        if min(float(np.mean(one * one)), float(np.mean(two * two))) < _SILENT:
            continue
        product = np.fft.rfft(two * window) * np.fft.rfft(one * window).conj()
        size = np.abs(product)
        phases = (product / (size + 1e-4 * size.mean() + 1e-20)).astype(np.complex64)
        time = centre / RATE
        moved = centre_there / RATE - float(foreseen(np.array([time]))[0])
        yield _Window(time, moved, phases)


def _cut(samples: Float32s, centre: int, length: int, drift: float) -> Float32s:
    """`length` samples around one; with a drift, as they come by the other clock."""
    spare = int(abs(drift) * length) + 2 if drift else 0
    first = centre - length // 2 - spare
    wide = np.zeros(length + 2 * spare, np.float32)
    here = samples[max(first, 0) : max(min(first + len(wide), len(samples)), 0)]
    wide[max(-first, 0) : max(-first, 0) + len(here)] = here
    if not drift:
        return wide
    at = (np.arange(length) - length // 2) / (1 + drift) + length // 2 + spare
    read: Float32s = np.interp(at, np.arange(len(wide)), wide).astype(np.float32)
    return read
