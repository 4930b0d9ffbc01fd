"""The moments that a cut may fall on: beats, half beats, and onsets where there is no beat."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from statistics import median

from backbeat.cutting.pacing.pattern import Place
from backbeat.timeline.time import nearest_frame
from backbeat.v1.music_pb2 import Beat, MusicAnalysis

BEAT_S = 0.5
"""A beat of music without beats: 120 bpm."""
_SHORTEST_S, _LONGEST_S = 0.15, 4.0
"""A beat is taken to last at least and at most this, whatever the distances."""
_HOLE_BEATS = 2.5
"""Longest distance between two beats; a longer one is a stretch without beats."""
_EMPTY_BEATS = 4
"""Longest stretch with neither beats nor onsets that no cut falls in."""
_ACCENT_S = 0.07
"""Farthest that an accent is from the beat that it is on, as beats are judged by (MIREX)."""
_ONSET_SHARE = 0.25
"""Least distance between onsets that cuts may fall on, in beats, and least strength of one."""
_WITHOUT_ACCENT = 0.4
"""How much of an onset's strength counts where beats are missing, against an accent's."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment that a cut may fall on."""

    time_s: Fraction
    """Seconds from the timeline's first frame."""
    frame: int
    """The nearest one."""
    position: float
    """In beats; the first beat of the music is 0. It runs on steadily where beats are missing."""
    bar: int
    beat: int
    """Name of the beat, or of the one before a half beat; both 0 where there are no beats."""
    place: Place
    accent: float
    """How much it stands out, 0 to 1."""


@dataclass(frozen=True)
class Ticks:
    """All of them, ascending: the first is the start of the music, the last its end."""

    ticks: tuple[Tick, ...]
    beat_s: float
    """Median distance between two beats."""
    beats_per_bar: int
    has_beats: bool

    def __len__(self) -> int:
        return len(self.ticks)

    def __getitem__(self, index: int) -> Tick:
        return self.ticks[index]

    @cached_property
    def bars(self) -> tuple[float, ...]:
        """Length in beats of the bar that each tick lies in; the usual one before the first
        downbeat, after the last, and where bars are not to be trusted."""
        downbeats = [at for at, tick in enumerate(self.ticks) if tick.place is Place.DOWNBEAT]
        found = [float(self.beats_per_bar)] * len(self.ticks)
        for start, end in pairwise(downbeats):
            length = self.ticks[end].position - self.ticks[start].position
            if length < 2 * self.beats_per_bar:
                found[start:end] = [length] * (end - start)
        return tuple(found)

    @cached_property
    def _times(self) -> list[Fraction]:
        return [tick.time_s for tick in self.ticks]

    def nearest(self, time_s: float) -> int:
        """Index of the tick nearest to a moment."""
        times = self._times
        at = min(max(bisect_left(times, time_s), 1), len(times) - 1)
        return at if times[at] - time_s <= time_s - times[at - 1] else at - 1


def ticks_of(analysis: MusicAnalysis, rate: Fraction, half_beats: bool) -> Ticks:
    """The ticks of music that lasts longer than 0 s.

    Args:
        analysis: of the music as it plays, from 0 to its duration.
        rate: frames a second of the timeline.
        half_beats: whether cuts may fall in the middle between two beats.
    """
    duration = Fraction(analysis.duration_s)
    beats = [beat for beat in analysis.beats if 0 <= beat.time_s < analysis.duration_s]
    distances = [after.time_s - before.time_s for before, after in pairwise(beats)]
    beat_s = min(max(median(distances), _SHORTEST_S), _LONGEST_S) if distances else BEAT_S
    per_bar = analysis.beats_per_bar or 4
    found = [_of_beat(beat, per_bar) for beat in beats]
    if half_beats:
        found = _with_half_beats(found, beat_s, duration)
    if found and found[0].time_s < Fraction(beat_s) / 2:
        # The first beat is where the timeline starts; a cut just after it would be no cut.
        found[0] = replace(found[0], time_s=Fraction(0))
    else:
        found.insert(0, _bare(Fraction(0)))
    found.append(_bare(duration))
    found = _with_onsets(found, analysis, beat_s)
    found = _with_sections(found, analysis)
    found = _with_accents(found, analysis)
    return Ticks(
        tuple(_positioned(found, beat_s, rate)), beat_s, per_bar, has_beats=len(beats) >= 2
    )


def _bare(time_s: Fraction, place: Place = Place.BEAT, accent: float = 0.0) -> Tick:
    return Tick(time_s, 0, 0.0, 0, 0, place, accent)


