"""How well the song goes on at one downbeat where it was left at another.

Two places fit when what comes after them sounds alike and what came before them does: then the ear
hears the continuation that it expects (the criterion of Wenner, Bazin, Sorkine-Hornung et al.,
"Scalable Music: Automatic Music Retargeting and Synthesis", 2013, on beats and bars of our own).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.music.blocks import analyze_blocks
from backbeat.music.energy import lufs
from backbeat.music.fitting.bars import Bars
from backbeat.music.form.bars import Grid, bar_means, features_of_bars
from backbeat.sliced_sound import Sound
from backbeat.v1.music_pb2 import MusicAnalysis

_NEAR = 0.75
"""Weight of a beat against that of the one a beat nearer to the join."""
_USUAL_HARMONY = (0.1, 0.25)
_USUAL_TIMBRE_DB = (2.0, 6.0)
_USUAL_LOUDNESS_LU = (1.0, 2.5)
"""What is taken for the usual change from bar to bar, whatever the song has: from, to."""
_HARMONY, _TIMBRE, _LOUDNESS = 0.45, 0.25, 0.3
"""Shares of each in the cost; a usual change in all three costs 1."""
_TEMPO_PERCENT = 4.0
"""A change of tempo that costs 1; twice as much costs four times that, and no change costs more."""
_PHRASE_COST = {0: 0.0, 2: 0.2}
_OTHER_PHRASE_COST = 0.4
"""What it costs to take a phrase up at another of its bars, by bars modulo 4."""
_OTHER_METRE = 1.0
"""What it costs where the bars have other numbers of beats."""


@dataclass(frozen=True)
class Likeness:
    """Measures of every pair of downbeats, shape (n, n): [left, taken up]."""

    harmony: Float64s
    timbre_db: Float64s
    loudness_lu: Float64s
    """Loudness of the bar taken up minus that of the bar left out."""
    tempo_percent: Float64s
    cost: Float64s
    """All in one; see the constants of this module."""


def likeness(samples: Sound, rate: int, analysis: MusicAnalysis, bars: Bars) -> Likeness:
    """Measures `samples`, shape (n, channels), at the downbeats of `bars`."""
    times = np.array([beat.time_s for beat in analysis.beats], np.float64)
    last = times[-1] + float(np.median(np.diff(times)))
    edges = np.append(times, max(min(last, bars.duration_s), times[-1] + 0.01))
    blocks = analyze_blocks(samples, rate)
    count = len(times)
    grid = Grid(edges, bars.duration_s, np.arange(count), np.ones(count))
    sound = features_of_bars(blocks, grid)
    loud = lufs(bar_means(blocks.power, edges)).astype(np.float64)
    loud = np.maximum(loud, loud.max(initial=-120.0) - 40)
    reach = max(analysis.beats_per_bar, 2)
    unit = sound.chroma
    harmony = _over_beats(bars, reach, count, lambda a, b: np.maximum(1 - unit[a] @ unit[b].T, 0))
    timbre = np.sqrt(_over_beats(bars, reach, count, lambda a, b: _squares(sound.timbre, a, b)))
    bar_edges = np.append(bars.starts, bars.ends[-1])
    bar_loud = lufs(bar_means(blocks.power, bar_edges)).astype(np.float64)
    bar_loud = np.maximum(bar_loud, bar_loud.max(initial=-120.0) - 40)
    step = bar_loud[np.newaxis, :] - bar_loud[:, np.newaxis]
    # The natural change of loudness beat by beat counts too: a join inside a fade is heard.
    near = np.sqrt(
        _over_beats(
            bars, reach, count, lambda a, b: (loud[b][np.newaxis] - loud[a][:, np.newaxis]) ** 2
        )
    )
    tempo = _tempo_change(bars)
    cost = (
        _HARMONY * harmony / _usual(harmony, *_USUAL_HARMONY)
        + _TIMBRE * timbre / _usual(timbre, *_USUAL_TIMBRE_DB)
        + _LOUDNESS * near / _usual(near, *_USUAL_LOUDNESS_LU)
        + np.minimum(np.abs(tempo) / _TEMPO_PERCENT, 2) ** 2
        + _phrases(bars)
        + _metres(analysis, bars)
    )
    return Likeness(harmony, timbre, step, tempo, cost)


def _over_beats(
    bars: Bars, reach: int, count: int, distance: Callable[[Ints, Ints], Float64s]
) -> Float64s:
    """Weighted mean of a distance of beats over `reach` beats on either side of each pair."""
    total = np.zeros((len(bars), len(bars)))
    weights = np.zeros_like(total)
    for beat in range(-reach, reach):
        at = bars.beat_index + beat
        there = (at >= 0) & (at < count)
        clipped = np.clip(at, 0, count - 1)
        weight = _NEAR ** (beat if beat >= 0 else -beat - 1)
        both = weight * (there[:, np.newaxis] & there[np.newaxis, :])
        total += both * distance(clipped, clipped)
        weights += both
    return np.asarray(total / np.maximum(weights, 1e-9), np.float64)


def _squares(values: Float64s, a: Ints, b: Ints) -> Float64s:
    """Mean squared difference of rows, shape (len(a), len(b))."""
    left, right = values[a], values[b]
    squares = (
        np.square(left).sum(axis=1)[:, np.newaxis]
        + np.square(right).sum(axis=1)[np.newaxis]
        - 2 * left @ right.T
    )
    return np.asarray(np.maximum(squares, 0) / values.shape[1], np.float64)


def _usual(values: Float64s, least: float, most: float) -> float:
    """The median change from one bar to the next, within limits."""
    following = np.diagonal(values, 1)
    return float(np.clip(np.median(following) if len(following) else least, least, most))


def _tempo_change(bars: Bars) -> Float64s:
    """Tempo of the bar taken up against the bar before the join, in percent, shape (n, n)."""
    lengths = np.diff(bars.starts)
    if not len(lengths):
        return np.zeros((len(bars), len(bars)))
    after = np.append(lengths, lengths[-1])
    before = np.append(lengths[0], lengths)
    return np.asarray(100 * (before[:, np.newaxis] / after[np.newaxis, :] - 1), np.float64)


def _phrases(bars: Bars) -> Float64s:
    apart = (bars.place[:, np.newaxis] - bars.place[np.newaxis, :]) % 4
    known = (bars.place >= 0)[:, np.newaxis] & (bars.place >= 0)[np.newaxis, :]
    cost = np.full(apart.shape, _OTHER_PHRASE_COST)
    for bars_apart, value in _PHRASE_COST.items():
        cost[apart == bars_apart] = value
    return np.where(known, cost, 0.0)


def _metres(analysis: MusicAnalysis, bars: Bars) -> Float64s:
    """Costs of a short or long bar before the join that its place does not call for."""
    sizes = np.diff(np.append(bars.beat_index, len(analysis.beats)))
    before = np.append(sizes[:1], sizes[:-1])
    differ = (before[:, np.newaxis] != before[np.newaxis, :]) | (
        sizes[:, np.newaxis] != sizes[np.newaxis, :]
    )
    last = len(bars) - 1
    differ[last, :] = differ[:, last] = False
    return np.where(differ, _OTHER_METRE, 0.0)
