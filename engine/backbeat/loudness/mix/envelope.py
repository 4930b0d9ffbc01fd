"""The level of a clip over time."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float32s = npt.NDArray[np.float32]

_SILENT_DB = -99.0
"""Levels up to this are silence; the lowest in Resolve is -100 dB."""


class Law(enum.Enum):
    """The shape of a fade."""

    LINEAR = "linear"
    """Linear in amplitude: a crossfade of identical sounds keeps its level."""
    EQUAL_POWER = "equal power"
    """A quarter of a sine: a crossfade of unrelated sounds keeps its power."""


@dataclass(frozen=True)
class Fade:
    """A fade in from silence, or a fade out to it."""

    start: int
    """First sample of the fade, counted from the clip's first; may be negative."""
    length: int
    """Samples."""
    rises: bool
    """True for a fade in."""
    law: Law

    def gains(self, first: int, count: int) -> Float32s:
        """Linear gains of `count` samples of the clip from `first` on, shape (count,)."""
        position = (np.arange(first, first + count) - self.start + 0.5) / max(1, self.length)
        gains = np.clip(position if self.rises else 1 - position, 0, 1)
        if self.law is Law.EQUAL_POWER:
            gains = np.sin(np.pi / 2 * gains)
        return np.asarray(gains, np.float32)

    def touches(self, first: int, count: int) -> bool:
        """Whether the fade changes any of `count` samples from `first` on."""
        end = self.start + self.length
        return first < end if self.rises else first + count > self.start


@dataclass(frozen=True)
class Envelope:
    """The level of a clip over time: key points and fades."""

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    """Key points in order: samples from the clip's start, and dB; linear in dB between them."""
    fades: tuple[Fade, ...] = ()

    def applied(self, samples: Float32s, first: int) -> Float32s:
        """A piece of the clip with levels and fades applied.

        Args:
            samples: shape (n, channels).
            first: position of the first of them in the clip.
        """
        gains = self._levels(first, len(samples))
        levelled = samples if gains is None else samples * gains
        for fade in self.fades:
            if fade.touches(first, len(samples)):
                levelled = levelled * fade.gains(first, len(samples))[:, np.newaxis]
        return np.asarray(levelled, np.float32)

    def _levels(self, first: int, count: int) -> Float32s | np.float32 | None:
        levels = [level for _, level in self.points]
        if len(set(levels)) == 1:
            return None if levels[0] == 0 else np.float32(_amplitude(np.array(levels[0])))
        positions = [position for position, _ in self.points]
        db = np.interp(np.arange(first, first + count), positions, levels)
        return _amplitude(db).astype(np.float32)[:, np.newaxis]


def _amplitude(db: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.where(db <= _SILENT_DB, 0.0, 10 ** (db / 20)), np.float64)