def _of_beat(beat: Beat, per_bar: int) -> Tick:
    place = Place.BEAT
    if beat.beat == 1:
        place = Place.DOWNBEAT
    elif per_bar % 2 == 0 and beat.beat == per_bar // 2 + 1:
        place = Place.HALF_BAR
    return Tick(Fraction(beat.time_s), 0, 0.0, beat.bar, beat.beat, place, 0.0)


def _with_half_beats(beats: Sequence[Tick], beat_s: float, duration: Fraction) -> list[Tick]:
    """Half beats between beats, and after the last one where the music lasts that long."""
    found: list[Tick] = []
    for tick, after in pairwise(beats):
        found.append(tick)
        if after.time_s - tick.time_s < 1.5 * beat_s:
            middle = (tick.time_s + after.time_s) / 2
            found.append(replace(tick, time_s=middle, place=Place.HALF_BEAT))
    if beats:
        last = beats[-1]
        found.append(last)
        half = last.time_s + Fraction(beat_s) / 2
        if duration - last.time_s > 0.75 * beat_s:
            found.append(replace(last, time_s=half, place=Place.HALF_BEAT))
    return found


def _with_onsets(ticks: Sequence[Tick], analysis: MusicAnalysis, beat_s: float) -> list[Tick]:
    """Onsets where beats are missing."""
    apart = Fraction(beat_s) * Fraction(_ONSET_SHARE)
    found = [ticks[0]]
    for tick in ticks[1:]:
        start = found[-1].time_s
        if tick.time_s - start > beat_s * _HOLE_BEATS:
            for onset in analysis.onsets:
                time = Fraction(onset.time_s)
                last = found[-1].time_s
                inside = last + apart <= time <= tick.time_s - apart
                if inside and time > start and onset.strength >= _ONSET_SHARE:
                    found.append(_bare(time, accent=_WITHOUT_ACCENT * onset.strength))
        found.append(tick)
    return _filled(found, beat_s)


def _filled(ticks: Sequence[Tick], beat_s: float) -> list[Tick]:
    """Steps of a beat where there is neither a beat nor an onset for a bar."""
    found = [ticks[0]]
    for tick in ticks[1:]:
        start = found[-1].time_s
        hole = tick.time_s - start
        pieces = round(hole / Fraction(beat_s)) if hole >= _EMPTY_BEATS * beat_s else 1
        found += [
            _bare(start + hole * piece / pieces, Place.HALF_BEAT) for piece in range(1, pieces)
        ]
        found.append(tick)
    return found


def _with_sections(ticks: list[Tick], analysis: MusicAnalysis) -> list[Tick]:
    """Starts of sections that no tick is near, as where there are no beats."""
    times = [tick.time_s for tick in ticks]
    added: list[Tick] = []
    for section in analysis.sections:
        time = Fraction(section.start_s)
        at = bisect_left(times, time)
        near = min(abs(time - other) for other in times[max(at - 1, 0) : at + 1])
        if near > Fraction(_ACCENT_S) and 0 < time < times[-1]:
            added.append(_bare(time, Place.DOWNBEAT))
    return sorted([*ticks, *added], key=lambda tick: tick.time_s)


def _with_accents(ticks: Iterable[Tick], analysis: MusicAnalysis) -> list[Tick]:
    accents = sorted(analysis.accents, key=lambda accent: accent.time_s)
    times = [accent.time_s for accent in accents]

    def strength(time_s: float) -> float:
        first = bisect_left(times, time_s - _ACCENT_S)
        last = bisect_left(times, time_s + _ACCENT_S)
        return max((accent.strength for accent in accents[first:last]), default=0.0)

    return [
        replace(tick, accent=min(max(tick.accent, strength(float(tick.time_s))), 1.0))
        for tick in ticks
    ]


def _positioned(ticks: Sequence[Tick], beat_s: float, rate: Fraction) -> list[Tick]:
    """With frames, and positions: a beat is 1, a stretch without beats its length in them."""
    found: list[Tick] = []
    position = 0.0
    for index, tick in enumerate(ticks):
        if index:
            position += _distance(ticks[index - 1], tick, beat_s)
        frame = nearest_frame(tick.time_s, rate)[0]
        found.append(replace(tick, frame=int(frame), position=position))
    first = next((tick.position for tick in found if tick.bar or tick.beat), 0.0)
    return [replace(tick, position=tick.position - first) for tick in found]


def _distance(before: Tick, after: Tick, beat_s: float) -> float:
    seconds = float(after.time_s - before.time_s)
    counted = before.beat and after.beat and seconds <= beat_s * _HOLE_BEATS
    if not counted:
        return seconds / beat_s
    halves = (before.place is Place.HALF_BEAT) + (after.place is Place.HALF_BEAT)
    return 0.5 if halves == 1 else 1.0
