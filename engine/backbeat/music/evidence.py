"""Moments at which beats may lie, and how much speaks for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints, probability

_LEAST = 0.05
"""Probability below which a moment says nothing."""
_NEAR_S = 0.02
"""Deviation of a beat from its moment at which the moment counts 60 %."""


@dataclass(frozen=True)
class Evidence:
    """Moments at which beats may lie."""

    times: Float64s
    """Seconds from the first sample, rising, shape (n,)."""
    weights: Float64s
    """How much speaks for a beat at each, 0 to 1, shape (n,)."""

    def agreement(self, beats: Float64s) -> Float64s:
        """How much speaks for each of `beats`, seconds in any order; 0 to 1, same shape."""
        if not len(self.times):
            return np.zeros(len(beats))
        found = np.zeros(len(beats))
        place = np.searchsorted(self.times, beats)
        for step in (-2, -1, 0, 1):
            index = np.clip(place + step, 0, len(self.times) - 1)
            away = (self.times[index] - beats) / _NEAR_S
            found = np.maximum(found, self.weights[index] * np.exp(-0.5 * away**2))
        return found

    def within(self, first_s: float, last_s: float) -> Evidence:
        """The moments from `first_s` to `last_s`."""
        here = slice(*np.searchsorted(self.times, (first_s, last_s)))
        return Evidence(self.times[here], self.weights[here])

    def joined(self, other: Evidence) -> Evidence:
        """The moments of both."""
        times = np.concatenate([self.times, other.times])
        order = np.argsort(times, kind="stable")
        return Evidence(times[order], np.concatenate([self.weights, other.weights])[order])


def evidence_of(log_odds: Float64s, rate: float) -> Evidence:
    """The summits of an activation.

    Args:
        log_odds: how much each frame is a beat, shape (frames,).
        rate: frames a second.
    """
    if len(log_odds) < 3:
        return Evidence(np.zeros(0), np.zeros(0))
    inner = log_odds[1:-1]
    summits = 1 + np.flatnonzero((inner > log_odds[:-2]) & (inner >= log_odds[2:]))
    ends = [place for place, next_to in ((0, 1), (-1, -2)) if log_odds[place] > log_odds[next_to]]
    index = np.unique(np.concatenate([summits, np.array(ends, np.intp) % len(log_odds)]))
    weights = probability(log_odds[index])
    index, weights = index[weights >= _LEAST], weights[weights >= _LEAST]
    return Evidence(between_frames(log_odds, index) / rate, np.asarray(weights, np.float64))


def between_frames(log_odds: Float64s, peaks: Ints) -> Float64s:
    """Places of the summits of parabolas through each peak and its neighbours, in frames.

    The training targets are bell curves, whose log-odds are close to parabolas near the peak.
    """
    inner = np.clip(peaks, 1, len(log_odds) - 2)
    before, here, after = log_odds[inner - 1], log_odds[inner], log_odds[inner + 1]
    bend = before - 2 * here + after
    shift = np.where(bend < 0, 0.5 * (before - after) / np.minimum(bend, -1e-9), 0)
    return np.asarray(np.where(inner == peaks, peaks + np.clip(shift, -0.5, 0.5), peaks))
