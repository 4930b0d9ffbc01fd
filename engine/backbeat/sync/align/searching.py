"""Where short stretches of one recording may lie in another, by the features of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.sync.align.arrays import Complexes, Float32s, Float64s, Ints

_SMALLEST = 1 << 12
_SAMPLED = 20_000
"""Places by which chance is judged."""
_SCORE_OF_CHANCE = 2.5
"""Scores up to this are no places."""
_APART = 8
"""Rows between places that count as two."""
_PART_HEARD = 0.25
"""Share of a stretch that must lie inside the other recording."""


@dataclass(frozen=True, eq=False)
class Places:
    """Where a stretch may lie, the likeliest first."""

    lags: Ints
    """Rows of the other recording before its start (negative) or after, shape (k,)."""
    scores: Float32s
    """How far the likeness there stands out from everywhere else, in standard deviations of noise,
    shape (k,)."""
    spread: float
    """Standard deviation of that noise."""


class Searched:
    """A recording that stretches of others are searched in.

    Args:
        features: of the recording, shape (m, bands), float32.
        longest: rows of the longest stretch.
    """

    def __init__(self, features: Float32s, longest: int) -> None:
        self._rows, self.longest = len(features), longest
        size = _SMALLEST
        while size < min(4 * longest, self._rows + 2 * longest):
            size *= 2
        self._size, self._step = size, size - longest + 1
        # So much silence in front that a stretch may begin before the recording.
        self._count = -(-(self._rows + longest) // self._step)
        padded = np.zeros((self._count * self._step + longest, features.shape[1]), np.float32)
        self._padded = padded
        padded[longest : longest + self._rows] = features
        self._spectra: list[Complexes] = [
            np.fft.rfft(padded[first : first + size], size, axis=0).astype(np.complex64)
            for first in range(0, self._count * self._step, self._step)
        ]
        self._power = np.concatenate([[0.0], np.cumsum((padded.astype(float) ** 2).sum(axis=1))])
        self._usual = float((features.astype(float) ** 2).sum()) / max(self._rows, 1)

    def likeness(self, stretch: Float32s) -> Float32s:
        """Correlation of a stretch with every place, -1 to 1.

        Args:
            stretch: shape (l, bands), at most `longest` rows.

        Returns:
            Shape (m + longest,): element i is of the stretch beginning at row i - longest.
        """
        conjugate = np.fft.rfft(stretch, self._size, axis=0).conj().astype(np.complex64)
        parts = [
            np.fft.irfft((spectrum * conjugate).sum(axis=1), self._size)[: self._step]
            for spectrum in self._spectra
        ]
        total = self._rows + self.longest
        products = np.concatenate(parts)[:total]
        alike: Float32s = (products / self._norms(stretch, 0, total)).astype(np.float32)
        return alike

    def places(self, likeness: Float32s, count: int) -> Places:
        """The likeliest places of what `likeness` returned, at most `count`."""
        some = likeness[:: max(1, len(likeness) // _SAMPLED)]
        centre = float(np.median(some))
        spread = float(1.4826 * np.median(np.abs(some - centre))) + 1e-6
        scores = (likeness - centre) / spread
        peaks = _peaks(scores, count)
        return Places(peaks - self.longest, scores[peaks].astype(np.float32), spread)

    def near(self, stretch: Float32s, lag: int, reach: int, spread: float) -> Places:
        """The likeliest place within `reach` rows of `lag`, without looking anywhere else.

        Args:
            stretch: as of `likeness`.
            lag: in rows, as in `Places`.
            reach: in rows.
            spread: of a search of everywhere.
        """
        first = min(max(lag - reach + self.longest, 0), self._rows + self.longest - 1)
        last = min(first + 2 * reach + 1, self._rows + self.longest)
        there = np.zeros((last - first + len(stretch) - 1, stretch.shape[1]), np.float32)
        here = self._padded[first : first + len(there)]
        there[: len(here)] = here
        size = 1 << (len(there) - 1).bit_length()
        spectrum = np.fft.rfft(there, size, axis=0) * np.fft.rfft(stretch, size, axis=0).conj()
        products = np.fft.irfft(spectrum.sum(axis=1), size)[: last - first]
        alike = products / self._norms(stretch, first, last)
        best = int(alike.argmax())
        return Places(
            np.array([first + best - self.longest]),
            np.array([alike[best] / spread], np.float32),
            spread,
        )

    def _norms(self, stretch: Float32s, first: int, last: int) -> Float64s:
        """What products are divided by for beginnings in padded rows `first` to `last`."""
        own = float((stretch.astype(float) ** 2).sum())
        ends = np.minimum(np.arange(first, last) + len(stretch), len(self._power) - 1)
        there = self._power[ends] - self._power[first:last]
        # Where little sounds, chance is likest: it counts as a quarter of the usual.
        there = np.maximum(there, _PART_HEARD * self._usual * len(stretch))
        norms: Float64s = np.sqrt(own * there + 1e-9)
        return norms


def _peaks(scores: Float32s, count: int) -> Ints:
    """Indices of local maxima over `_APART` rows, the highest first."""
    high = np.flatnonzero(scores[1:-1] > _SCORE_OF_CHANCE) + 1
    inner = high[(scores[high] >= scores[high - 1]) & (scores[high] > scores[high + 1])]
    order = inner[np.argsort(-scores[inner], kind="stable")][: 8 * count]
    kept: list[int] = []
    for peak in order:
        if all(abs(peak - other) >= _APART for other in kept):
            kept.append(int(peak))
            if len(kept) == count:
                break
    return np.array(kept, np.intp)
