"""Shortens or lengthens a song on its bars."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np

from backbeat.errors import InputError, RequestError
from backbeat.music.arrays import Float64s
from backbeat.music.fitting.alignment import Seam, seam
from backbeat.music.fitting.bars import Bars, bars_of, inside_builds, intensity
from backbeat.music.fitting.likeness import Likeness, likeness
from backbeat.music.fitting.route import best_route
from backbeat.music.fitting.song_edit import Join, SongEdit, Stretch, whole
from backbeat.music.fitting.words import length_warning, rough_joins
from backbeat.progress import SILENT, Progress
from backbeat.sliced_sound import FirstChannel, Mono, Sound
from backbeat.v1.music_pb2 import MusicAnalysis

MOST_TIMES = 10
"""Longest that a song is made, in lengths of its own."""
_LEAST_S = 2.0
_LEAST_BARS = 4
"""Fewest bars between two joins, where the song and the length allow."""
_JOIN = 0.3
"""What every join costs, however good."""
_WORSE = 1.5
"""Power of the cost: two good joins are better than one that is heard."""
_IN_BUILD = 1.0
"""What it costs to leave a build before what it leads to."""
_REPEATED_BARS = 8
_REPEATED = 0.15
"""What it costs to repeat a bar at once, for each bar short of `_REPEATED_BARS`."""
_QUIET_MUSIC = 3.0
"""What a shortened song of only its quietest bars would cost, against one of its most intense."""
_TOLERANCE_BARS = 0.5
_NEAR_START_S = 0.3
"""No stretch starts nearer to the song's start, where there is nothing to fade in from."""
_KEPT_BEATS = 2.0
"""Beats of ringing out after the last one that always stay."""
_FADE_S = 1.0
"""Longest fade of what rings out."""
_AS_LONG_S = 0.25
"""A song this near to the length is left as it is."""


