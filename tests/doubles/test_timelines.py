"""Timelines made, copied and deleted; their tracks, items and settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.refusals import NotModelled, Undocumented
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.state import Transition


def project_of(held: Session) -> Any:
    return held.resolve.GetProjectManager().GetCurrentProject()


def edit(folder: Path, version: str = "21.1", **switches: Any) -> Session:
    made = session(version, **switches)
    clip = made.add_media(folder / "a.mov", channels=2)
    timeline = made.add_timeline()
    made.add_item(timeline, clip, at=0, frames=10, link=1)
    made.add_item(timeline, clip, at=0, frames=10, kind="audio", link=1)
    made.add_item(timeline, clip, at=10, frames=10, source=5)
    return made


def test_a_new_timeline_lies_in_the_current_bin_and_is_current() -> None:
    held = session("21.0.4")
    pool = project_of(held).GetMediaPool()
    folder = pool.AddSubFolder(pool.GetRootFolder(), "Backbeat")
    assert pool.GetCurrentFolder().GetName() == "Master"
    assert pool.SetCurrentFolder(folder) is True
    before = held.world.clock_s
    timeline = pool.CreateEmptyTimeline("one")
    assert 0.08 <= held.world.clock_s - before < 0.09
    assert [each.GetName() for each in folder.GetClipList()] == ["one"]
    assert folder.GetClipList()[0].GetTimeline().GetUniqueId() == timeline.GetUniqueId()
    assert project_of(held).GetCurrentTimeline().GetName() == "one"
    assert timeline.GetTrackCount("video") == timeline.GetTrackCount("audio") == 1
    assert pool.CreateEmptyTimeline("one") is None
    assert pool.CreateEmptyTimeline("") is None
    assert project_of(held).GetTimelineCount() == 1


def test_a_new_bin_is_current_where_that_is_switched_on() -> None:
    held = session(new_bin_is_current=True)
    pool = project_of(held).GetMediaPool()
    pool.AddSubFolder(pool.GetRootFolder(), "Backbeat")
    assert pool.GetCurrentFolder().GetName() == "Backbeat"


def test_a_copy_is_current_and_its_items_are_others(tmp_path: Path) -> None:
    held = edit(tmp_path)
    timeline = held.proxy(held.timeline)
    timeline.AddMarker(3, "Blue", "beat", "", 1, "ours")
    before = held.world.clock_s
    copy = timeline.DuplicateTimeline("edit 2")
    assert 0.13 <= held.world.clock_s - before <= 0.19
    assert project_of(held).GetCurrentTimeline().GetName() == "edit 2"
    old, new = (each.GetItemListInTrack("video", 1) for each in (timeline, copy))
    assert [each.GetStart() for each in old] == [each.GetStart() for each in new]
    assert not {each.GetUniqueId() for each in old} & {each.GetUniqueId() for each in new}
    assert state_of(new[0]).media is state_of(old[0]).media
    assert copy.GetMarkers() == timeline.GetMarkers()
    assert copy.DeleteMarkersByColor("All") is True
    assert timeline.GetMarkers() != {}
    assert timeline.DuplicateTimeline("edit 2") is None
    # The source is no longer current, and can be copied all the same.
    assert timeline.DuplicateTimeline().GetName() == "edit copy"


def test_new_timelines_leave_the_current_one_where_that_is_switched_off(tmp_path: Path) -> None:
    held = edit(tmp_path, new_timeline_is_current=False)
    held.proxy(held.timeline).DuplicateTimeline("other")
    project_of(held).GetMediaPool().CreateEmptyTimeline("third")
    assert project_of(held).GetCurrentTimeline().GetName() == "edit"


def test_deleting_happens_on_the_current_timeline_only(tmp_path: Path) -> None:
    for only in (True, False):
        held = edit(tmp_path, deletes_on_current_only=only)
        timeline = held.proxy(held.timeline)
        held.add_timeline("other")
        items = timeline.GetItemListInTrack("video", 1)
        assert timeline.DeleteClips(items) is not only
        assert timeline.DeleteTrack("audio", 1) is not only
        assert timeline.GetTrackCount("audio") == int(only)


def test_deleting_clips_leaves_linked_sound_and_fails_on_the_fairlight_page(tmp_path: Path) -> None:
    held = edit(tmp_path)
    timeline = held.proxy(held.timeline)
    items = timeline.GetItemListInTrack("video", 1)
    assert held.resolve.OpenPage("fairlight") is True
    assert timeline.DeleteClips(items[:1]) is False
    assert held.resolve.OpenPage("edit") is True
    assert timeline.DeleteClips(items[:1]) is True
    assert len(timeline.GetItemListInTrack("video", 1)) == 1
    assert len(timeline.GetItemListInTrack("audio", 1)) == 1
    assert timeline.DeleteClips(items[:1]) is False
    with pytest.raises(NotModelled, match="ripple"):
        timeline.DeleteClips(items[1:], True)


def test_deleting_clips_works_on_the_fairlight_page_where_that_is_switched_on(
    tmp_path: Path,
) -> None:
    held = edit(tmp_path, deletes_clips_on_fairlight=True)
    timeline = held.proxy(held.timeline)
    held.resolve.OpenPage("fairlight")
    assert timeline.DeleteClips(timeline.GetItemListInTrack("video", 1)) is True


def test_deleting_timelines_takes_them_out_of_the_pool() -> None:
    held = session()
    pool = project_of(held).GetMediaPool()
    first, second = pool.CreateEmptyTimeline("first"), pool.CreateEmptyTimeline("second")
    assert pool.DeleteTimelines([second]) is True
    assert project_of(held).GetCurrentTimeline() is None
    assert [each.GetName() for each in pool.GetRootFolder().GetClipList()] == ["first"]
    assert pool.DeleteTimelines([second]) is False
    assert project_of(held).SetCurrentTimeline(first) is True
    assert project_of(held).SetCurrentTimeline(second) is False


def test_making_a_timeline_current_takes_longer_the_more_it_holds(tmp_path: Path) -> None:
    held = session()
    clip = held.add_media(tmp_path / "a.mov")
    timeline = held.add_timeline()
    project = project_of(held)
    for items, seconds in ((0, 0.13), (1150, 0.19)):
        for number in range(items):
            held.add_item(timeline, clip, at=number, frames=1)
        before = held.world.clock_s
        assert project.SetCurrentTimeline(held.proxy(timeline)) is True
        assert held.world.clock_s - before == pytest.approx(seconds, abs=0.001)


def test_tracks_are_added_named_set_and_deleted(tmp_path: Path) -> None:
    held = edit(tmp_path)
    timeline = held.proxy(held.timeline)
    assert timeline.AddTrack("audio", "stereo") is True
    assert timeline.AddTrack("audio", "wide") is False
    assert timeline.AddTrack("audio", {"audioType": "mono", "index": 1}) is True
    assert timeline.AddTrack("smell") is False
    kinds = [timeline.GetTrackSubType("audio", index) for index in (1, 2, 3)]
    assert kinds == ["mono", "stereo", "stereo"]
    assert timeline.GetTrackSubType("video", 1) == ""
    assert timeline.SetTrackName("audio", 3, "Music") is True
    assert timeline.GetTrackName("audio", 3) == "Music"
    assert timeline.SetTrackEnable("audio", 3, False) is True
    assert timeline.GetIsTrackEnabled("audio", 3) is False
    assert timeline.SetTrackLock("audio", 3, True) is True
    assert timeline.GetIsTrackLocked("audio", 3) is True
    before = held.world.clock_s
    assert timeline.DeleteTrack("audio", 3) is True
    assert held.world.clock_s - before > 0.2
    assert timeline.GetTrackCount("audio") == 2


def test_items_are_linked_and_unlinked(tmp_path: Path) -> None:
    held = edit(tmp_path)
    timeline = held.proxy(held.timeline)
    picture, other = timeline.GetItemListInTrack("video", 1)
    (sound,) = timeline.GetItemListInTrack("audio", 1)
    assert [each.GetUniqueId() for each in picture.GetLinkedItems()] == [sound.GetUniqueId()]
    assert timeline.SetClipsLinked([picture, sound], False) is True
    assert picture.GetLinkedItems() == []
    assert timeline.SetClipsLinked([other, sound], True) is True
    assert [each.GetUniqueId() for each in sound.GetLinkedItems()] == [other.GetUniqueId()]


def test_what_is_selected_is_told_while_it_is_there(tmp_path: Path) -> None:
    held = edit(tmp_path, "21.0.4")
    timeline = held.proxy(held.timeline)
    held.timeline.selected = held.timeline.all_items()[:2]
    assert len(timeline.GetSelectedClips()) == 2
    assert timeline.DeleteClips([timeline.GetSelectedClips()[0]]) is True
    assert len(timeline.GetSelectedClips()) == 1


def test_frame_rates_read_as_text_before_21_1_and_as_numbers_from_it_on() -> None:
    for version, answer in (("20.3", "23.976"), ("21.1", 23.976)):
        held = session(version, rate=23.976)
        held.add_timeline(rate=23.976)
        assert project_of(held).GetSetting("timelineFrameRate") == answer
        timeline = held.proxy(held.timeline)
        assert timeline.GetSetting("timelineFrameRate") == answer
        assert timeline.GetSetting()["timelineFrameRate"] == answer


def test_rates_are_written_in_resolves_words() -> None:
    held = session("20.3")
    project = project_of(held)
    assert project.SetSetting("timelineFrameRate", "29.97 DF") is True
    assert project.GetSetting("timelineFrameRate") == "29.97"
    assert project.GetSetting("timelineDropFrameTimecode") == "1"
    assert project.SetSetting("timelineFrameRate", "23.98") is False
    assert project.SetSetting("timelineFrameRate", "25 DF") is False
    with pytest.raises(Undocumented, match="'timelineRate' is no setting"):
        project.SetSetting("timelineRate", "25")
    with pytest.raises(NotModelled, match="no setting colorScienceMode"):
        project.GetSetting("colorScienceMode")


def test_a_timelines_own_settings_need_custom_settings_first() -> None:
    for first in (True, False):
        held = session("20.3", custom_settings_first=first)
        held.add_timeline()
        timeline = held.proxy(held.timeline)
        assert timeline.SetSetting("timelineFrameRate", "24") is True
        assert timeline.GetSetting("timelineFrameRate") == ("25" if first else "24")
        assert timeline.SetSetting("useCustomSettings", "1") is True
        assert timeline.SetSetting("timelineFrameRate", "30") is True
        assert timeline.GetSetting("timelineFrameRate") == "30"


def test_one_project_says_that_timelines_want_whole_rates() -> None:
    for words, taken in (("documented", "23.976"), ("whole", "23")):
        held = session("20.3", timeline_rate_words=words, custom_settings_first=False)
        held.add_timeline()
        timeline = held.proxy(held.timeline)
        answers = [timeline.SetSetting("timelineFrameRate", each) for each in ("23.976", "23")]
        assert answers == [taken == "23.976", taken == "23"]
        assert timeline.GetSetting("timelineFrameRate") == "23.976"


def test_sound_has_properties_from_21_1_on(tmp_path: Path) -> None:
    held = edit(tmp_path, "21.0.4")
    sound = held.proxy(held.timeline.tracks["audio"][0].items[0])
    assert sound.GetProperty() == {}
    assert sound.SetProperty("AudioVolume", -6.0) is False
    held = edit(tmp_path, "21.1")
    sound = held.proxy(held.timeline.tracks["audio"][0].items[0])
    picture = held.proxy(held.timeline.tracks["video"][0].items[0])
    assert sound.SetProperties({"AudioVolume": -6.0}) is True
    assert sound.GetProperties()["AudioVolume"] == -6.0
    assert sound.SetProperties({"AudioVolume": 31.0}) is False
    assert sound.SetProperties({"Opacity": 50.0}) is False
    assert picture.SetProperties({"AudioVolume": -6.0}) is False
    assert picture.SetProperties({"Opacity": 50.0}) is True
    with pytest.raises(Undocumented, match="has no key 'Volume'"):
        sound.SetProperties({"Volume": 1.0})


def test_fades_fit_the_item(tmp_path: Path) -> None:
    held = edit(tmp_path)
    item = held.proxy(held.timeline.all_items()[0])
    assert item.SetFades({"FadeIn": 4, "FadeOut": 6}) is True
    assert item.SetFades({"FadeOut": 7}) is False
    assert item.SetFades({"FadeIn": -1}) is False
    assert item.GetFades() == {"FadeIn": 4, "FadeOut": 6}


def test_levelling_keeps_what_was_asked_for(tmp_path: Path) -> None:
    held = edit(tmp_path)
    timeline = held.proxy(held.timeline)
    (sound,) = timeline.GetItemListInTrack("audio", 1)
    asked = {"normalizationMode": "EBU R128", "targetLoudness": -23.0}
    assert asked["normalizationMode"] in timeline.GetNormalizeAudioModes()
    assert timeline.NormalizeAudioLevel([sound], asked) is True
    found = state_of(sound).normalized
    assert found == {
        **asked,
        "setLevelMode": held.resolve.NORMALIZE_AUDIO_SET_LEVEL_RELATIVE,
    }
    assert timeline.NormalizeAudioLevel([sound], {"normalizationMode": "Loud"}) is False
    assert timeline.NormalizeAudioLevel(timeline.GetItemListInTrack("video", 1)) is False


def test_a_transition_without_handles_is_refused(tmp_path: Path) -> None:
    held = edit(tmp_path)
    first, second = held.proxy(held.timeline).GetItemListInTrack("video", 1)
    assert first.AddTransition({"position": "start"}) is None
    with pytest.raises(NotModelled, match="AddTransition"):
        second.AddTransition({"position": "start"})


def test_transitions_are_listed_as_items_where_that_is_switched_on(tmp_path: Path) -> None:
    for listed in (True, False):
        held = edit(tmp_path, lists_transitions=listed)
        held.timeline.tracks["video"][0].transitions.append(Transition(90010, 2, 3, "Dissolve"))
        timeline = held.proxy(held.timeline)
        items = timeline.GetItemListInTrack("video", 1)
        kinds = ["video", "transition", "video"] if listed else ["video", "video"]
        assert [each.GetType() for each in items] == kinds
        if listed:
            assert (items[1].GetStart(), items[1].GetEnd()) == (90008, 90013)
            again = timeline.GetItemListInTrack("video", 1)
            assert items[1].GetUniqueId() == again[1].GetUniqueId()
            assert items[1].GetMediaPoolItem() is None
            assert timeline.DeleteClips([items[1]]) is False


def test_what_an_item_is(tmp_path: Path) -> None:
    held = edit(tmp_path)
    held.add_item(held.timeline, None, at=30, frames=10)
    timeline = held.proxy(held.timeline)
    kinds = [each.GetType() for each in timeline.GetItemListInTrack("video", 1)]
    assert kinds == ["video", "video", "generator"]
    (sound,) = timeline.GetItemListInTrack("audio", 1)
    assert (sound.GetType(), sound.GetTrackTypeAndIndex()) == ("audio", ["audio", 1])
    assert timeline.GetItemListInTrack("video", 1)[2].GetMediaPoolItem() is None
    assert sound.GetMediaPoolItem().GetName() == "a.mov"
    assert sound.SetClipEnabled(False) is True
    assert sound.GetClipEnabled() is False
