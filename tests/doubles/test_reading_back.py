"""What items and timelines say of themselves, with the offsets that are reported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.session import session


def test_positions_are_absolute_and_the_end_is_exclusive(tmp_path: Path) -> None:
    for version, kind in (("21.0.4", int), ("21.1", float)):
        held = session(version)
        clip = held.add_media(tmp_path / "a.mov", seconds=60, rate=25, start=90000)
        item = held.proxy(held.add_item(held.add_timeline(), clip, at=5, frames=20, source=30))
        answers = [item.GetStart(), item.GetEnd(), item.GetDuration(), item.GetLeftOffset()]
        assert answers == [90005, 90025, 20, 30]
        assert all(type(each) is kind for each in answers)
        assert item.GetRightOffset() == 1450
        timeline = held.proxy(held.timeline)
        assert (timeline.GetStartFrame(), timeline.GetEndFrame()) == (90000, 90025)
        assert isinstance(item.GetStart(True), float)


def test_source_times_count_from_the_zero_of_the_medias_timecode(tmp_path: Path) -> None:
    held = session()
    clip = held.add_media(tmp_path / "a.mov", seconds=60, rate=25, start=90000)
    item = held.proxy(held.add_item(held.add_timeline(), clip, at=5, frames=20, source=30))
    assert item.GetSourceStartTime() == 3601.2
    assert item.GetSourceEndTime() == 3602.0


def test_source_frames_are_off_by_one_at_23_976(tmp_path: Path) -> None:
    for off in (True, False):
        held = session(rate=23.976, source_start_off_by_one=off)
        clip = held.add_media(tmp_path / "a.mov", seconds=60, rate=23.976)
        timeline = held.add_timeline(rate=23.976)
        items = [
            held.proxy(held.add_item(timeline, clip, at=100 * n, frames=20, source=30 + n))
            for n in range(4)
        ]
        errors = [item.GetSourceStartFrame() - item.GetLeftOffset() for item in items]
        assert errors == ([0, -1, 0, -1] if off else [0, 0, 0, 0])


def test_the_source_end_changes_convention_between_rates(tmp_path: Path) -> None:
    for changes, end in ((True, 69), (False, 70)):
        held = session(source_end_convention_changes=changes)
        same = held.add_media(tmp_path / "a.mov", seconds=60, rate=25)
        other = held.add_media(tmp_path / "b.mov", seconds=60, rate=50)
        timeline = held.add_timeline()
        first = held.proxy(held.add_item(timeline, same, at=0, frames=20, source=30))
        second = held.proxy(held.add_item(timeline, other, at=20, frames=20, source=30))
        assert first.GetSourceEndFrame() == 50
        assert second.GetSourceEndFrame() == end


def test_sound_counts_its_offset_in_frames_of_the_timeline(tmp_path: Path) -> None:
    for in_timeline, offset in ((True, 15), (False, 30)):
        held = session(rate=50, audio_offset_in_timeline_frames=in_timeline)
        clip = held.add_media(tmp_path / "a.wav", seconds=60, rate=None, channels=2)
        timeline = held.add_timeline(rate=25)
        item = held.proxy(held.add_item(timeline, clip, at=0, frames=20, source=30, kind="audio"))
        assert item.GetLeftOffset() == offset
        assert item.GetSourceStartFrame() == 30


def test_sound_takes_the_projects_rate_when_it_is_imported(tmp_path: Path) -> None:
    held = session("21.0.4", rate=30)
    clip = held.add_media(tmp_path / "a.wav", seconds=10, rate=None, channels=1)
    project = held.resolve.GetProjectManager().GetCurrentProject()
    assert project.SetSetting("timelineFrameRate", "24") is True
    proxy = held.proxy(clip)
    assert proxy.GetClipProperty("FPS") == "30"
    assert proxy.GetClipProperty("Frames") == "300"
    assert (proxy.GetClipProperty("Type"), proxy.GetClipProperty("Audio Ch")) == ("Audio", "1")


def answers(timeline: Any, item: Any) -> list[Any]:
    return [
        timeline.GetIsTrackEnabled("video", 1),
        timeline.GetIsTrackLocked("audio", 1),
        item.GetTakesCount(),
    ]


def test_a_timeline_that_is_not_current_lies_about_its_tracks(tmp_path: Path) -> None:
    for lies in (True, False):
        held = session(others_lie=lies)
        clip = held.add_media(tmp_path / "a.mov")
        first = held.add_timeline("first")
        item = held.add_item(first, clip, at=0, frames=10)
        first.takes[item.uid] = 2
        first.tracks["audio"][0].locked = True
        before = answers(held.proxy(first), held.proxy(item))
        assert before == [True, True, 2]
        held.add_timeline("second")
        after = answers(held.proxy(first), held.proxy(item))
        assert after == ([False, False, 0] if lies else before)


@pytest.mark.parametrize(
    ("rate", "drop_frame", "label", "frame"),
    [
        (25, False, "01:00:00:00", 90000),
        (23.976, False, "01:00:00:00", 86400),
        (29.97, False, "01:00:00:00", 108000),
        (29.97, True, "01:00:00;00", 107892),
        (59.94, True, "01:00:00;00", 215784),
    ],
)
def test_the_start_frame_is_the_start_timecodes(
    rate: float, drop_frame: bool, label: str, frame: int
) -> None:
    held = session(rate=rate, drop_frame=drop_frame)
    timeline = held.resolve.GetMediaPool().CreateEmptyTimeline("edit")
    assert timeline.GetStartTimecode() == label
    assert timeline.GetStartFrame() == frame
    assert timeline.GetCurrentTimecode() == label


def test_the_playhead_and_the_start_move_by_timecode(tmp_path: Path) -> None:
    held = session()
    clip = held.add_media(tmp_path / "a.mov")
    item = held.proxy(held.add_item(held.add_timeline(), clip, at=0, frames=100))
    timeline = held.proxy(held.timeline)
    assert timeline.SetCurrentTimecode("01:00:02:00") is True
    assert timeline.GetCurrentVideoItem().GetUniqueId() == item.GetUniqueId()
    assert timeline.SetCurrentTimecode("02:00:00:00") is False
    assert timeline.SetCurrentTimecode("nonsense") is False
    assert timeline.SetStartTimecode("00:00:00:00") is True
    assert (timeline.GetStartFrame(), item.GetStart()) == (0, 0)
    assert timeline.GetCurrentTimecode() == "00:00:02:00"


def test_marks_count_from_the_start_and_the_deliver_page_clears_them(tmp_path: Path) -> None:
    for clears in (True, False):
        held = session(deliver_clears_marks=clears)
        held.add_timeline()
        timeline = held.proxy(held.timeline)
        assert timeline.GetMarkInOut() == {}
        assert timeline.SetMarkInOut(10, 20) is True
        assert timeline.GetMarkInOut()["video"] == {"in": 10, "out": 20}
        assert timeline.SetMarkInOut(20, 10) is False
        assert timeline.ClearMarkInOut("audio") is True
        assert list(timeline.GetMarkInOut()) == ["video"]
        assert held.resolve.OpenPage("deliver") is True
        assert held.resolve.GetCurrentPage() == "deliver"
        assert (timeline.GetMarkInOut() == {}) == clears
