"""Energy levels: low, medium or high, relative to the recording's own loudness range."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.music.energy import lufs, power
from backbeat.music.form.bars import Grid, bar_means
from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_HIGH,
    ENERGY_LEVEL_LOW,
    ENERGY_LEVEL_MEDIUM,
    ORIGIN_DETECTED,
    Energy,
    EnergySpan,
)

_LEVELS = (ENERGY_LEVEL_LOW, ENERGY_LEVEL_MEDIUM, ENERGY_LEVEL_HIGH)
_SILENCE_LUFS = -70.0
_GATE_LU = 20.0
_QUIET_PERCENT, _LOUD_PERCENT = 10, 95
_ONE_LEVEL_LU = 2.0
"""A recording of a smaller range has one level."""
_MAX_DISTANCE_LU = 6.0
"""Limit on a bar's distance to a level."""
_CHANGE_COST = 3.0
"""Cost of a change of level, in LU times bars."""
_MIN_SPAN_BARS = 2
"""Fewest bars in a span."""
_STEP_S = 2.0


def spans(energy: Energy, bars: Grid) -> list[EnergySpan]:
    """Spans of one level each, contiguous from 0 to the end, on downbeats where there are any.

    The range of the song is found as EBU Tech 3342 finds the loudness range: without silence and
    what is 20 LU below the mean, from the 10th percentile to the 95th.
    """
    if bars.duration_s <= 0:
        return []
    edges = _edges(bars)
    loudness = lufs(bar_means(power(np.array(energy.momentary_lufs)), edges)).astype(np.float64)
    levels = _without_short_spans(_smoothed(_distance_to_levels(loudness)), loudness)
    changes = np.flatnonzero(np.diff(levels)) + 1
    cuts = np.concatenate([[0], changes, [len(levels)]])
    return [
        EnergySpan(
            start_s=edges[start],
            end_s=edges[end],
            level=_LEVELS[levels[start]],
            origin=ORIGIN_DETECTED,
        )
        for start, end in pairwise(cuts)
    ]


def _edges(bars: Grid) -> Float64s:
    """Edges in seconds: of bars, or about every two seconds in long bars and without bars."""
    usual = float(np.median(np.diff(bars.edges) / bars.lengths))
    step = max(min(usual, _STEP_S) if len(bars) == 1 else usual, 1e-3)
    ends = [bars.seconds(index) for index in range(len(bars) + 1)]
    pieces = [
        np.linspace(start, end, max(round((end - start) / step), 1), endpoint=False)
        for start, end in pairwise(ends)
    ]
    return np.append(np.concatenate(pieces), bars.duration_s)


def _distance_to_levels(loudness: Float64s) -> Float64s:
    """Distance of each bar to the range of each level, in LU, shape (bars, 3)."""
    sounding = loudness[loudness > _SILENCE_LUFS]
    if not len(sounding):
        return np.tile([0.0, _MAX_DISTANCE_LU, _MAX_DISTANCE_LU], (len(loudness), 1))
    mean = float(lufs(np.array([power(sounding).mean()]))[0])
    kept = sounding[sounding > mean - _GATE_LU]
    # Single bars, such as a fill, say little about the range.
    smoothed = np.convolve(np.pad(kept, 1, mode="edge"), np.full(3, 1 / 3), mode="valid")
    quiet, loud = np.percentile(smoothed, [_QUIET_PERCENT, _LOUD_PERCENT])
    inward = (loud - quiet) / 3 if loud - quiet >= _ONE_LEVEL_LU else -_ONE_LEVEL_LU
    low, high = quiet + inward, loud - inward
    outside = np.stack(
        [loudness - low, np.maximum(low - loudness, loudness - high), high - loudness], axis=1
    )
    return np.asarray(np.clip(outside, 0, _MAX_DISTANCE_LU), np.float64)


def _smoothed(distance: Float64s) -> Ints:
    """Level of each bar that minimises distance and changes (Viterbi), shape (bars,)."""
    change = _CHANGE_COST * (1 - np.eye(3))
    cost = distance[0]
    came_from = np.zeros(distance.shape, np.intp)
    for index in range(1, len(distance)):
        reached = cost + change
        came_from[index] = reached.argmin(axis=1)
        cost = reached.min(axis=1) + distance[index]
    path = np.zeros(len(distance), np.intp)
    path[-1] = cost.argmin()
    for index in range(len(distance) - 1, 0, -1):
        path[index - 1] = came_from[index, path[index]]
    return path


def _without_short_spans(levels: Ints, loudness: Float64s) -> Ints:
    """Merges spans shorter than `_MIN_SPAN_BARS` into the neighbour nearer in loudness."""
    levels = levels.copy()
    while True:
        cuts = np.concatenate([[0], np.flatnonzero(np.diff(levels)) + 1, [len(levels)]])
        sizes = np.diff(cuts)
        if len(sizes) == 1 or sizes.min() >= _MIN_SPAN_BARS:
            return levels
        place = int(np.flatnonzero(sizes < _MIN_SPAN_BARS)[0])
        start, end = cuts[place], cuts[place + 1]
        here = loudness[start:end].mean()
        neighbours = [at for at in (start - 1, end) if 0 <= at < len(levels)]
        nearest = min(neighbours, key=lambda at: abs(loudness[at] - here))
        levels[start:end] = levels[nearest]
