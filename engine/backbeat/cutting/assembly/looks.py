"""Whether the picture after a cut looks like the one before it: two clips may show one scene."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from backbeat.cutting.assembly.arrays import Floats, Ints
from backbeat.cutting.assembly.conformed import Conformed
from backbeat.footage.looks import SIZE

ALIKE = 0.25
"""Distance of two looks from which they are not alike; that of most moments of one static shot is
below 0.15."""


class Looks:
    """The looks of a bin, in rows.

    Args:
        clips: the bin.
        rate: frames a second of the timeline.
    """

    def __init__(self, clips: Sequence[Conformed], rate: Fraction) -> None:
        self._rate = float(rate)
        self._times = [clip.footage.looks_s for clip in clips]
        counts = [len(times) for times in self._times]
        self._first = np.concatenate(([0], np.cumsum(counts)))
        none = np.zeros((1, SIZE))
        rows = np.concatenate([*(clip.footage.looks for clip in clips), none])
        self._rows: Floats = rows.astype(np.float64)
        self._squares: Floats = (self._rows**2).sum(axis=1)
        self._none = len(rows) - 1

    @property
    def none(self) -> Ints:
        """The row that stands for no look, shape (1,)."""
        return np.array([self._none])

    def at_start(self, clip: Ints, start: Ints) -> Ints:
        """The rows of the first looks in shots that start at frames `start`, shape (k,)."""
        return self._found(clip, start, 0)

    def at_end(self, clip: Ints, end: Ints) -> Ints:
        """The rows of the last looks in shots that end before frames `end`, shape (k,)."""
        return self._found(clip, end, -1)

    def _found(self, clip: Ints, frames: Ints, step: int) -> Ints:
        rows = np.full(len(clip), self._none)
        for index in np.unique(clip):
            times = self._times[index]
            if not len(times):
                continue
            mine = np.flatnonzero(clip == index)
            moments = frames[mine] / self._rate - 1e-6
            at = np.searchsorted(times, moments) + step
            rows[mine] = self._first[index] + np.clip(at, 0, len(times) - 1)
        return rows

    def alike(self, before: Ints, after: Ints) -> Floats:
        """How alike looks are, shape (w, k): 1 the same picture, 0 another, or not known."""
        apart = (
            self._squares[before][:, None]
            + self._squares[after]
            - 2 * self._rows[before] @ self._rows[after].T
        )
        known = (before != self._none)[:, None] & (after != self._none)
        result: Floats = np.clip(1 - apart / ALIKE**2, 0, 1) * known
        return result
