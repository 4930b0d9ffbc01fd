"""Applies the user's beat edits to detected beats and renumbers the bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.v1.music_pb2 import ORIGIN_USER, Beat, MusicEdits, UserBeat

_REMOVAL_TOLERANCE_S = 0.07
_MOVE_TOLERANCE = 1 / 3
"""Of the local beat period."""
_LONG_MOVE_TOLERANCE = 0.5
"""The same for a beat that is to move one rather than to be added."""
_ROUNDING = 1e-6
_DEFAULT_PERIOD_S = 0.5
"""The period where fewer than two beats were detected."""


@dataclass(frozen=True)
class _CountedBeat:
    """A beat before its bar and beat numbers are assigned."""

    beat: Beat
    detected_downbeat: bool
    """Whether it was detected as a downbeat."""
    user_downbeat: bool
    """Whether the user marked it as a downbeat."""


@dataclass(frozen=True)
class UserBeatEffect:
    """What a beat of the user's did."""

    beat: UserBeat
    moved_from_s: float | None = None
    """The beat that moved to it, in seconds; None where none did."""
    added: bool = False
    """Whether it is one more beat. If it neither moved one nor is one more, it had no effect."""


def with_edits(detected: Sequence[Beat], edits: MusicEdits, beats_per_bar: int) -> list[Beat]:
    """The detected beats with the user's edits applied.

    The nearest detected beat within a third of the beat period, or half of it for a beat that
    `moves`, goes to the user's time; without one, a beat is added. Detected downbeats stay, except
    that from each downbeat of the user's on, bars of `beats_per_bar` are counted up to the user's
    next.

    Args:
        detected: in order of time, with bar and beat numbers.
        edits: valid ones.
        beats_per_bar: of the detected metre.

    Returns:
        Times strictly rising; within bars, beats count 1, 2, 3...; bars count on by one.
    """
    if not edits.beats and not edits.removed_beats_s:
        return list(detected)
    kept, downs = _after_removals(detected, edits)
    user_beats = _user_beats(edits.beats)
    moved, without_effect = _matched(np.array([beat.time_s for beat in kept]), user_beats)
    places = [
        _CountedBeat(beat, down, False)
        for index, (beat, down) in enumerate(zip(kept, downs, strict=True))
        if index not in moved
    ]
    detected_downbeat = {moved[index].time_s: downs[index] for index in moved}
    places += [
        _CountedBeat(
            Beat(time_s=beat.time_s, confidence=1, origin=ORIGIN_USER),
            detected_downbeat.get(beat.time_s, False),
            beat.downbeat,
        )
        for beat in user_beats
        if beat.time_s not in without_effect
    ]
    places.sort(key=lambda place: place.beat.time_s)
    return _counted(
        [place.beat for place in places], _bar_starts(places, beats_per_bar), beats_per_bar
    )


def effects_of_beats(detected: Sequence[Beat], edits: MusicEdits) -> list[UserBeatEffect]:
    """What each beat of the user's does to the detected ones, in order of time."""
    kept, _ = _after_removals(detected, edits)
    user_beats = _user_beats(edits.beats)
    moved, without_effect = _matched(np.array([beat.time_s for beat in kept]), user_beats)
    sources = {beat.time_s: kept[index].time_s for index, beat in moved.items()}
    return [
        UserBeatEffect(
            beat,
            sources.get(beat.time_s),
            beat.time_s not in sources and beat.time_s not in without_effect,
        )
        for beat in user_beats
    ]


def usual_bar(beats: Sequence[Beat], otherwise: int) -> int:
    """Beats in most whole bars; `otherwise` where there is no whole bar."""
    starts = [index for index, beat in enumerate(beats) if beat.beat == 1]
    if len(starts) < 2:
        return otherwise
    lengths = np.diff(starts)
    return int(np.bincount(lengths).argmax())


def _after_removals(detected: Sequence[Beat], edits: MusicEdits) -> tuple[list[Beat], list[bool]]:
    """The beats kept, and whether each is a downbeat; a removed downbeat passes to the next."""
    downs = [beat.beat == 1 for beat in detected]
    if not edits.removed_beats_s:
        return list(detected), downs
    gone = {index for _, index, near in _removals(detected, edits) if near}
    for index in sorted(gone):
        if downs[index] and index + 1 < len(downs):
            downs[index + 1] = True
    stay = [index for index in range(len(detected)) if index not in gone]
    return [detected[index] for index in stay], [downs[index] for index in stay]


def removals_with_effect(detected: Sequence[Beat], edits: MusicEdits) -> list[Beat]:
    """The beats that are removed, in order of time."""
    gone = {index for _, index, near in _removals(detected, edits) if near}
    return [detected[index] for index in sorted(gone)]


