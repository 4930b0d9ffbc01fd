"""Where a sound's hit is: the moment of it that is put on the moment that is seen.

A marker in the file that says so comes first; then the attack, which is the last millisecond before
the peak that is 20 dB under it. Of whooshes it is the peak: they pass there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from backbeat.sounds.facts import CuePoint, Floats, Samples, SyncFrom

_UNDER_PEAK = 10 ** (-20 / 20)
_SYNC_LABEL = re.compile(r"\b(?:sync|hit|impact|sync[ _-]?point)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """Where a hit is."""

    time_s: float
    """In seconds from the sound's start."""
    found_by: SyncFrom


@dataclass(frozen=True, eq=False)
class Envelope:
    """The highest amplitude in each step of a sound, over all channels."""

    peaks: Floats
    """Shape (steps,)."""
    step_s: float
    """Length of a step: the whole samples in a millisecond."""


class Peaks:
    """Makes the envelope of a stream.

    Args:
        rate: in Hz.
    """

    def __init__(self, rate: int) -> None:
        self._length = max(1, rate // 1000)
        self._step_s = self._length / rate
        self._waiting = np.zeros(0, np.float32)
        self._found: list[Floats] = []

    def feed(self, samples: Samples) -> None:
        """Takes the next samples, shape (n, channels)."""
        level = np.abs(samples[:, 0])
        for channel in range(1, samples.shape[1]):
            np.maximum(level, np.abs(samples[:, channel]), out=level)
        joined = np.concatenate([self._waiting, level]) if len(self._waiting) else level
        whole = len(joined) // self._length * self._length
        self._found.append(joined[:whole].reshape(-1, self._length).max(axis=1))
        self._waiting = joined[whole:].copy()

    def finish(self) -> Envelope:
        """The envelope of all that was fed; its last step may be shorter than the others."""
        if len(self._waiting):
            self._found.append(self._waiting.max(keepdims=True))
            self._waiting = self._waiting[:0]
        peaks = np.concatenate(self._found) if self._found else np.zeros(0, np.float32)
        return Envelope(peaks, self._step_s)


def envelope_of(samples: Samples, rate: int) -> Envelope:
    """The envelope of a sound in memory."""
    peaks = Peaks(rate)
    peaks.feed(samples)
    return peaks.finish()


def attack(peaks: Floats) -> int:
    """The step at which a hit begins: after the last one before the peak that is 20 dB under it.

    Args:
        peaks: shape (steps,), at least one.
    """
    at = int(peaks.argmax())
    quiet = np.flatnonzero(peaks[: at + 1] < peaks[at] * _UNDER_PEAK)
    return int(quiet[-1]) + 1 if len(quiet) else 0


def sync_point(
    envelope: Envelope,
    cues: Iterable[CuePoint] = (),
    peaks_at_hit: bool = False,
    span: tuple[int, int] | None = None,
) -> SyncPoint:
    """Where the hit is in a sound, or in one take of it.

    Args:
        envelope: of the whole sound.
        cues: markers in the file.
        peaks_at_hit: whether it is a whoosh, which passes at its peak.
        span: the first and one past the last step of the take; None: all.
    """
    first, last = span or (0, len(envelope.peaks))
    step_s, peaks = envelope.step_s, envelope.peaks[first:last]
    for cue in cues:
        if _SYNC_LABEL.search(cue.label) and first * step_s <= cue.time_s < last * step_s:
            return SyncPoint(cue.time_s, SyncFrom.CUE)
    if not len(peaks) or not peaks.max() > 0:
        return SyncPoint(first * step_s, SyncFrom.ATTACK)
    if peaks_at_hit:
        return SyncPoint((first + int(peaks.argmax())) * step_s, SyncFrom.PEAK)
    return SyncPoint((first + attack(peaks)) * step_s, SyncFrom.ATTACK)
