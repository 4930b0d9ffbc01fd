"""Groups beats into bars: downbeats, metre, and changes of metre.

The most likely sequence of positions in bars of two to seven beats, by dynamic programming over
the beats, after the bar-pointer models of Krebs, Böck and Widmer (2013).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints

METRES = (2, 3, 4, 5, 6, 7)
_METRE_COST = {2: 3.0, 3: 1.0, 4: 0.0, 5: 4.0, 6: 4.0, 7: 5.0}
"""Prior cost of each metre, in log-odds."""
_SHORT_BAR_COST = {2: 1.5, 3: 0.75}
"""Cost of each bar of a short metre, without which two short bars would always beat a long one."""
_BREAK_COST = 12.0
"""Cost of an incomplete bar or a change of metre."""


@dataclass(frozen=True)
class Bars:
    """Bar and beat number of each beat."""

    bar: Ints
    """Bar number from 1; 0 before the first downbeat; shape (beats,)."""
    beat: Ints
    """Beat in its bar, the downbeat being 1; shape (beats,)."""
    beats_per_bar: int
    """The metre of most beats."""


def count_bars(evidence: Float64s, beats_per_bar: int = 0) -> Bars:
    """The most likely bars.

    Args:
        evidence: log-odds that each beat is a downbeat, shape (beats,).
        beats_per_bar: the metre, where it is known; 0: any of `METRES`.
    """
    metres = (beats_per_bar,) if beats_per_bar else METRES
    if not len(evidence):
        return Bars(np.zeros(0, np.intp), np.zeros(0, np.intp), beats_per_bar or 4)
    evidence = evidence.astype(np.float64)
    metre = np.repeat(metres, metres)
    position = np.concatenate([np.arange(size) for size in metres])
    path = _most_likely_states(evidence, metre, position)
    positions = position[path]
    starts = np.cumsum(positions == 0)
    counts = np.bincount(metre[path])
    return Bars(starts, positions + 1, int(counts.argmax()))


def counted_from(downbeat: int, count: int, beats_per_bar: int) -> Bars:
    """Bars of one length, counted both ways from a beat known to start one.

    Args:
        downbeat: its index; it may lie before the first beat or after the last.
        count: of all beats.
        beats_per_bar: of every bar.
    """
    positions = (np.arange(count) - downbeat) % beats_per_bar
    return Bars(np.cumsum(positions == 0), positions + 1, beats_per_bar)


def shifted(bars: Bars, beats: int) -> Bars:
    """The bars so many beats later, or earlier where it is negative."""
    if not beats or not len(bars.beat):
        return bars
    count, size = len(bars.beat), bars.beats_per_bar
    starts = np.flatnonzero(bars.beat == 1) + beats
    starts = starts[(starts >= 0) & (starts < count)]
    if not len(starts):
        first = int(bars.beat[0]) - 1
        return counted_from(beats - first, count, size)
    # What comes before the first bar is less than one, and the last bar no longer than the others.
    before = np.arange(starts[0] - size, -1, -size)[::-1]
    after = np.arange(starts[-1] + size, count, size)
    is_start = np.zeros(count, bool)
    is_start[np.concatenate([before, starts, after])] = True
    bar = np.cumsum(is_start)
    index = np.arange(count)
    latest = np.maximum.accumulate(np.where(is_start, index, -1))
    first = int(np.flatnonzero(is_start)[0])
    beat = np.where(latest >= 0, index - latest + 1, size - first + index + 1)
    return Bars(bar, beat, size)


def _most_likely_states(evidence: Float64s, metre: Ints, position: Ints) -> Ints:
    """Index of each beat's most likely state, a (metre, position) pair (Viterbi)."""
    states = np.arange(len(metre))
    is_downbeat = position == 0
    short = np.array([_SHORT_BAR_COST.get(int(size), 0.0) for size in metre])
    before = np.where(is_downbeat, states + metre - 1, states - 1)
    score = -np.array([_METRE_COST[int(size)] for size in metre])
    came_from = np.zeros((len(evidence), len(states)), np.intp)
    for index, log_odds in enumerate(evidence):
        if index:
            best = int(score.argmax())
            broken = is_downbeat & (score[best] - _BREAK_COST > score[before])
            came_from[index] = np.where(broken, best, before)
            score = np.where(broken, score[best] - _BREAK_COST, score[before])
        score = score + np.where(is_downbeat, log_odds - short, 0)
    path = np.zeros(len(evidence), np.intp)
    path[-1] = score.argmax()
    for index in range(len(path) - 1, 0, -1):
        path[index - 1] = came_from[index, path[index]]
    return path