def removals_without_effect(
    detected: Sequence[Beat], edits: MusicEdits
) -> list[tuple[float, float | None]]:
    """Moments at which a beat was to be removed but none is, and the beat nearest to each, in
    seconds; None where no beat was detected.
    """
    return [
        (time, detected[index].time_s if index >= 0 else None)
        for time, index, near in _removals(detected, edits)
        if not near
    ]


def _removals(detected: Sequence[Beat], edits: MusicEdits) -> list[tuple[float, int, bool]]:
    """Each removal, the index of the beat nearest to it (-1 for none), and whether that is it."""
    times = np.array([beat.time_s for beat in detected])
    found = []
    for time in edits.removed_beats_s:
        index = _nearest(times, time)
        near = index >= 0 and bool(abs(times[index] - time) <= _REMOVAL_TOLERANCE_S)
        found.append((time, index, near))
    return found


def _user_beats(beats: Sequence[UserBeat]) -> list[UserBeat]:
    """The user's beats in order of time without duplicates; a downbeat if any duplicate is one."""
    once: dict[float, UserBeat] = {}
    for beat in beats:
        time = beat.time_s + 0.0
        known = once.get(time)
        once[time] = UserBeat(
            time_s=time,
            downbeat=beat.downbeat or (known is not None and known.downbeat),
            moves=beat.moves or (known is not None and known.moves),
        )
    return [once[time] for time in sorted(once)]


def _matched(
    times: Float64s, user_beats: list[UserBeat]
) -> tuple[dict[int, UserBeat], frozenset[float]]:
    """Which beats move, and which of the user's have no effect.

    Returns:
        The user's beat for the index of each beat that moves, the nearer of two that want it; and
        the times of those that were to move a beat which another took.
    """
    matched: dict[int, UserBeat] = {}
    wanted = {beat.time_s: _nearest(times, beat.time_s) for beat in user_beats}
    in_reach = [
        beat for beat in user_beats if wanted[beat.time_s] >= 0 and _reaches(times, wanted, beat)
    ]
    lost = set()
    for beat in sorted(in_reach, key=lambda one: abs(times[wanted[one.time_s]] - one.time_s)):
        index = wanted[beat.time_s]
        if index not in matched:
            matched[index] = beat
        elif beat.moves:
            lost.add(beat.time_s)
    return matched, frozenset(lost)


def _reaches(times: Float64s, wanted: dict[float, int], beat: UserBeat) -> bool:
    """Whether a beat of the user's is near enough to the detected one to move it."""
    index = wanted[beat.time_s]
    tolerance = _LONG_MOVE_TOLERANCE if beat.moves else _MOVE_TOLERANCE
    away = float(abs(times[index] - beat.time_s))
    return away <= tolerance * _period(times, index) + (_ROUNDING if beat.moves else 0.0)


def _nearest(times: Float64s, time: float) -> int:
    """Index of the nearest of `times`; -1 without any."""
    if not len(times):
        return -1
    place = int(np.searchsorted(times, time))
    around = [index for index in (place - 1, place) if 0 <= index < len(times)]
    return min(around, key=lambda index: abs(times[index] - time))


def _period(times: Float64s, index: int) -> float:
    """Median beat period around a beat, in seconds."""
    around = times[max(index - 4, 0) : index + 5]
    return float(np.median(np.diff(around))) if len(around) > 1 else _DEFAULT_PERIOD_S


def _bar_starts(places: list[_CountedBeat], beats_per_bar: int) -> Ints:
    """Indices of the beats that start bars, rising."""
    starts = []
    counted_from = -1
    no_downbeats = not any(place.detected_downbeat or place.user_downbeat for place in places)
    for index, place in enumerate(places):
        if place.user_downbeat or (no_downbeats and index == 0):
            counted_from = index
        counted = counted_from >= 0 and (index - counted_from) % beats_per_bar == 0
        if counted or (place.detected_downbeat and counted_from < 0):
            starts.append(index)
    # A pick-up is less than a bar.
    while starts and starts[0] >= beats_per_bar:
        starts.insert(0, starts[0] - beats_per_bar)
    return np.array(starts, np.intp)


def _counted(beats: list[Beat], starts: Ints, beats_per_bar: int) -> list[Beat]:
    """Beats with bar and beat numbers; a pick-up is counted back from the first bar."""
    first = int(starts[0]) if len(starts) else len(beats)
    bar = beat = 0
    downbeats = set(starts.tolist())
    result = []
    for index, one in enumerate(beats):
        if index in downbeats:
            bar, beat = bar + 1, 1
        elif index < first:
            beat = beats_per_bar - first + index + 1
        else:
            beat += 1
        named = Beat()
        named.CopyFrom(one)
        named.bar, named.beat = bar, beat
        result.append(named)
    return result
