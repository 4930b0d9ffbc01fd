"""What a script sees of the double's objects: the reported habits of Resolve's bridge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.refusals import Broken, NotModelled, Undocumented
from tests.doubles.resolve.session import VERSIONS, Session, session


@pytest.fixture
def held() -> Session:
    made = session()
    made.add_timeline()
    return made


def current(held: Session) -> Any:
    return held.resolve.GetProjectManager().GetCurrentProject().GetCurrentTimeline()


def test_every_name_is_there_and_unknown_ones_read_none(held: Session) -> None:
    timeline = current(held)
    assert hasattr(timeline, "SnapToBeat")
    assert timeline.SnapToBeat is None
    with pytest.raises(TypeError, match="not callable"):
        timeline.SnapToBar()


def test_dir_lists_methods_and_no_constants(held: Session) -> None:
    listed = dir(held.resolve)
    assert "GetProjectManager" in listed
    assert not [name for name in listed if name.isupper()]


def test_constants_read_as_floats_and_on_the_resolve_object_only(held: Session) -> None:
    assert isinstance(held.resolve.EXPORT_OTIO, float)
    assert current(held).EXPORT_OTIO is None


def test_a_method_reads_none_before_its_version() -> None:
    for version in VERSIONS:
        made = session(version)
        made.add_timeline()
        there = callable(current(made).NormalizeAudioLevel)
        assert there == (version == "21.1")
        assert ("NormalizeAudioLevel" in dir(current(made))) == there


def test_objects_are_new_every_time_and_compared_by_their_id(held: Session) -> None:
    first, second = current(held), current(held)
    assert first is not second
    assert first.GetUniqueId() == second.GetUniqueId()
    assert first != None  # noqa: E711 - scripts write it so
    with pytest.raises(Undocumented, match="compared"):
        _ = first == second
    with pytest.raises(Undocumented, match="hashed"):
        _ = {first: 1}


def test_nothing_can_be_set_on_an_object(held: Session) -> None:
    with pytest.raises(Undocumented, match="take nothing"):
        current(held).name = "mine"


@pytest.mark.parametrize(
    ("method", "arguments", "wrong"),
    [
        ("AddMarker", (1, "Blue", "beat", ""), "5 to 6 arguments, not 4"),
        ("AddMarker", (1.0, "Blue", "beat", "", 1), "1.0 is no int"),
        ("AddMarker", (True, "Blue", "beat", "", 1), "True is no int"),
        ("AddMarker", (1, "Blue", None, "", 1), "None is no str"),
        ("SetTrackName", ("audio", 1, 7), "7 is no str"),
        ("SetTrackEnable", ("audio", 1, 1), "1 is no bool"),
        ("SetSetting", ("useCustomSettings", 1), "1 is no str"),
        ("DeleteClips", ((),), "is no list"),
        ("SetClipsLinked", ([None], True), "None is no TimelineItem"),
        ("GetName", (1,), "0 to 0 arguments"),
    ],
)
def test_calls_that_nothing_documents_are_errors(
    held: Session, method: str, arguments: tuple[object, ...], wrong: str
) -> None:
    with pytest.raises(Undocumented, match=wrong):
        getattr(current(held), method)(*arguments)


def test_keyword_arguments_are_documented_nowhere(held: Session) -> None:
    with pytest.raises(Undocumented, match="keyword arguments: name"):
        current(held).SetName(name="x")


def test_unknown_keys_and_types_of_dictionaries_are_errors(held: Session, tmp_path: Path) -> None:
    held.add_media(tmp_path / "a.mov")
    pool = held.resolve.GetMediaPool()
    clip = pool.GetRootFolder().GetClipList()[1]
    with pytest.raises(Undocumented, match="no key 'recordframe'"):
        pool.AppendToTimeline([{"mediaPoolItem": clip, "recordframe": 1}])
    with pytest.raises(Undocumented, match=r"'trackIndex'.*: 1.0 is no int"):
        pool.AppendToTimeline([{"mediaPoolItem": clip, "trackIndex": 1.0}])
    with pytest.raises(Undocumented, match="ImportOptions has no key"):
        pool.ImportTimelineFromFile("a.otio", {"name": "x"})


def test_a_documented_method_without_a_model_says_so(held: Session) -> None:
    with pytest.raises(NotModelled, match="DetectSceneCuts is documented"):
        current(held).DetectSceneCuts()


def test_documented_misuse_is_answered_and_raises_nothing(held: Session) -> None:
    timeline = current(held)
    assert timeline.SetTrackName("audio", 9, "x") is False
    assert timeline.SetName("") is False
    assert timeline.GetItemListInTrack("audio", 9) is None
    assert held.resolve.OpenPage("Edit") is False


def test_calls_on_what_was_deleted_fail_like_others(held: Session) -> None:
    timeline = current(held)
    assert held.resolve.GetMediaPool().DeleteTimelines([timeline]) is True
    assert timeline.GetName() is None
    assert timeline.SetName("x") is False


def test_calls_are_counted_and_clocked(held: Session) -> None:
    timeline = current(held)
    before = held.world.clock_s
    for frame in range(100):
        assert timeline.AddMarker(frame, "Blue", "beat", "", 1)
    assert held.world.calls["Timeline.AddMarker"] == 100
    assert 1.7 < held.world.clock_s - before < 1.8
    before = held.world.clock_s
    assert timeline.DeleteMarkersByColor("All")
    assert held.world.clock_s - before < 0.002


def test_deprecated_calls_are_noted() -> None:
    for version, noted in (("21.0.4", 0), ("21.1", 1)):
        made = session(version)
        made.add_timeline()
        current(made).GetSetting("timelineFrameRate")
        assert made.world.deprecated["Timeline.GetSetting"] == noted


def test_an_open_dialog_blocks_writes_where_that_is_switched_on() -> None:
    for blocks in (True, False):
        made = session(dialogs_block=blocks)
        made.add_timeline()
        made.world.dialog = True
        timeline = current(made)
        assert timeline.AddMarker(1, "Blue", "beat", "", 1) is not blocks
        assert timeline.GetName() == "edit"
        pool = made.resolve.GetMediaPool()
        assert (pool.CreateEmptyTimeline("new") is None) == blocks


def test_a_dialog_can_open_in_the_middle_of_a_run() -> None:
    made = session(dialogs_block=True, dialog_calls=range(5, 7))
    made.add_timeline()
    timeline = current(made)
    answers = [timeline.AddMarker(frame, "Blue", "beat", "", 1) for frame in range(5)]
    assert made.world.calls.total() == 8
    assert answers == [True, False, False, True, True]


def test_asking_the_free_edition_for_windows_shows_a_dialog_that_blocks_all() -> None:
    made = session("20.3", "free")
    project = made.resolve.GetProjectManager().GetCurrentProject()
    assert made.fusion.UIManager is None
    assert project.GetName() is None
    made.world.upsell = False
    assert project.GetName() == "edit"
    other = session("20.3", "free", upsell_blocks=False)
    assert other.fusion.UIManager is None
    assert other.resolve.GetProductName() == "DaVinci Resolve"


def test_version_and_edition_as_scripts_read_them() -> None:
    studio, free = session("19.1"), session("18.6", "free")
    assert studio.resolve.GetVersion()[:3] == [19, 1, 0]
    assert studio.resolve.GetVersionString().startswith("19.1.0")
    assert studio.resolve.GetProductName() == "DaVinci Resolve Studio"
    assert free.resolve.GetProductName() == "DaVinci Resolve"
    assert not free.resolve.IsStudio()


def test_the_free_edition_runs_no_python_from_21_1() -> None:
    allowed = {
        (version, edition): session(version, edition).python_allowed
        for version in VERSIONS
        for edition in ("free", "studio")
    }
    assert [key for key, value in allowed.items() if not value] == [("21.1", "free")]


def test_resolve_is_found_from_what_scripts_are_given(held: Session) -> None:
    found = [
        held.fusion.GetResolve(),
        held.bmd.scriptapp("Resolve"),
        held.resolve.Fusion().GetResolve(),
        held.bmd.scriptapp("Fusion").GetResolve(),
        held.globals["resolve"],
        held.globals["app"].GetResolve(),
    ]
    assert [state_of(each) for each in found] == [held.world.app] * 6
    assert held.bmd.scriptapp("Photoshop") is None


def test_a_fault_of_the_double_is_not_taken_for_one_of_resolves(held: Session) -> None:
    held.timeline.tracks = None  # type: ignore[assignment]
    with pytest.raises(Broken, match=r"Timeline\.GetEndFrame of the double failed"):
        try:
            current(held).GetEndFrame()
        except Exception:
            pytest.fail("a script that catches Exceptions would hide this")


def test_behind_a_proxy_lies_the_state(held: Session) -> None:
    assert state_of(current(held)) is held.timeline
