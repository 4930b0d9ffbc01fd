"""Small documented calls: each answers what its name says, and refuses what it must."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.refusals import NotModelled, Undocumented
from tests.doubles.resolve.session import Session, session


@pytest.fixture
def held(tmp_path: Path) -> Session:
    made = session("21.0.4")
    clip = made.add_media(tmp_path / "a.mov", seconds=10, channels=2)
    made.add_item(made.add_timeline(), clip, at=0, frames=10)
    return made


def project_of(held: Session) -> Any:
    return held.resolve.GetProjectManager().GetCurrentProject()


def test_timelines_by_number_and_name(held: Session) -> None:
    project = project_of(held)
    held.add_timeline("second")
    assert [project.GetTimelineByIndex(n) and project.GetTimelineByIndex(n).GetName()
            for n in (0, 1, 2, 3)] == [None, "edit", "second", None]  # fmt: skip
    timeline = project.GetTimelineByIndex(1)
    assert timeline.SetName("second") is False
    assert timeline.SetName("first") is True
    assert timeline.GetMediaPoolItem().GetName() == "first"
    assert timeline.GetMediaPoolItem().GetClipProperty("Type") == "Timeline"


def test_deleting_a_timelines_clip_deletes_the_timeline(held: Session) -> None:
    pool = project_of(held).GetMediaPool()
    item = project_of(held).GetCurrentTimeline().GetMediaPoolItem()
    assert pool.DeleteClips([item]) is True
    assert project_of(held).GetTimelineCount() == 0


def test_projects_settings_are_read_and_written_together() -> None:
    made = session("21.1")
    project = project_of(made)
    assert project.SetSettings({"timelineFrameRate": 24.0, "timelineSampleRate": "96000"}) is True
    assert project.GetSettings()["timelineFrameRate"] == 24.0
    assert project.GetSettings()["timelineSampleRate"] == "96000"
    assert project.GetSetting() == project.GetSettings()
    assert project.SetSettings({"timelineFrameRate": "7"}) is False
    made.add_timeline()
    timeline = made.proxy(made.timeline)
    assert timeline.SetSettings({"useCustomSettings": "1", "timelineFrameRate": "30"}) is True
    assert timeline.GetSettings()["timelineFrameRate"] == 30.0
    with pytest.raises(NotModelled, match="no setting videoMonitorFormat"):
        timeline.SetSetting("videoMonitorFormat", "HD 1080p 25")


def test_projects_are_renamed(held: Session) -> None:
    project = project_of(held)
    assert project.SetName("edit") is False
    assert project.SetName("film") is True
    assert project.GetName() == "film"


def test_without_a_timeline_nothing_is_appended(tmp_path: Path) -> None:
    made = session()
    clip = made.proxy(made.add_media(tmp_path / "a.mov"))
    pool = project_of(made).GetMediaPool()
    assert pool.AppendToTimeline([clip]) is None
    new = pool.CreateTimelineFromClips("of clips", [clip, clip])
    assert [item.GetStart() for item in new.GetItemListInTrack("video", 1)] == [90000, 91500]
    assert pool.CreateTimelineFromClips("of clips", [clip]) is None
    more = pool.CreateTimelineFromClips("more", clip, clip)
    assert len(more.GetItemListInTrack("video", 1)) == 2
    one = pool.CreateTimelineFromClips("one", clip)
    assert len(one.GetItemListInTrack("video", 1)) == 1
    with pytest.raises(Undocumented, match="without mediaPoolItem"):
        pool.AppendToTimeline([{"startFrame": 0}])


def test_names_and_ids(held: Session) -> None:
    timeline = project_of(held).GetCurrentTimeline()
    (item,) = timeline.GetItemListInTrack("video", 1)
    assert item.SetName("mine") is True
    assert item.GetName() == "mine"
    clip = item.GetMediaPoolItem()
    assert clip.SetName("ours") is True
    assert (clip.GetName(), item.GetName()) == ("ours", "mine")
    pool = project_of(held).GetMediaPool()
    things = [timeline, item, clip, pool, project_of(held), pool.GetRootFolder()]
    assert len({each.GetUniqueId() for each in things}) == len(things)
    assert state_of(item).uid == item.GetUniqueId()


def test_selection_in_the_pool(held: Session) -> None:
    pool = project_of(held).GetMediaPool()
    clip = pool.GetRootFolder().GetClipList()[0]
    assert pool.GetSelectedClips() == []
    assert pool.SetSelectedClip(clip) is True
    assert [each.GetUniqueId() for each in pool.GetSelectedClips()] == [clip.GetUniqueId()]


def test_bins_that_are_gone_or_have_no_name_are_refused(held: Session) -> None:
    pool = project_of(held).GetMediaPool()
    root = pool.GetRootFolder()
    assert pool.AddSubFolder(root, "") is None
    folder = pool.AddSubFolder(root, "x")
    assert pool.DeleteFolders([folder]) is True
    assert pool.SetCurrentFolder(folder) is False
    assert pool.RefreshFolders() is True
    assert root.GetIsFolderStale() is False


def test_item_properties_that_nobody_knows_are_errors(held: Session) -> None:
    (item,) = project_of(held).GetCurrentTimeline().GetItemListInTrack("video", 1)
    assert item.GetProperty("Opacity") == 100.0
    with pytest.raises(Undocumented, match="'Loudness' is no property"):
        item.GetProperty("Loudness")
    assert item.SetProperty({"Opacity": 50.0}) is True
    assert item.GetProperty()["Opacity"] == 50.0


def test_speed_is_told_in_percent(tmp_path: Path) -> None:
    made = session()
    clip = made.add_media(tmp_path / "a.mov")
    item = made.add_item(made.add_timeline(), clip, at=0, frames=10)
    item.speed *= 2
    assert made.proxy(item).GetSpeed() == {"Percentage": 200.0}
    assert made.proxy(item).GetRightOffset() == 1480


def test_calls_that_are_known_never_to_work_answer_false(held: Session) -> None:
    project = project_of(held)
    assert project.InsertAudioToCurrentTrackAtPlayhead("a.wav", 0, 100) is False
    assert held.resolve.GetFairlightPresets() == []
    assert project.ApplyFairlightPresetToCurrentTimeline("mix") is False
    assert held.proxy(held.timeline).SetClipsLinked([], True) is False
    assert held.proxy(held.timeline).SetStartTimecode("nonsense") is False


def test_render_lists_and_modes(held: Session, tmp_path: Path) -> None:
    project = project_of(held)
    assert "Audio Only" in project.GetRenderPresetList()
    assert project.SetCurrentRenderMode(0) is True
    assert project.SetCurrentRenderMode(5) is False
    assert project.GetCurrentRenderMode() == 0
    project.SetRenderSettings({"TargetDir": str(tmp_path)})
    job = project.AddRenderJob()
    assert [each["JobId"] for each in project.GetRenderJobList()] == [job]
    assert project.GetRenderJobStatus(job)["CompletionPercentage"] == 0
    held.world.renderer = lambda done: None
    assert project.StartRendering([job]) is True
    project.StopRendering()
    assert project.IsRenderingInProgress() is False
    assert project.DeleteAllRenderJobs() is True
    assert project.GetRenderJobList() == []


def test_a_still_is_as_long_as_anyone_wants(tmp_path: Path) -> None:
    made = session("21.0.4")
    still = made.add_media(tmp_path / "a.png", seconds=0.04, rate=25)
    made.add_timeline()
    pool = project_of(made).GetMediaPool()
    clip = made.proxy(still)
    assert clip.GetClipProperty("Type") == "Still"
    info = {"mediaPoolItem": clip, "startFrame": 0, "endFrame": 100}
    assert pool.AppendToTimeline([info])[0].GetDuration() == 100
