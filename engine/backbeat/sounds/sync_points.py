"""Where a sound's hit is: the moment of it that is put on the moment that is seen.

A marker in the file that says so comes first; then the attack, which is the last millisecond before
the peak that is 20 dB under it. Of whooshes it is the peak: they pass there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.sounds.facts import CuePoint, Floats, Samples, SyncFrom

STEP_S = 0.001
"""Length of the steps that levels are measured in."""
_UNDER_PEAK = 10 ** (-20 / 20)
_SYNC_LABEL = re.compile(r"\b(?:sync|hit|impact|sync[ _-]?point)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """Where a hit is."""

    time_s: float
    """In seconds from the sound's start."""
    found_by: SyncFrom


class Peaks:
    """The highest amplitude in each millisecond of a stream, over all channels.

    Args:
        rate: in Hz; steps of rates that are no multiple of 1000 Hz differ by a sample.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._waiting = np.zeros(0, np.float32)
        self._done = 0
        self._found: list[Floats] = []

    def feed(self, samples: Samples) -> None:
        """Takes the next samples, shape (n, channels)."""
        level = np.abs(samples[:, 0])
        for channel in range(1, samples.shape[1]):
            np.maximum(level, np.abs(samples[:, channel]), out=level)
        joined = np.concatenate([self._waiting, level]) if len(self._waiting) else level
        start = self._edge(self._done)
        count = (start + len(joined)) * 1000 // self._rate - self._done
        if self._edge(self._done + count) - start > len(joined):
            count -= 1
        if count <= 0:
            self._waiting = joined
            return
        edges = self._edges(count) - start
        self._found.append(np.maximum.reduceat(joined[: edges[-1]], edges[:-1]))
        self._waiting = joined[edges[-1] :].copy()
        self._done += count

    def finish(self) -> Floats:
        """Amplitudes of all steps, shape (steps,); the last may be shorter than a millisecond."""
        if len(self._waiting):
            self._found.append(self._waiting.max(keepdims=True))
            self._waiting = self._waiting[:0]
        return np.concatenate(self._found) if self._found else np.zeros(0, np.float32)

    def _edge(self, step: int) -> int:
        return -(-step * self._rate // 1000)

    def _edges(self, count: int) -> NDArray[np.intp]:
        steps = np.arange(self._done, self._done + count + 1)
        return np.asarray(-(-steps * self._rate // 1000), np.intp)


def peaks_of(samples: Samples, rate: int) -> Floats:
    """The highest amplitude in each millisecond of a sound in memory, shape (steps,)."""
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
    peaks: Floats, cues: Iterable[CuePoint] = (), peaks_at_hit: bool = False, first_step: int = 0
) -> SyncPoint:
    """Where the hit is in a sound, or in one take of it.

    Args:
        peaks: highest amplitude in each millisecond, shape (steps,).
        cues: markers in the file.
        peaks_at_hit: whether it is a whoosh, which passes at its peak.
        first_step: where `peaks` begin in the file, which the result and the markers count from.
    """
    first_s, last_s = first_step * STEP_S, (first_step + len(peaks)) * STEP_S
    for cue in cues:
        if _SYNC_LABEL.search(cue.label) and first_s <= cue.time_s < last_s:
            return SyncPoint(cue.time_s, SyncFrom.CUE)
    if not len(peaks) or not peaks.max() > 0:
        return SyncPoint(first_s, SyncFrom.ATTACK)
    if peaks_at_hit:
        return SyncPoint((first_step + int(peaks.argmax())) * STEP_S, SyncFrom.PEAK)
    return SyncPoint((first_step + attack(peaks)) * STEP_S, SyncFrom.ATTACK)
