from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat import music
from backbeat.music.beat_edits import effects_of_beats, usual_bar, with_edits
from backbeat.v1.music_pb2 import (
    ORIGIN_DETECTED,
    ORIGIN_USER,
    Beat,
    BeatOptions,
    MusicEdits,
    UserBeat,
)
from tests.music import synth


def heard(times: list[float], metre: int = 4, pick_up: int = 0) -> list[Beat]:
    result = []
    for index, time in enumerate(times):
        bar, beat = divmod(index - pick_up, metre)
        result.append(
            Beat(time_s=time, bar=bar + 1, beat=beat + 1, confidence=0.5, origin=ORIGIN_DETECTED)
        )
    return result


STEADY = heard([0.5 * index for index in range(16)])


def names(beats: list[Beat]) -> str:
    return " ".join(f"{beat.bar}.{beat.beat}" for beat in beats)


def test_without_edits_nothing_changes() -> None:
    assert with_edits(STEADY, MusicEdits(), 4) == STEADY


def test_a_near_beat_moves_and_keeps_its_name() -> None:
    result = with_edits(STEADY, MusicEdits(beats=[UserBeat(time_s=2.1)]), 4)
    assert len(result) == 16
    assert names(result) == names(STEADY)
    moved = result[4]
    assert (moved.time_s, moved.confidence, moved.origin) == (2.1, 1, ORIGIN_USER)
    assert sum(beat.origin == ORIGIN_USER for beat in result) == 1


@pytest.mark.parametrize(("time", "count"), [(2.16, 16), (2.17, 17), (2.25, 17), (2.35, 16)])
def test_a_third_of_the_period_is_near(time: float, count: int) -> None:
    assert len(with_edits(STEADY, MusicEdits(beats=[UserBeat(time_s=time)]), 4)) == count


@pytest.mark.parametrize("time", [2.24, 2.25, 2.26, 2.74, 2.75])
@pytest.mark.parametrize("downbeat", [False, True])
def test_a_beat_that_moves_one_never_makes_a_fifth(time: float, downbeat: bool) -> None:
    edits = MusicEdits(beats=[UserBeat(time_s=time, downbeat=downbeat, moves=True)])
    result = with_edits(STEADY, edits, 4)
    assert len(result) == 16
    assert time in [beat.time_s for beat in result]
    assert max(beat.beat for beat in result) == 4


def test_a_beat_is_still_added_where_none_is_near() -> None:
    edits = MusicEdits(beats=[UserBeat(time_s=8.0, moves=True)])
    assert len(with_edits(STEADY, edits, 4)) == 17
    without = MusicEdits(beats=[UserBeat(time_s=2.0, moves=True)])
    holey = [beat for beat in STEADY if beat.time_s not in (1.5, 2.0, 2.5)]
    assert len(with_edits(holey, without, 4)) == 14


def test_of_two_beats_that_want_to_move_one_the_farther_has_no_effect() -> None:
    beats = [UserBeat(time_s=2.1, moves=True), UserBeat(time_s=2.02, moves=True)]
    edits = MusicEdits(beats=beats)
    result = with_edits(STEADY, edits, 4)
    assert [beat.time_s for beat in result[3:6]] == [1.5, 2.02, 2.5]
    effects = {
        one.beat.time_s: (one.moved_from_s, one.added) for one in effects_of_beats(STEADY, edits)
    }
    assert effects == {2.02: (2.0, False), 2.1: (None, False)}


def test_an_added_beat_belongs_to_its_bar() -> None:
    result = with_edits(STEADY, MusicEdits(beats=[UserBeat(time_s=2.75)]), 4)
    assert names(result[:10]) == "1.1 1.2 1.3 1.4 2.1 2.2 2.3 2.4 2.5 3.1"


def test_of_two_beats_the_nearer_moves_the_one_heard() -> None:
    edits = MusicEdits(beats=[UserBeat(time_s=2.1), UserBeat(time_s=2.02)])
    result = with_edits(STEADY, edits, 4)
    assert [beat.time_s for beat in result[3:7]] == [1.5, 2.02, 2.1, 2.5]
    assert names(result[3:7]) == "1.4 2.1 2.2 2.3"


def test_a_downbeat_counts_from_there_on() -> None:
    result = with_edits(STEADY, MusicEdits(beats=[UserBeat(time_s=3, downbeat=True)]), 4)
    assert names(result) == "1.1 1.2 1.3 1.4 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 5.1 5.2"


def test_the_next_downbeat_of_the_user_counts_anew() -> None:
    beats = [UserBeat(time_s=1, downbeat=True), UserBeat(time_s=4.5, downbeat=True)]
    result = with_edits(STEADY, MusicEdits(beats=beats), 3)
    assert names(result) == "1.1 1.2 2.1 2.2 2.3 3.1 3.2 3.3 4.1 5.1 5.2 5.3 6.1 6.2 6.3 7.1"


