"""A timeline in Resolve against what was meant: every difference is found, and none that is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backbeat_resolve import readback, wanted
from backbeat_resolve.problems import Problem
from backbeat_resolve.readback import Seen, check, compare, told
from backbeat_resolve.wanted import ExpectedTimeline
from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.session import VERSIONS, Session
from tests.doubles.resolve.state import Item, Timeline, Transition
from tests.resolve_plugin.inside import EXACT_RATES, cut, exported, goal_of, opened

RIGHT = Seen([], [], [])


def seen(held: Session, goal: ExpectedTimeline) -> Seen:
    inside = opened(held)
    return compare(inside, inside.timeline, goal)


def pictures(held: Session) -> list[Item]:
    return held.timeline.tracks["video"][0].items


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("rate", "drop"), EXACT_RATES)
def test_a_right_timeline_differs_nowhere(
    tmp_path: Path, version: str, rate: float, drop: bool
) -> None:
    held = cut(tmp_path, version, rate, drop_frame=drop)
    held.add_item(held.timeline, None, at=200, frames=25)
    assert seen(held, goal_of(held, tmp_path)) == RIGHT


@pytest.mark.parametrize("media_rate", [23.976, 24, 29.97, 50, 59.94])
@pytest.mark.parametrize("floats", [False, True])
def test_nor_does_one_of_media_at_another_rate(
    tmp_path: Path, media_rate: float, floats: bool
) -> None:
    held = cut(tmp_path, media_rate=media_rate, frames_are_floats=floats)
    assert seen(held, goal_of(held, tmp_path)) == RIGHT


def test_transitions_that_resolve_lists_are_not_counted(tmp_path: Path) -> None:
    held = cut(tmp_path, lists_transitions=True)
    cuts = [item.start for item in pictures(held)[1:]]
    held.timeline.tracks["video"][0].transitions = [Transition(at, 4, 4, "Dip") for at in cuts]
    assert seen(held, goal_of(held, tmp_path)) == RIGHT


@pytest.mark.parametrize("version", ["19.1", "20.3", "21.0.4", "21.1"])
@pytest.mark.parametrize(("rate", "drop"), EXACT_RATES)
def test_what_an_import_makes_of_an_export_is_right(
    tmp_path: Path, version: str, rate: float, drop: bool
) -> None:
    held = cut(tmp_path, version, rate, drop_frame=drop)
    goal = goal_of(held, tmp_path)
    inside = opened(held)
    options = {"timelineName": "again"}
    made = inside.pool.ImportTimelineFromFile(str(tmp_path / "goal.otio"), options)
    assert compare(inside, made, goal) == RIGHT


def gone(made: Timeline) -> None:
    del made.tracks["video"][0].items[2]


def doubled(made: Timeline) -> None:
    track = made.tracks["video"][0]
    track.add(replace(track.items[0], start=made.start + 500, uid="another"))


def later(made: Timeline) -> None:
    made.tracks["video"][0].items[-1].start += 1


def longer(made: Timeline) -> None:
    made.tracks["video"][0].items[-1].duration += 1


def shorter(made: Timeline) -> None:
    made.tracks["video"][0].items[1].duration -= 1


def sound_later(made: Timeline) -> None:
    made.tracks["audio"][0].items[0].start += 1


def other_media(made: Timeline) -> None:
    made.tracks["video"][0].items[1].media = made.tracks["audio"][0].items[0].media


def slipped(made: Timeline) -> None:
    made.tracks["video"][0].items[1].source += 2


def starts_elsewhere(made: Timeline) -> None:
    made.start -= 90000
    for item in made.all_items():
        item.start -= 90000


def without_track(made: Timeline) -> None:
    made.tracks["audio"].clear()


DIFFERENCES: dict[Callable[[Timeline], None], str] = {
    gone: "V1 has 3 clips and should have 4",
    doubled: "V1 has 5 clips and should have 4",
    later: "“camera.mov” on V1 lies at 01:00:06:01 to 01:00:07:06 and not at 01:00:06:00 to",
    longer: "“camera.mov” on V1 lies at 01:00:06:00 to 01:00:07:06 and not at 01:00:06:00 to",
    shorter: "“camera.mov” on V1 lies at 01:00:02:00 to 01:00:03:14 and not at 01:00:02:00 to",
    sound_later: "“song.wav” on A1 lies at 01:00:00:01",
    other_media: "“camera.mov” on V1 shows song.wav and not camera.mov",
    slipped: "“camera.mov” on V1 shows its media from frame 173 and not 171",
    starts_elsewhere: "it starts at 00:00:00:00 and not at 01:00:00:00",
    without_track: "A1 has 0 clips and should have 1",
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("change", DIFFERENCES, ids=lambda change: change.__name__)
def test_every_difference_is_found(
    tmp_path: Path, version: str, change: Callable[[Timeline], None]
) -> None:
    held = cut(tmp_path, version)
    goal, inside = goal_of(held, tmp_path), opened(held)
    made = state_of(inside.timeline.DuplicateTimeline("again"))
    change(made)
    proxy = held.proxy(made)
    found = compare(inside, proxy, goal)
    assert len(found.wrong) == 1
    assert found.wrong[0].startswith(DIFFERENCES[change])
    with pytest.raises(Problem, match="something else of the timeline") as caught:
        check(inside, proxy, goal)
    assert found.wrong[0] in caught.value.message


def test_a_slip_of_a_frame_may_be_rounding_and_of_two_is_not(tmp_path: Path) -> None:
    held = cut(tmp_path, media_rate=24)
    goal = goal_of(held, tmp_path)
    pictures(held)[1].source += 1
    assert seen(held, goal) == RIGHT
    pictures(held)[1].source += 1
    assert len(seen(held, goal).wrong) == 1


def test_a_retimed_clip_is_not_asked_where_it_begins_in_its_media(tmp_path: Path) -> None:
    held = cut(tmp_path)
    pictures(held)[1].speed = wanted.Fraction(2)
    goal = goal_of(held, tmp_path)
    pictures(held)[1].source += 50
    assert seen(held, goal) == RIGHT


def test_media_that_was_left_behind_is_named(tmp_path: Path) -> None:
    held = cut(tmp_path)
    goal = goal_of(held, tmp_path)
    for item in held.timeline.all_items():
        item.linked = False
    found = seen(held, goal)
    assert found.wrong == []
    assert found.offline == ["“camera.mov” on V1"] * 4 + ["“song.wav” on A1"]
    inside = opened(held)
    with pytest.raises(Problem, match=r"left the media of “camera\.mov” on V1") as caught:
        check(inside, inside.timeline, goal)
    assert "and 2 more" in caught.value.message


def test_a_lost_title_is_told_and_not_a_fault(tmp_path: Path) -> None:
    held = cut(tmp_path)
    held.add_item(held.timeline, None, at=180, frames=25)
    goal = goal_of(held, tmp_path)
    pictures(held).pop()
    inside = opened(held)
    assert check(inside, inside.timeline, goal) == ["“Title” on V1"]


def test_a_lost_title_does_not_hide_a_lost_clip(tmp_path: Path) -> None:
    held = cut(tmp_path)
    held.add_item(held.timeline, None, at=180, frames=25)
    goal = goal_of(held, tmp_path)
    del pictures(held)[3:]
    found = seen(held, goal)
    assert found.wrong == ["V1 has 3 clips and should have 4"]


def test_of_several_titles_those_that_came_along_are_not_called_lost(tmp_path: Path) -> None:
    held = cut(tmp_path)
    held.add_item(held.timeline, None, at=180, frames=25)
    held.add_item(held.timeline, None, at=205, frames=25)
    goal = goal_of(held, tmp_path)
    del pictures(held)[4]
    assert seen(held, goal) == Seen([], [], ["“Title” on V1"])


def test_tracks_are_told_apart_by_kind_and_number(tmp_path: Path) -> None:
    held = cut(tmp_path)
    camera = pictures(held)[0].media
    held.add_track(held.timeline, "video")
    above = held.add_item(held.timeline, camera, 10, 20, track=2)
    goal = goal_of(held, tmp_path)
    assert seen(held, goal) == RIGHT
    above.start += 3
    assert "on V2 lies at 01:00:00:13" in seen(held, goal).wrong[0]


def test_windows_paths_are_of_the_same_file(tmp_path: Path) -> None:
    held = cut(tmp_path)
    path = tmp_path / "out.otio"
    exported(held, path)
    text = path.read_text().replace(str(tmp_path) + "/", "C:\\\\Footage\\\\")
    path.write_text(text.replace("camera.mov", "CAMERA.MOV"))
    assert seen(held, wanted.read(path, opened(held).rate.fps)) == RIGHT


def test_only_the_first_few_differences_are_told() -> None:
    assert told(["a", "b", "c"]) == "a; b; c"
    assert told(["a", "b", "c", "d", "e"]) == "a; b; c; and 2 more"


def test_a_clip_costs_six_calls(tmp_path: Path) -> None:
    held = cut(tmp_path, lengths=(10,) * 400)
    goal, inside = goal_of(held, tmp_path), opened(held)
    before = held.world.calls.total()
    readback.compare(inside, inside.timeline, goal)
    assert held.world.calls.total() - before < 7 * 400