def fit(
    samples: Sound,
    rate: int,
    analysis: MusicAnalysis,
    length_s: float,
    progress: Progress = SILENT,
) -> SongEdit:
    """The song made to last `length_s`, from its own start to its own end.

    Stretches of whole bars are left out or repeated, so that as few joins as possible, each as
    inaudible as possible, give a length within half a bar. Where no such way exists, the nearest is
    taken and a warning says so. Intro and ending stay.

    Args:
        samples: float32, shape (n, channels); those that were analysed.
        rate: Hz.
        analysis: of them.
        length_s: wanted.
        progress: notified as work proceeds, and polled for cancellation.

    Raises:
        RequestError: a length under two seconds, or over `MOST_TIMES` the song.
        InputError: the song has too few bars to be edited.
        CancelledError: the job was asked to stop.
    """
    _check(length_s, analysis.duration_s)
    if abs(length_s - analysis.duration_s) <= _AS_LONG_S:
        return whole(analysis.duration_s)
    bars = bars_of(analysis)
    if len(bars) < 3:
        raise InputError(
            f"The song has {len(bars)} bars that could be told apart, too few to be edited.",
            "Say its tempo and first downbeat, or let a stretch of it be chosen instead.",
        )
    progress(0, "Comparing bars")
    alike = likeness(samples, rate, analysis, bars)
    wanted_bars = length_s / bars.usual_s
    least = int(np.clip(min(len(bars), wanted_bars) // 3, 1, _LEAST_BARS))
    route = best_route(
        bars.starts,
        analysis.duration_s,
        _costs(alike, bars, analysis),
        _playing(analysis, bars, length_s),
        length_s,
        _TOLERANCE_BARS * bars.usual_s,
        least,
        _spare_s(analysis),
        progress.part(0.2, 0.9),
    )
    if route is None:
        raise InputError(
            f"The song cannot be made {length_s:g} s long: no two of its bars lie so that its "
            "start and its end could be joined to that.",
            f"It is {analysis.duration_s:.1f} s long; ask for a length nearer to that.",
        )
    progress(0.9, "Laying the joins")
    made = _laid(samples, rate, bars, alike, route.jumps)
    made = _without_spare(made, length_s, _spare_s(analysis))
    warnings = (
        *length_warning(made, length_s, bars.usual_s),
        *rough_joins(made, route.smoother_s),
    )
    return replace(made, warnings=warnings)


def _check(length_s: float, duration_s: float) -> None:
    if not math.isfinite(length_s) or length_s < _LEAST_S:
        raise RequestError(
            f"A song cannot be made {length_s:g} s long.", f"Give {_LEAST_S:g} s or more."
        )
    if length_s > MOST_TIMES * duration_s:
        raise RequestError(
            f"A song of {duration_s:.1f} s cannot be made {length_s:g} s long.",
            f"Give {MOST_TIMES * duration_s:.0f} s or less, or a longer song.",
        )


def _costs(alike: Likeness, bars: Bars, analysis: MusicAnalysis) -> Float64s:
    """What it costs to leave at one downbeat and go on at another; infinite where not allowed."""
    costs = _JOIN + alike.cost**_WORSE
    costs[inside_builds(analysis, bars.starts), :] += _IN_BUILD
    index = np.arange(len(bars))
    back = index[:, np.newaxis] - index[np.newaxis, :]
    repeated = (back > 0) & (back < _REPEATED_BARS)
    costs[repeated] += _REPEATED * (_REPEATED_BARS - back[repeated])
    costs[:, bars.starts < _NEAR_START_S] = np.inf
    np.fill_diagonal(costs, np.inf)
    return np.asarray(costs, np.float64)


def _playing(analysis: MusicAnalysis, bars: Bars, length_s: float) -> Float64s:
    """What each bar costs that is heard: quiet ones go first when a song is shortened."""
    if length_s >= analysis.duration_s:
        return np.zeros(len(bars))
    edges = np.append(bars.starts, analysis.duration_s)
    wanted_bars = max(length_s / bars.usual_s, 1.0)
    return _QUIET_MUSIC * (1 - intensity(analysis, edges)) / wanted_bars


def _spare_s(analysis: MusicAnalysis) -> float:
    """How much of the song's end is only ringing out, and may be faded away."""
    times = [beat.time_s for beat in analysis.beats]
    beat_s = float(np.median(np.diff(times)))
    return float(max(analysis.duration_s - times[-1] - _KEPT_BEATS * beat_s, 0.0))


def _without_spare(made: SongEdit, length_s: float, spare_s: float) -> SongEdit:
    """The edit without what it is too long, where that is only ringing out."""
    over = min(made.length_s - Fraction(length_s), Fraction(spare_s))
    if over <= 0:
        return made
    last = made.stretches[-1]
    last = replace(last, source_end_s=last.source_end_s - over)
    fade = min(Fraction(_FADE_S), Fraction(spare_s))
    return replace(
        made, stretches=(*made.stretches[:-1], last), length_s=last.end_s, fade_out_s=fade
    )


def _laid(
    samples: Sound,
    rate: int,
    bars: Bars,
    alike: Likeness,
    jumps: tuple[tuple[int, int], ...],
) -> SongEdit:
    """The edit that leaves and takes up the song at the downbeats of `jumps`."""
    mono: Mono = FirstChannel(samples)
    if samples.shape[1] > 1:
        mono = samples[:].mean(axis=1, dtype=np.float32)
    end = Fraction(len(samples), rate)
    stretches: list[Stretch] = []
    joins: list[Join] = []
    start, source_start = Fraction(0), Fraction(0)
    crossfade: Seam | None = None
    for left, taken_up in jumps:
        left_at, at = (round(float(bars.starts[bar]) * rate) for bar in (left, taken_up))
        found = seam(mono, rate, left_at, at)
        source_end = Fraction(left_at - found.lead, rate)
        stretches.append(_stretch(start, source_start, source_end, crossfade, rate))
        start = stretches[-1].end_s
        source_start = Fraction(at + found.shift - found.lead, rate)
        to_s = Fraction(float(bars.starts[taken_up]))
        joins.append(
            Join(
                time_s=to_s + start - source_start,
                from_s=Fraction(float(bars.starts[left])),
                to_s=to_s,
                from_bar=int(bars.numbers[left]),
                to_bar=int(bars.numbers[taken_up]),
                harmony=float(alike.harmony[left, taken_up]),
                timbre_db=float(alike.timbre_db[left, taken_up]),
                loudness_lu=float(alike.loudness_lu[left, taken_up]),
                tempo_percent=float(alike.tempo_percent[left, taken_up]),
                phrase_kept=bool((bars.place[left] - bars.place[taken_up]) % 4 == 0),
                timing_ms=None if found.timing_s is None else 1000 * found.timing_s,
                shifted_ms=1000 * found.shift / rate,
                alike=found.alike,
                cost=float(alike.cost[left, taken_up]),
            )
        )
        crossfade = found
    stretches.append(_stretch(start, source_start, end, crossfade, rate))
    return SongEdit(
        tuple(stretches), tuple(joins), stretches[-1].end_s, Fraction(0), Fraction(0), ()
    )


def _stretch(
    start: Fraction, source_start: Fraction, source_end: Fraction, into: Seam | None, rate: int
) -> Stretch:
    if into is None:
        return Stretch(start, source_start, source_end)
    return Stretch(start, source_start, source_end, Fraction(into.crossfade, rate), into.curve)
