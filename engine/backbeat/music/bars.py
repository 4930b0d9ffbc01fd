"""Counts beats into bars: which beat comes first, how many make a bar, and where that changes.

The most likely sequence of places in bars of two to seven beats, by dynamic programming over the
beats, after the bar-pointer models of Krebs, Böck and Widmer (2013).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints

METRES = (2, 3, 4, 5, 6, 7)
_UNLIKELY = {2: 3.0, 3: 1.0, 4: 0.0, 5: 4.0, 6: 4.0, 7: 5.0}
"""Log-odds that each metre has to make up for."""
_SHORT = {2: 1.5, 3: 0.75}
"""What each bar of these costs: else two short bars would always beat one long."""
_BREAK_COST = 12.0
"""Of a bar that breaks off, or of another metre."""
_CERTAIN = 1000.0


@dataclass(frozen=True)
class Bars:
    """Where each beat stands."""

    bar: Ints
    """From 1; 0 before the first downbeat; shape (beats,)."""
    beat: Ints
    """From 1, the downbeat; shape (beats,)."""
    beats_per_bar: int
    """Of most beats."""


def count_bars(evidence: Float64s, beats_per_bar: int = 0, downbeat: int | None = None) -> Bars:
    """The most likely bars.

    Args:
        evidence: log-odds that each beat is a downbeat, shape (beats,).
        beats_per_bar: the metre, where it is known; 0: any of `METRES`.
        downbeat: index of a beat known to start a bar.
    """
    metres = (beats_per_bar,) if beats_per_bar else METRES
    if not len(evidence):
        return Bars(np.zeros(0, np.intp), np.zeros(0, np.intp), beats_per_bar or 4)
    evidence = evidence.astype(np.float64)
    metre = np.repeat(metres, metres)
    place = np.concatenate([np.arange(size) for size in metres])
    path = _likeliest(evidence, metre, place, downbeat)
    places = place[path]
    starts = np.cumsum(places == 0)
    counts = np.bincount(metre[path])
    return Bars(starts, places + 1, int(counts.argmax()))


def _likeliest(evidence: Float64s, metre: Ints, place: Ints, downbeat: int | None) -> Ints:
    """Index of each beat's state; states are (metre, place)."""
    states = np.arange(len(metre))
    ones = place == 0
    short = np.array([_SHORT.get(int(size), 0.0) for size in metre])
    before = np.where(ones, states + metre - 1, states - 1)
    score = -np.array([_UNLIKELY[int(size)] for size in metre])
    came_from = np.zeros((len(evidence), len(states)), np.intp)
    for index, worth in enumerate(evidence):
        if index:
            best = int(score.argmax())
            broken = ones & (score[best] - _BREAK_COST > score[before])
            came_from[index] = np.where(broken, best, before)
            score = np.where(broken, score[best] - _BREAK_COST, score[before])
        score = score + np.where(ones, (_CERTAIN if index == downbeat else worth) - short, 0)
    path = np.zeros(len(evidence), np.intp)
    path[-1] = score.argmax()
    for index in range(len(path) - 1, 0, -1):
        path[index - 1] = came_from[index, path[index]]
    return path
