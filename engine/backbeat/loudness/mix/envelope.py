"""The level of a clip over time."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float32s = npt.NDArray[np.float32]

_SILENT_DB = -99.0
"""Resolve's lowest level is -100."""


class Law(enum.Enum):
    """How a fade rises."""

    LINEAR = "linear"
    """Straight: two of them keep the level of what is the same on both sides."""
    EQUAL_POWER = "equal power"
    """A quarter of a sine: two of them keep the power of what is different."""


@dataclass(frozen=True)
class Fade:
    """A rise from nothing, or a fall to it."""

    start: int
    """Sample of the clip; may lie before its first."""
    length: int
    """Samples."""
    rises: bool
    law: Law

    def gains(self, first: int, count: int) -> Float32s:
        """Of samples from `first` on, shape (count,)."""
        place = (np.arange(first, first + count) - self.start + 0.5) / max(1, self.length)
        part = np.clip(place if self.rises else 1 - place, 0, 1)
        if self.law is Law.EQUAL_POWER:
            part = np.sin(np.pi / 2 * part)
        return np.asarray(part, np.float32)

    def touches(self, first: int, count: int) -> bool:
        """Whether any of those samples is not at full level."""
        end = self.start + self.length
        return first < end if self.rises else first + count > self.start


@dataclass(frozen=True)
class Envelope:
    """Levels and fades of a clip."""

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    """Samples from the clip's start and decibels, in order; in straight lines between."""
    fades: tuple[Fade, ...] = ()

    def applied(self, samples: Float32s, first: int) -> Float32s:
        """A piece of the clip at its level.

        Args:
            samples: shape (n, channels).
            first: place of the first of them in the clip.
        """
        gains = self._levels(first, len(samples))
        made = samples if gains is None else samples * gains
        for fade in self.fades:
            if fade.touches(first, len(samples)):
                made = made * fade.gains(first, len(samples))[:, np.newaxis]
        return np.asarray(made, np.float32)

    def _levels(self, first: int, count: int) -> Float32s | np.float32 | None:
        levels = [level for _, level in self.points]
        if len(set(levels)) == 1:
            return None if levels[0] == 0 else np.float32(_amplitude(np.array(levels[0])))
        places = [place for place, _ in self.points]
        db = np.interp(np.arange(first, first + count), places, levels)
        return _amplitude(db).astype(np.float32)[:, np.newaxis]


def _amplitude(db: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.where(db <= _SILENT_DB, 0.0, 10 ** (db / 20)), np.float64)
