"""The stretch of a song that stands best by itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from backbeat.errors import RequestError
from backbeat.music.arrays import Float64s, Ints
from backbeat.music.fitting.bars import Bars, bars_of, inside_builds, intensity
from backbeat.music.fitting.song_edit import SongEdit, Stretch, whole
from backbeat.v1.music_pb2 import MusicAnalysis

_TOLERANCE_BARS = 1.0
"""How far the length may be from the one asked for, where the song has bars."""
_LENGTH = 1.0
"""What a length a bar off costs; half a bar costs a quarter of that."""
_NO_PHRASE = 1.0
"""What it costs to start, or end, at a downbeat that starts no phrase."""
_NO_SECTION = 0.25
"""What it costs to start, or end, at a phrase that starts no section."""
_IN_BUILD = 1.5
"""What it costs to end in a build, or just before the drop it leads to."""
_CALM = 1.5
"""What a window of the least intense music costs, against one of the most intense."""
_NO_PEAK = 0.5
"""What it costs to leave out every drop, where the song has any."""
_FALLING = 0.5
"""What it costs to be less intense in its second half, by the whole range of the song."""
_PEAK_FROM, _PEAK_TO = 0.1, 0.85
"""Part of the window in which a drop counts: with time before it, and after it."""
_LEAD_S = 0.015
"""Seconds before the first downbeat, so that its attack is whole."""
_FADE_IN_S = 0.005
_FADE_BARS = 1.0
_LONGEST_FADE_S = 2.5
_LEAST_S = 2.0
_GRID_S = 0.5
"""Where windows may start in a song without bars."""


def best_window(analysis: MusicAnalysis, length_s: float) -> SongEdit:
    """The stretch of about `length_s` that stands best by itself.

    It starts at a downbeat, best where a phrase or section starts, and ends just before one, or
    with the song. The length is within a bar of the one asked for where the bars allow; the sum of
    these costs is minimized: distance from the length, starts and ends off phrases and sections, an
    end in a build or before its drop, calm music, no drop in a song that has one, music that falls
    off. Of equals, the first.

    A window that does not end with the song fades out over its last bar.

    Raises:
        RequestError: a length under two seconds.
    """
    if not math.isfinite(length_s) or length_s < _LEAST_S:
        raise RequestError(
            f"A stretch of {length_s:g} s is too short for a song.", f"Give {_LEAST_S:g} s or more."
        )
    if length_s >= analysis.duration_s:
        return _all(analysis, length_s)
    bars = bars_of(analysis)
    edges = _edges(bars, analysis, length_s)
    start, end = _choice(edges, analysis, length_s)
    return _window(edges, start, end, analysis, length_s)


@dataclass(frozen=True)
class _Edges:
    """Where a window may start and end."""

    times: Float64s
    """In seconds, shape (n,); the last is the song's end."""
    start_cost: Float64s
    end_cost: Float64s
    tolerance_s: float
    bar_s: float


def _all(analysis: MusicAnalysis, length_s: float) -> SongEdit:
    song = whole(analysis.duration_s)
    if length_s - analysis.duration_s < 0.05:
        return song
    warning = (
        f"The song is {analysis.duration_s:.1f} s long, shorter than {length_s:g} s: all of it is "
        "used."
    )
    return SongEdit(song.stretches, (), song.length_s, song.fade_in_s, song.fade_out_s, (warning,))


