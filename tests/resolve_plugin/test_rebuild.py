"""The way round an import that fails gives what the import would have given, or nothing."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from backbeat_resolve import readback, rebuild, timelines, wanted
from backbeat_resolve.problems import Problem
from backbeat_resolve.timelines import Guarded
from backbeat_resolve.wanted import ExpectedTimeline
from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.session import VERSIONS, Session
from tests.doubles.resolve.state import Item, PoolItem, Timeline
from tests.resolve_plugin.inside import EXACT_RATES, cut, everything, exported, opened, quiet

MOVES = {0: 4, 1: -7, 2: 3}
"""Frames that the cut after each clip of V1 goes by."""


def moved(held: Session, path: Path, moves: dict[int, int] | None = None) -> ExpectedTimeline:
    """The open timeline's file with its cuts moved, as the engine moves them."""
    exported(held, path)
    tree = json.loads(path.read_text())
    clips = tree["tracks"]["children"][0]["children"]
    for number, by in (MOVES if moves is None else moves).items():
        clips[number]["source_range"]["duration"]["value"] += by
        clips[number + 1]["source_range"]["start_time"]["value"] += by
        clips[number + 1]["source_range"]["duration"]["value"] -= by
    path.write_text(json.dumps(tree))
    return wanted.read(path, opened(held).rate.fps)


def imported(held: Session, path: Path) -> Timeline:
    inside = opened(held)
    with Guarded(inside) as guard:
        made: Timeline = state_of(timelines.import_otio(inside, guard, path, "imported"))
    held.project.current = state_of(inside.timeline)
    return made


def rebuilt(held: Session, goal: ExpectedTimeline) -> Timeline:
    inside = opened(held)
    with Guarded(inside) as guard:
        made = rebuild.run(inside, guard, goal, "rebuilt", quiet)
        assert readback.check(inside, made, goal) == []
    found: Timeline = state_of(made)
    return found


def shape(made: Timeline) -> list[Any]:
    return [
        (item.kind, item.start, item.duration, item.source, item.media and item.media.path)
        for item in made.all_items()
    ]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("rate", "drop"), EXACT_RATES)
def test_it_gives_what_an_import_would_have_given(
    tmp_path: Path, version: str, rate: float, drop: bool
) -> None:
    held = cut(tmp_path, version, rate, drop_frame=drop)
    goal = moved(held, tmp_path / "goal.otio")
    meant = shape(imported(held, tmp_path / "goal.otio"))
    original = held.timeline
    before = shape(original)
    made = rebuilt(held, goal)
    assert shape(made) == meant
    assert made.name == "rebuilt"
    assert shape(original) == before != meant


@pytest.mark.parametrize("media_rate", [50, 59.94])
def test_so_it_does_for_media_of_a_faster_rate(tmp_path: Path, media_rate: float) -> None:
    held = cut(tmp_path, media_rate=media_rate)
    goal = moved(held, tmp_path / "goal.otio")
    meant = shape(imported(held, tmp_path / "goal.otio"))
    for seen, item in zip(shape(rebuilt(held, goal)), meant, strict=True):
        assert seen[:3] == item[:3]
        # Clips are placed from whole frames of their media on.
        assert abs(seen[3] - item[3]) < 1


def test_media_whose_frames_cannot_fill_the_clip_is_told(tmp_path: Path) -> None:
    held = cut(tmp_path, media_rate=24, lengths=(50, 40))
    goal = moved(held, tmp_path / "goal.otio", {0: -26})
    before = everything(held)
    with pytest.raises(Problem, match="something else of the timeline"):
        rebuilt(held, goal)
    assert everything(held) == before


def test_clips_that_do_not_change_keep_all_they_have(tmp_path: Path) -> None:
    held = cut(tmp_path)
    first, second, third, fourth = held.timeline.tracks["video"][0].items
    for item in (first, second, third, fourth):
        item.properties = {"ZoomX": 2.0}
    made = rebuilt(held, moved(held, tmp_path / "goal.otio", {0: 4}))
    kept = [bool(item.properties) for item in made.tracks["video"][0].items]
    assert kept == [False, False, True, True]
    assert held.world.calls["Timeline.DeleteClips"] == 1


def test_where_no_cut_moves_nothing_is_placed(tmp_path: Path) -> None:
    held = cut(tmp_path)
    made = rebuilt(held, moved(held, tmp_path / "goal.otio", {}))
    assert shape(made) == shape(held.project.timelines[0])
    assert held.world.calls["MediaPool.AppendToTimeline"] == 0