def test_a_downbeat_in_the_pick_up_starts_the_first_bar() -> None:
    picked_up = heard([0.5 * index for index in range(10)], pick_up=3)
    assert names(picked_up[:4]) == "0.2 0.3 0.4 1.1"
    result = with_edits(picked_up, MusicEdits(beats=[UserBeat(time_s=0.5, downbeat=True)]), 4)
    assert names(result) == "0.4 1.1 1.2 1.3 1.4 2.1 2.2 2.3 2.4 3.1"


def test_beats_added_to_a_pick_up_may_fill_a_bar() -> None:
    picked_up = heard([2 + 0.5 * index for index in range(10)], pick_up=3)
    edits = MusicEdits(beats=[UserBeat(time_s=1), UserBeat(time_s=1.5)])
    assert names(with_edits(picked_up, edits, 4)[:7]) == "0.4 1.1 1.2 1.3 1.4 2.1 2.2"


@pytest.mark.parametrize(("time", "goes"), [(2.06, True), (1.94, True), (2.08, False)])
def test_a_removed_beat_goes_if_it_is_near(time: float, goes: bool) -> None:
    result = with_edits(STEADY, MusicEdits(removed_beats_s=[time]), 4)
    assert len(result) == 16 - goes


def test_a_removed_downbeat_leaves_its_bar_to_the_next() -> None:
    result = with_edits(STEADY, MusicEdits(removed_beats_s=[2.0]), 4)
    assert names(result[:9]) == "1.1 1.2 1.3 1.4 2.1 2.2 2.3 3.1 3.2"


def test_the_users_beats_alone_make_bars() -> None:
    beats = [UserBeat(time_s=time) for time in (3, 1, 2, 2, 4, 5)]
    result = with_edits([], MusicEdits(beats=beats), 4)
    assert [beat.time_s for beat in result] == [1, 2, 3, 4, 5]
    assert names(result) == "1.1 1.2 1.3 1.4 2.1"


def test_everything_removed_is_nothing() -> None:
    times = [beat.time_s for beat in STEADY]
    assert with_edits(STEADY, MusicEdits(removed_beats_s=times), 4) == []


def test_the_usual_bar_is_that_of_most_bars() -> None:
    assert usual_bar(STEADY, 7) == 4
    assert usual_bar(STEADY[:3], 7) == 7
    assert usual_bar([], 3) == 3


moments = st.floats(0, 30, allow_nan=False)


@settings(max_examples=150)
@given(
    steps=st.lists(st.floats(0.2, 1.5), max_size=40),
    pick_up=st.integers(0, 3),
    said=st.lists(st.tuples(moments, st.booleans()), max_size=25),
    removed=st.lists(moments, max_size=10),
    metre=st.integers(2, 7),
)
def test_merged_beats_are_in_order_and_count_right(
    steps: list[float],
    pick_up: int,
    said: list[tuple[float, bool]],
    removed: list[float],
    metre: int,
) -> None:
    times = np.cumsum(steps).tolist()
    beats = [UserBeat(time_s=time, downbeat=down) for time, down in said]
    edits = MusicEdits(beats=beats, removed_beats_s=removed)
    result = with_edits(heard(times, metre, min(pick_up, metre - 1)), edits, metre)
    places = [beat.time_s for beat in result]
    assert all(one < other for one, other in pairwise(places))
    users = {beat.time_s: beat for beat in result if beat.origin == ORIGIN_USER}
    assert set(users) == {time for time, _ in said}
    assert all(users[time].beat == 1 for time, down in said if down)
    for one, other in pairwise(result):
        goes_on = (other.bar, other.beat) == (one.bar, one.beat + 1)
        assert goes_on or (other.bar, other.beat) == (one.bar + 1, 1)
    if result:
        assert result[0].bar in (0, 1)
        assert all(beat.beat >= 1 for beat in result)
    assert sum(beat.bar == 0 for beat in result) < metre


def test_sections_lie_on_the_users_downbeats() -> None:
    mono, beats = synth.song(120, 30)
    quiet, _ = synth.song(120, 30)
    mono[: round(beats[32] * synth.RATE)] = 0.1 * quiet[: round(beats[32] * synth.RATE)]
    edits = MusicEdits(beats=[UserBeat(time_s=beats[1], downbeat=True)])
    found = music.analyze(mono[:, np.newaxis], synth.RATE, BeatOptions(edits=edits))
    downbeats = {beat.time_s: beat.bar for beat in found.beats if beat.beat == 1}
    assert found.beats[1].beat == 1
    assert len(found.sections) > 1
    assert all(downbeats[one.start_s] == one.bar for one in found.sections[1:])
    assert all(one.start_s in downbeats for one in found.phrases[1:])


def test_a_song_tapped_by_the_user_has_his_metre() -> None:
    beats = [UserBeat(time_s=0.5 * i, downbeat=i % 3 == 0) for i in range(12)]
    silence = np.zeros((6 * synth.RATE, 1), np.float32)
    found = music.analyze(silence, synth.RATE, BeatOptions(edits=MusicEdits(beats=beats)))
    assert found.beats_per_bar == 3
    assert found.tempo_bpm == pytest.approx(120)
    assert [beat.beat for beat in found.beats] == [1, 2, 3] * 4