def _edges(bars: Bars, analysis: MusicAnalysis, length_s: float) -> _Edges:
    duration_s = analysis.duration_s
    if len(bars) < 2:
        times = np.append(np.arange(0, duration_s, _GRID_S), duration_s)
        nothing = np.zeros(len(times))
        return _Edges(times, nothing, nothing, _GRID_S, min(1.0, length_s / 4))
    times = np.append(bars.starts, duration_s)
    phrases = np.append(bars.place == 0, True)
    sections = np.isin(np.round(times, 6), [round(one.start_s, 6) for one in analysis.sections])
    sections[-1] = True
    cost = np.where(sections, 0.0, np.where(phrases, _NO_SECTION, _NO_PHRASE))
    # The song's own start is as good as any, whether or not a phrase was found there.
    start_cost = cost.copy()
    start_cost[0] = 0.0
    end_cost = cost + _IN_BUILD * np.array(inside_builds(analysis, times))
    drops = np.isin(np.round(times, 6), [round(drop.time_s, 6) for drop in analysis.drops])
    end_cost = np.maximum(end_cost, _IN_BUILD * drops)
    end_cost[-1] = 0.0
    return _Edges(times, start_cost, end_cost, _TOLERANCE_BARS * bars.usual_s, bars.usual_s)


def _choice(edges: _Edges, analysis: MusicAnalysis, length_s: float) -> tuple[int, int]:
    """The edges at which the best window starts and ends."""
    times = edges.times
    lengths = times[np.newaxis, :] - times[:, np.newaxis]
    apart = np.abs(lengths - length_s)
    allowed = apart <= edges.tolerance_s + 1e-6
    if not allowed.any():
        allowed = apart <= apart.min() + 1e-6
    starts, ends = np.nonzero(allowed)
    cost = (
        _LENGTH * (apart[starts, ends] / edges.bar_s) ** 2
        + edges.start_cost[starts]
        + edges.end_cost[ends]
        + _arc_costs(edges, analysis, starts, ends)
    )
    best = int(np.round(cost, 9).argmin())
    return int(starts[best]), int(ends[best])


def _arc_costs(
    edges: _Edges,
    analysis: MusicAnalysis,
    starts: Ints,
    ends: Ints,
) -> Float64s:
    """Costs of how intensity runs through each window."""
    intense = intensity(analysis, edges.times)
    seconds = np.diff(edges.times)
    total = np.append(0.0, np.cumsum(intense * seconds))
    drops = [drop.time_s for drop in analysis.drops]
    costs = np.zeros(len(starts))
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        first, last = edges.times[start], edges.times[end]
        middle = min(max(int(np.searchsorted(edges.times, (first + last) / 2)), start + 1), end)
        mean = (total[end] - total[start]) / (last - first)
        before = (total[middle] - total[start]) / (edges.times[middle] - first)
        after = (
            (total[end] - total[middle]) / (last - edges.times[middle]) if middle < end else mean
        )
        costs[place] = _CALM * (1 - mean) + _FALLING * max(before - after, 0.0)
        inside = [(time - first) / (last - first) for time in drops]
        if drops and not any(_PEAK_FROM <= part <= _PEAK_TO for part in inside):
            costs[place] += _NO_PEAK
    return costs


def _window(
    edges: _Edges, start: int, end: int, analysis: MusicAnalysis, length_s: float
) -> SongEdit:
    first, last = Fraction(float(edges.times[start])), Fraction(float(edges.times[end]))
    lead = min(Fraction(_LEAD_S), first)
    from_start, to_end = first == lead, end == len(edges.times) - 1
    if start == 0 and float(first) < edges.bar_s:
        # A pick-up belongs to the first bar.
        lead, from_start = first, True
    stop = last if to_end else last - Fraction(_LEAD_S)
    made = stop - first + lead
    fade_out = Fraction(0)
    if not to_end:
        fade_out = min(Fraction(_FADE_BARS * edges.bar_s), Fraction(_LONGEST_FADE_S), made / 4)
    warnings = []
    if abs(float(made) - length_s) > edges.tolerance_s + float(lead):
        warnings.append(
            f"The stretch of the song is {float(made):.1f} s long, not {length_s:g} s: no two of "
            "its downbeats are nearer to that."
        )
    return SongEdit(
        (Stretch(Fraction(0), first - lead, stop),),
        (),
        made,
        Fraction(0) if from_start else Fraction(_FADE_IN_S),
        fade_out,
        tuple(warnings),
    )