@pytest.mark.parametrize(("version", "name"), [("20.1", "camera.mov"), ("20.3", "Scene 1")])
def test_a_clip_stays_disabled_and_keeps_its_name_where_it_can(
    tmp_path: Path, version: str, name: str
) -> None:
    held = cut(tmp_path, version)
    second = held.timeline.tracks["video"][0].items[1]
    second.enabled, second.name = False, "Scene 1"
    items = rebuilt(held, moved(held, tmp_path / "goal.otio")).tracks["video"][0].items
    assert [item.enabled for item in items] == [True, False, True, True]
    assert [item.name for item in items] == ["camera.mov", name, "camera.mov", "camera.mov"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_clip_stays_linked_to_its_sound_from_19_1_on(tmp_path: Path, version: str) -> None:
    held = cut(tmp_path, version)
    camera = held.timeline.tracks["video"][0].items[0].media
    held.add_track(held.timeline, "audio")
    for number, item in enumerate(held.timeline.tracks["video"][0].items[:2], 1):
        at = item.start - held.timeline.start
        item.link = number
        held.add_item(held.timeline, camera, at, item.duration, kind="audio", track=2, link=number)
    made = rebuilt(held, moved(held, tmp_path / "goal.otio", {0: 4}))
    for number in (0, 1):
        picture, sound = (made.tracks[kind][-1].items[number] for kind in ("video", "audio"))
        assert sound.link is not None
        assert (picture.link == sound.link) == (version != "18.6")


def test_a_hundred_clips_and_more_go_in_batches(tmp_path: Path) -> None:
    held = cut(tmp_path, lengths=(20,) * 250)
    goal = moved(held, tmp_path / "goal.otio", dict.fromkeys(range(0, 248, 2), 2))
    meant = shape(imported(held, tmp_path / "goal.otio"))
    assert shape(rebuilt(held, goal)) == meant
    assert held.world.calls["MediaPool.AppendToTimeline"] == 3


def test_every_track_of_pictures_is_worked_on(tmp_path: Path) -> None:
    held = cut(tmp_path)
    camera = held.timeline.tracks["video"][0].items[0].media
    held.add_track(held.timeline, "video")
    for at in (0, 30):
        held.add_item(held.timeline, camera, at, 30, source=500 + at, track=2)
    exported(held, tmp_path / "goal.otio")
    tree = json.loads((tmp_path / "goal.otio").read_text())
    above = tree["tracks"]["children"][1]["children"]
    above[0]["source_range"]["duration"]["value"] -= 5
    above[1]["source_range"]["start_time"]["value"] -= 5
    above[1]["source_range"]["duration"]["value"] += 5
    (tmp_path / "goal.otio").write_text(json.dumps(tree))
    goal = wanted.read(tmp_path / "goal.otio", Fraction(25))
    made = rebuilt(held, goal)
    assert [
        (item.start - made.start, item.duration, item.source)
        for item in made.tracks["video"][1].items
    ] == [(0, 25, 500), (25, 35, 525)]


def test_clips_are_deleted_from_the_fairlight_page_too(tmp_path: Path) -> None:
    held = cut(tmp_path)
    goal = moved(held, tmp_path / "goal.otio")
    held.world.page = "fairlight"
    rebuilt(held, goal)
    assert held.world.page == "fairlight"


def retimed(item: Item) -> str:
    item.speed = Fraction(2)
    return "is retimed"


def compound(item: Item) -> str:
    item.media = PoolItem("Compound Clip 1", "", Fraction(25), 500)
    return "has no file behind it"


@pytest.mark.parametrize("change", [retimed, compound], ids=lambda change: change.__name__)
def test_a_changed_clip_that_cannot_be_placed_anew_is_named_before_anything_goes(
    tmp_path: Path, change: Any
) -> None:
    held = cut(tmp_path)
    why = change(held.timeline.tracks["video"][0].items[1])
    goal = moved(held, tmp_path / "goal.otio")
    before = everything(held)
    with pytest.raises(Problem, match=f" on V1 {why}"):
        rebuilt(held, goal)
    assert everything(held) == before
    assert held.world.calls["Timeline.DeleteClips"] == 0


@pytest.mark.parametrize("change", [retimed, compound], ids=lambda change: change.__name__)
def test_one_beside_no_moved_cut_does_not_matter(tmp_path: Path, change: Any) -> None:
    held = cut(tmp_path)
    change(held.timeline.tracks["video"][0].items[3])
    goal = moved(held, tmp_path / "goal.otio", {0: 4})
    assert len(rebuilt(held, goal).all_items()) == 5


def test_a_locked_track_is_found_out_and_nothing_is_kept(tmp_path: Path) -> None:
    held = cut(tmp_path)
    goal = moved(held, tmp_path / "goal.otio")
    held.timeline.tracks["video"][0].locked = True
    before = everything(held)
    with pytest.raises(Problem, match="V1 has 0 clips and should have 4"):
        rebuilt(held, goal)
    assert everything(held) == before


def test_a_refused_append_is_not_believed_though_clips_show(tmp_path: Path) -> None:
    held = cut(tmp_path, failing_appends=frozenset({1}))
    goal = moved(held, tmp_path / "goal.otio")
    before = everything(held)
    with pytest.raises(Problem, match="refuses to place 4 clips"):
        rebuilt(held, goal)
    assert everything(held) == before


def test_a_timeline_of_another_shape_is_left_alone(tmp_path: Path) -> None:
    held = cut(tmp_path)
    goal = moved(held, tmp_path / "goal.otio")
    held.timeline.tracks["video"][0].items.pop()
    before = everything(held)
    with pytest.raises(Problem, match="V1 of the copy has 3 clips and should have 4"):
        rebuilt(held, goal)
    assert everything(held) == before


def test_a_dialog_at_any_call_leaves_everything_as_it_was(tmp_path: Path) -> None:
    failed = []
    calls = 1
    at = 0
    while at < calls:
        held = cut(tmp_path, dialogs_block=True)
        goal = moved(held, tmp_path / "goal.otio")
        held.world.page = "fairlight"
        before, now = everything(held), held.world.calls.total()
        held.world.behaviour.dialog_calls = range(now + at, now + at + 1)
        try:
            rebuilt(held, goal)
        except Problem:
            failed.append(at)
            assert everything(held) == before, at
        calls, at = held.world.calls.total() - now, at + 1
    assert len(failed) >= 3
