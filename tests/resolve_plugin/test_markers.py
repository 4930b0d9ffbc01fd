"""Markers of ours on a timeline: exactly those that are wanted, and everybody else's left alone."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from backbeat_resolve import markers
from backbeat_resolve.markers import Placed
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.wanted import SYNC_PREFIX, Marker
from tests.doubles.resolve import state
from tests.doubles.resolve.session import VERSIONS, Session, session
from tests.resolve_plugin.inside import cut, exported, never, opened, quiet

FRAMES = 10_000


def beats(frames: range) -> list[Marker]:
    return [
        Marker(
            frame,
            "Cyan" if number % 4 else "Red",
            f"B{number // 4 + 1}.{number % 4 + 1}",
            f"bb:bar={number // 4 + 1};beat={number % 4 + 1};conf=0.90",
            1,
        )
        for number, frame in enumerate(frames)
    ]


BEATS = beats(range(0, 400, 12))
THEIRS = {
    5: state.Marker("Red", "look here", "", 1),
    24: state.Marker("Cyan", "on a beat", "mine: bb:", 2),
    9000: state.Marker("Blue", "B1.1", "", 1, "another plugin"),
}


@pytest.fixture
def held(tmp_path: Path) -> Session:
    return cut(tmp_path, lengths=(FRAMES,))


def put(held: Session, wanted: list[Marker], frames: int = FRAMES, **asked: Any) -> Placed:
    report, cancelled = asked.get("report", quiet), asked.get("cancelled", never)
    return markers.put(held.proxy(held.timeline), wanted, frames, report, cancelled)


def on(held: Session) -> dict[int, Marker]:
    return {
        frame: Marker(frame, each.color, each.name, each.note, each.duration)
        for frame, each in held.timeline.markers.items()
    }


def of(wanted: list[Marker]) -> dict[int, Marker]:
    return {marker.frame: marker for marker in wanted}


def added(held: Session) -> int:
    return held.world.calls["Timeline.AddMarker"]


@pytest.mark.parametrize("version", VERSIONS)
def test_markers_are_put_where_they_are_wanted(tmp_path: Path, version: str) -> None:
    held = cut(tmp_path, version, lengths=(FRAMES,))
    assert put(held, BEATS) == Placed(len(BEATS), 0, 0, 0)
    assert on(held) == of(BEATS)
    assert all(each.custom.startswith("backbeat:bar=") for each in held.timeline.markers.values())


def test_where_all_are_there_none_is_added(held: Session) -> None:
    put(held, BEATS)
    before = added(held)
    assert put(held, BEATS) == Placed(len(BEATS), 0, 0, 0)
    assert added(held) == before
    assert on(held) == of(BEATS)


def test_only_what_an_import_lost_is_added(tmp_path: Path) -> None:
    held = cut(tmp_path, lengths=(FRAMES,))
    put(held, BEATS)
    exported(held, tmp_path / "out.otio")
    inside = opened(held)
    inside.pool.ImportTimelineFromFile(str(tmp_path / "out.otio"), {"timelineName": "again"})
    assert not any(each.custom for each in held.timeline.markers.values())
    del held.timeline.markers[12], held.timeline.markers[36]
    before = added(held)
    assert put(held, BEATS) == Placed(len(BEATS), 0, 0, 0)
    assert added(held) - before == 2
    assert on(held) == of(BEATS)


def test_markers_that_an_import_shifted_are_moved_back(tmp_path: Path) -> None:
    held = cut(tmp_path, lengths=(FRAMES,), stack_markers="shifted")
    put(held, BEATS)
    exported(held, tmp_path / "out.otio")
    inside = opened(held)
    inside.pool.ImportTimelineFromFile(str(tmp_path / "out.otio"), {"timelineName": "again"})
    assert min(held.timeline.markers) == 90000
    assert put(held, BEATS) == Placed(len(BEATS), len(BEATS), 0, 0)
    assert on(held) == of(BEATS)


def test_older_ones_of_ours_go_and_everybody_elses_stay(held: Session) -> None:
    put(held, beats(range(3, 403, 10)))
    held.timeline.markers.update(deepcopy(THEIRS))
    found = put(held, BEATS)
    assert found == Placed(len(BEATS) - 1, 40, 1, 0)
    assert {frame: held.timeline.markers[frame] for frame in THEIRS} == THEIRS
    assert {frame: each for frame, each in on(held).items() if frame not in THEIRS} == {
        marker.frame: marker for marker in BEATS if marker.frame != 24
    }


def test_ours_are_known_by_their_note_where_the_hidden_text_is_lost(held: Session) -> None:
    put(held, beats(range(3, 403, 10)))
    for each in held.timeline.markers.values():
        each.custom = ""
    assert put(held, []) == Placed(0, 40, 0, 0)
    assert held.timeline.markers == {}


def test_a_beat_whose_name_changed_is_replaced(held: Session) -> None:
    put(held, BEATS)
    renamed = [BEATS[0]._replace(name="B2.1"), *BEATS[1:]]
    before = added(held)
    assert put(held, renamed) == Placed(len(BEATS), 1, 0, 0)
    assert added(held) - before == 1
    assert on(held) == of(renamed)


def test_a_colour_that_is_ours_alone_goes_in_one_call(held: Session) -> None:
    put(held, beats(range(3, 4003, 10)))
    held.timeline.markers[1] = state.Marker("Red", "theirs", "", 1)
    assert put(held, []).removed == 400
    assert held.world.calls["Timeline.DeleteMarkersByColor"] == 1
    assert held.world.calls["Timeline.DeleteMarkerAtFrame"] == 100
    assert list(held.timeline.markers) == [1]


def test_what_lies_outside_the_timeline_is_counted_and_not_put(held: Session) -> None:
    outside = beats(range(-24, 600, 12))
    found = put(held, outside, frames=400)
    assert found == Placed(34, 0, 0, 18)
    assert sorted(held.timeline.markers) == list(range(0, 400, 12))


def test_two_beats_on_one_frame_are_one_marker(held: Session) -> None:
    twice = [*BEATS, BEATS[3]._replace(name="B9.9")]
    assert put(held, twice).there == len(BEATS)
    assert put(held, twice).there == len(BEATS)


def earlier(held: Session) -> dict[int, state.Marker]:
    """Ours, some where new ones go, and theirs."""
    put(held, [each._replace(name="old") for each in beats(range(0, 403, 6))])
    held.timeline.markers.update(deepcopy(THEIRS))
    return deepcopy(held.timeline.markers)


def test_a_refusal_in_the_middle_leaves_the_markers_as_they_were(held: Session) -> None:
    before = earlier(held)
    # Bright is no colour of Resolve's.
    wrong = [*BEATS[:20], BEATS[20]._replace(color="Bright"), *BEATS[21:]]
    with pytest.raises(Problem, match="refuses a marker at frame 240") as caught:
        put(held, wrong)
    assert not isinstance(caught.value, Cancelled)
    assert "as they were" in caught.value.hint
    assert held.timeline.markers == before


def test_a_dialog_that_stays_open_is_no_lie_about_the_markers(held: Session) -> None:
    earlier(held)
    held.world.behaviour.dialogs_block = True
    held.world.behaviour.dialog_calls = range(held.world.calls.total() + 50, 10_000)
    with pytest.raises(Problem, match="not all markers are as they were"):
        put(held, BEATS)


@pytest.mark.parametrize("after", [0, 1, 20, 32])
def test_a_cancel_in_the_middle_leaves_the_markers_as_they_were(held: Session, after: int) -> None:
    before = earlier(held)
    count = added(held)
    with pytest.raises(Cancelled):
        put(held, BEATS, cancelled=lambda: added(held) - count >= after)
    assert added(held) - count <= after + len(before)
    assert held.timeline.markers == before


def test_markers_that_do_not_stay_are_missed(held: Session) -> None:
    timeline = held.timeline

    class Forgetful(dict[int, state.Marker]):
        def __setitem__(self, at: int, marker: state.Marker) -> None:
            if at != 36:
                super().__setitem__(at, marker)

    timeline.markers = Forgetful()
    with pytest.raises(Problem, match="1 of 34 markers did not stay"):
        put(held, BEATS)


def clocked(held: Session, monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    start = held.world.clock_s
    monkeypatch.setattr("backbeat_resolve.markers.time.monotonic", lambda: held.world.clock_s)
    return lambda: held.world.clock_s - start


@pytest.mark.parametrize("stop", [False, True])
def test_five_hundred_take_less_than_ten_seconds_and_are_told_twice_a_second(
    held: Session, monkeypatch: pytest.MonkeyPatch, stop: bool
) -> None:
    if stop:
        put(held, [each._replace(name="old") for each in beats(range(1, 5000, 10))])
    taken = clocked(held, monkeypatch)
    told: list[tuple[float, float]] = []
    at = held.world.clock_s

    def cancelled() -> bool:
        return stop and held.world.clock_s - at > 8

    def report(fraction: float, step: str) -> None:
        told.append((taken(), fraction))

    try:
        put(held, beats(range(0, 5000, 10)), report=report, cancelled=cancelled)
    except Cancelled:
        assert stop
    assert taken() < (18 if stop else 10)
    times = [0.0, *(at for at, _ in told), taken()]
    assert max(later - before for before, later in pairwise(times)) < 0.5
    if not stop:
        fractions = [fraction for _, fraction in told]
        assert fractions == sorted(fractions)
        assert len(set(fractions)) == len(fractions)


def test_a_timeline_that_is_not_the_current_one_takes_markers_too(held: Session) -> None:
    first = held.proxy(held.timeline)
    second = held.add_timeline("second")
    assert markers.put(first, BEATS, FRAMES, quiet, never).there == len(BEATS)
    assert second.markers == {}


def test_no_frames_mean_no_markers() -> None:
    held = session()
    held.add_timeline()
    assert put(held, BEATS, frames=0) == Placed(0, 0, 0, len(BEATS))
    assert held.timeline.markers == {}


def test_markers_of_beats_and_of_sync_leave_one_another_alone(held: Session) -> None:
    put(held, BEATS)
    late = Marker(6, "Red", "Sound 80 ms late (2.0 frames)", f"{SYNC_PREFIX}offset=+80ms", 1)
    timeline = held.proxy(held.timeline)
    assert markers.frames_of_others(timeline, SYNC_PREFIX) == {each.frame for each in BEATS}
    placed = markers.put(timeline, [late], FRAMES, quiet, never, SYNC_PREFIX)
    assert placed == Placed(1, 0, 0, 0)
    assert on(held) == {each.frame: each for each in [*BEATS, late]}
    put(held, BEATS[:3])
    assert on(held) == {each.frame: each for each in [*BEATS[:3], late]}
    assert markers.put(timeline, [], FRAMES, quiet, never, SYNC_PREFIX).removed == 1
    assert on(held) == {each.frame: each for each in BEATS[:3]}
