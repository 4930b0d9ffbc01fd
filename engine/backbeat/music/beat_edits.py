"""The user's beats among those that were heard, counted into bars again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.v1.music_pb2 import ORIGIN_USER, Beat, MusicEdits, UserBeat

_REMOVED_NEAR_S = 0.07
_MOVED_NEAR = 1 / 3
"""Of the local beat period."""
_LONE_PERIOD_S = 0.5
"""The period where fewer than two beats were heard."""


@dataclass(frozen=True)
class _Place:
    """A beat that is to be counted."""

    beat: Beat
    heard_down: bool
    """Whether a bar was heard to start here."""
    said_down: bool
    """Whether the user says that one does."""


def with_edits(heard: Sequence[Beat], edits: MusicEdits, beats_per_bar: int) -> list[Beat]:
    """The beats of a recording as the user wants them.

    The nearest beat heard within a third of the beat period moves to where the user says; with none
    near, a beat is added. Where nobody says otherwise, bars begin where they were heard to. From a
    downbeat of the user's on, bars of `beats_per_bar` are counted, up to the user's next.

    Args:
        heard: in order, with bars and beats.
        edits: valid ones.
        beats_per_bar: of the metre heard.

    Returns:
        Times strictly rising; within bars, beats count 1, 2, 3...; bars count on by one.
    """
    if not edits.beats and not edits.removed_beats_s:
        return list(heard)
    kept, downs = _without_removed(heard, edits)
    said = _said(edits.beats)
    moved = _moved(np.array([beat.time_s for beat in kept]), said)
    places = [
        _Place(beat, down, False)
        for index, (beat, down) in enumerate(zip(kept, downs, strict=True))
        if index not in moved
    ]
    heard_down = {moved[index].time_s: downs[index] for index in moved}
    places += [
        _Place(
            Beat(time_s=beat.time_s, confidence=1, origin=ORIGIN_USER),
            heard_down.get(beat.time_s, False),
            beat.downbeat,
        )
        for beat in said
    ]
    places.sort(key=lambda place: place.beat.time_s)
    return _counted(
        [place.beat for place in places], _bar_starts(places, beats_per_bar), beats_per_bar
    )


def usual_bar(beats: Sequence[Beat], otherwise: int) -> int:
    """Beats in most whole bars; `otherwise` where there is no whole bar."""
    starts = [index for index, beat in enumerate(beats) if beat.beat == 1]
    if len(starts) < 2:
        return otherwise
    lengths = np.diff(starts)
    return int(np.bincount(lengths).argmax())


def _without_removed(heard: Sequence[Beat], edits: MusicEdits) -> tuple[list[Beat], list[bool]]:
    """The beats that stay, and which start bars; a downbeat that goes leaves that to the next."""
    downs = [beat.beat == 1 for beat in heard]
    if not edits.removed_beats_s:
        return list(heard), downs
    gone = {index for _, index, near in _removals(heard, edits) if near}
    for index in sorted(gone):
        if downs[index] and index + 1 < len(downs):
            downs[index + 1] = True
    stay = [index for index in range(len(heard)) if index not in gone]
    return [heard[index] for index in stay], [downs[index] for index in stay]


def removals_without_effect(
    heard: Sequence[Beat], edits: MusicEdits
) -> list[tuple[float, float | None]]:
    """Moments at which a beat was to be removed but none is, and the beat nearest to each, in
    seconds; None where no beat was heard.
    """
    return [
        (time, heard[index].time_s if index >= 0 else None)
        for time, index, near in _removals(heard, edits)
        if not near
    ]


def _removals(heard: Sequence[Beat], edits: MusicEdits) -> list[tuple[float, int, bool]]:
    """Each removal, the index of the beat nearest to it (-1 for none), and whether that is it."""
    times = np.array([beat.time_s for beat in heard])
    found = []
    for time in edits.removed_beats_s:
        index = _nearest(times, time)
        near = index >= 0 and bool(abs(times[index] - time) <= _REMOVED_NEAR_S)
        found.append((time, index, near))
    return found


def _said(beats: Sequence[UserBeat]) -> list[UserBeat]:
    """The user's beats in order, each time once; a downbeat if any of those there is one."""
    once: dict[float, UserBeat] = {}
    for beat in beats:
        time = beat.time_s + 0.0
        known = once.get(time)
        once[time] = UserBeat(
            time_s=time, downbeat=beat.downbeat or (known is not None and known.downbeat)
        )
    return [once[time] for time in sorted(once)]


def _moved(times: Float64s, said: list[UserBeat]) -> dict[int, UserBeat]:
    """Which beat heard moves to which of the user's: to the nearest, where several want it."""
    wanted: dict[int, UserBeat] = {}
    for beat in said:
        index = _nearest(times, beat.time_s)
        if index < 0:
            continue
        away = abs(times[index] - beat.time_s)
        if away > _MOVED_NEAR * _period(times, index):
            continue
        rival = wanted.get(index)
        if rival is None or away < abs(times[index] - rival.time_s):
            wanted[index] = beat
    return wanted


def _nearest(times: Float64s, time: float) -> int:
    """Index of the nearest of `times`; -1 without any."""
    if not len(times):
        return -1
    place = int(np.searchsorted(times, time))
    around = [index for index in (place - 1, place) if 0 <= index < len(times)]
    return min(around, key=lambda index: abs(times[index] - time))


def _period(times: Float64s, index: int) -> float:
    """The median distance of the beats around one."""
    around = times[max(index - 4, 0) : index + 5]
    return float(np.median(np.diff(around))) if len(around) > 1 else _LONE_PERIOD_S


def _bar_starts(places: list[_Place], beats_per_bar: int) -> Ints:
    """Which beats start bars, as indices, rising."""
    starts = []
    counted_from = -1
    nobody = not any(place.heard_down or place.said_down for place in places)
    for index, place in enumerate(places):
        if place.said_down or (nobody and index == 0):
            counted_from = index
        counted = counted_from >= 0 and (index - counted_from) % beats_per_bar == 0
        if counted or (place.heard_down and counted_from < 0):
            starts.append(index)
    # A pick-up is less than a bar.
    while starts and starts[0] >= beats_per_bar:
        starts.insert(0, starts[0] - beats_per_bar)
    return np.array(starts, np.intp)


def _counted(beats: list[Beat], starts: Ints, beats_per_bar: int) -> list[Beat]:
    """Beats with their names, those of a pick-up counted so that they lead to the first bar."""
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
