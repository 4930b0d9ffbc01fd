"""What runs, what is open, and what of it can be believed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from backbeat_resolve import host
from backbeat_resolve.frames import Rate
from backbeat_resolve.host import ask, can, find_host, open_session
from backbeat_resolve.problems import Problem
from tests.doubles.resolve.session import VERSIONS, session
from tests.doubles.resolve.state import Transition
from tests.resolve_plugin.inside import cut, opened


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("edition", ["free", "studio"])
def test_version_and_edition_are_known_everywhere(version: str, edition: str) -> None:
    held = session(version, edition)  # type: ignore[arg-type]
    found = find_host(held.globals)
    assert found.version[:2] == tuple(int(part) for part in version.split("."))[:2]
    assert found.studio == (edition == "studio")
    assert found.named.startswith(
        "DaVinci Resolve Studio " if found.studio else "DaVinci Resolve (free) "
    )
    assert version in found.named


@pytest.mark.parametrize("name", ["resolve", "app", "bmd"])
def test_one_of_resolves_globals_is_enough(name: str) -> None:
    held = session("20.3")
    held.add_timeline()
    found = find_host({name: held.globals[name]})
    assert found.version[:2] == (20, 3)
    assert found.fusion is not None
    assert open_session(found).timeline.GetName() == "edit"


def test_fusion_goes_by_its_short_name_too() -> None:
    held = session("20.3")
    assert find_host({"resolve": held.resolve, "fu": held.fusion}).fusion is held.fusion


@pytest.mark.parametrize("nothing", [{}, {"resolve": None, "bmd": None, "app": None}])
def test_without_resolve_the_way_by_hand_is_told(nothing: dict[str, None]) -> None:
    with pytest.raises(Problem, match="does not let this script in") as caught:
        find_host(dict(nothing))
    assert "backbeat snap --for resolve" in caught.value.hint


def test_a_resolve_without_opentimelineio_is_too_old() -> None:
    with pytest.raises(Problem, match=r"Resolve 18\.1\.0, which has no OpenTimelineIO") as caught:
        find_host(session("18.1").globals)
    assert "18.5" in caught.value.hint


def test_a_resolve_that_does_not_say_its_version_is_not_guessed_at() -> None:
    held = session("20.3", "free")
    held.world.upsell = True
    with pytest.raises(Problem, match="does not say its version"):
        find_host(held.globals)


def test_no_project_and_no_timeline_are_two_sentences() -> None:
    held = session()
    with pytest.raises(Problem, match="No timeline is open"):
        opened(held)
    held.world.project = None
    with pytest.raises(Problem, match="No project is open"):
        opened(held)


def test_a_dialog_that_answers_nothing_is_not_taken_for_no_project() -> None:
    held = session("20.3", "free")
    held.add_timeline()
    found = find_host(held.globals)
    held.world.upsell = True
    with pytest.raises(Problem, match="does not answer this script") as caught:
        open_session(found)
    assert "dialogs" in caught.value.hint


def test_what_is_open_can_be_read_while_a_dialog_holds_back_changes() -> None:
    held = session("20.3", dialogs_block=True)
    held.add_timeline()
    held.world.dialog = True
    inside = opened(held)
    assert inside.start == 90000
    assert not ask(inside.timeline, "AddMarker", 0, "Red", "x", "", 1, "")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("rate", "drop", "start"),
    [(23.976, False, 86400), (25, False, 90000), (29.97, True, 107892), (59.94, True, 215784)],
)
def test_rate_and_start_are_read_in_every_version(
    version: str, rate: float, drop: bool, start: int
) -> None:
    held = session(version, rate=rate, drop_frame=drop)
    made = held.add_timeline(rate=rate, drop_frame=drop)
    inside = opened(held)
    assert (inside.rate, inside.start) == (Rate(made.rate, drop), start)


def test_a_call_that_this_version_lacks_is_told_from_one_it_has() -> None:
    older, newer = session("20.3"), session("21.1")
    for held in (older, newer):
        held.add_timeline()
    old, new = older.proxy(older.timeline), newer.proxy(newer.timeline)
    assert hasattr(old, "GetSelectedClips")
    assert hasattr(old, "NoSuchCall")
    assert [can(each, "GetSelectedClips") for each in (old, new)] == [False, True]
    assert not can(old, "NoSuchCall")
    assert not can(None, "GetName")
    with pytest.raises(Problem, match="no GetSelectedClips") as caught:
        ask(old, "GetSelectedClips")
    assert "Update Resolve" in caught.value.hint
    assert ask(new, "GetSelectedClips") == []


def test_what_is_selected_is_none_where_it_cannot_be_told(tmp_path: Path) -> None:
    for version, count in (("20.3", None), ("21.0.4", 2)):
        held = cut(tmp_path / version, version)
        held.timeline.selected = held.timeline.all_items()[:2]
        found = host.selected_items(held.proxy(held.timeline))
        assert (None if found is None else len(found)) == count


def test_two_handles_of_one_thing_are_the_same(tmp_path: Path) -> None:
    held = cut(tmp_path)
    one, other = held.proxy(held.timeline), held.proxy(held.timeline)
    assert host.same(one, other)
    assert not host.same(one, held.proxy(held.add_timeline("second")))
    assert not host.same(one, None)
    assert not host.same(None, None)


def test_all_timelines_of_a_project_are_found(tmp_path: Path) -> None:
    held = cut(tmp_path)
    held.add_timeline("second")
    project = opened(held).project
    assert [each.GetName() for each in host.timelines(project)] == ["edit", "second"]


def test_transitions_that_are_listed_are_no_clips(tmp_path: Path) -> None:
    held = cut(tmp_path, lists_transitions=True)
    (track,) = held.timeline.tracks["video"]
    track.transitions.append(Transition(track.items[1].start, 6, 6, "Cross Dissolve"))
    timeline = held.proxy(held.timeline)
    assert len(ask(timeline, "GetItemListInTrack", "video", 1)) == 5
    clips = host.items(timeline, "video", 1)
    assert [each.GetUniqueId() for each in clips] == [each.uid for each in track.items]
    assert host.items(timeline, "video", 7) == []


def test_a_file_is_empty_text_where_there_is_none(tmp_path: Path) -> None:
    held = cut(tmp_path)
    camera = held.timeline.tracks["video"][0].items[0].media
    assert host.file_of(held.proxy(camera)) == str(tmp_path / "camera.mov")
    compound = held.project.root.items[-1]
    assert compound.timeline is not None
    assert host.file_of(held.proxy(compound)) == ""
    assert host.file_of(None) == ""


def test_a_rate_is_read_from_whichever_call_there_is() -> None:
    answers = {"GetSetting": lambda name: "", "GetSettings": lambda: {"timelineFrameRate": "25"}}
    assert host.setting(SimpleNamespace(**answers), "timelineFrameRate") == "25"
    assert host.setting(object(), "timelineFrameRate") is None
    assert opened_rate("29.97") == Fraction(30000, 1001)


def opened_rate(words: str) -> Fraction:
    held = session("21.1", rate=float(words))
    held.add_timeline(rate=float(words))
    return opened(held).rate.fps
