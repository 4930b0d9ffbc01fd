"""Markers on timelines, items and media."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.doubles.resolve.session import Session, session


@pytest.fixture
def held(tmp_path: Path) -> Session:
    made = session()
    clip = made.add_media(tmp_path / "a.mov", seconds=60, rate=25)
    made.add_item(made.add_timeline(), clip, at=0, frames=100, source=10)
    return made


def holders(held: Session) -> list[Any]:
    timeline = held.timeline
    item = timeline.all_items()[0]
    return [held.proxy(each) for each in (timeline, item, item.media)]


def test_markers_are_keyed_by_float_offset_and_say_what_was_given(held: Session) -> None:
    for holder in holders(held):
        assert holder.AddMarker(12, "Mint", "beat", "bar 3", 2, "bb:1") is True
        assert holder.GetMarkers() == {
            12.0: {
                "color": "Mint",
                "duration": 2.0,
                "note": "bar 3",
                "name": "beat",
                "customData": "bb:1",
            }
        }
        assert all(isinstance(frame, float) for frame in holder.GetMarkers())


@pytest.mark.parametrize(
    "refused",
    [
        (12, "Blue", "other", "", 1),
        (-1, "Blue", "beat", "", 1),
        (20, "Blue", "", "", 1),
        (20, "Blue", "beat", "", 0),
        (20, "Orange", "beat", "", 1),
        (20, "blue", "beat", "", 1),
    ],
    ids=["occupied", "negative", "no name", "no length", "a clip's colour", "lower case"],
)
def test_refusals_are_false_and_change_nothing(
    held: Session, refused: tuple[int, str, str, str, int]
) -> None:
    for holder in holders(held):
        assert holder.AddMarker(12, "Mint", "beat", "", 1)
        before = holder.GetMarkers()
        assert holder.AddMarker(*refused) is False
        assert holder.GetMarkers() == before


def test_past_the_end_a_marker_is_stored_and_unseen(held: Session) -> None:
    timeline = held.proxy(held.timeline)
    # The absolute frame in place of the offset: the common mistake.
    assert timeline.AddMarker(90012, "Blue", "beat", "", 1) is True
    assert 90012.0 in timeline.GetMarkers()
    assert held.timeline.visible_markers() == {}
    assert timeline.AddMarker(99, "Blue", "beat", "", 1)
    assert list(held.timeline.visible_markers()) == [99]


def test_past_the_end_a_marker_is_refused_where_that_is_switched_on(tmp_path: Path) -> None:
    made = session(marks_past_end=False)
    clip = made.add_media(tmp_path / "a.mov")
    made.add_item(made.add_timeline(), clip, at=0, frames=100)
    assert made.proxy(made.timeline).AddMarker(100, "Blue", "beat", "", 1) is False
    assert made.proxy(made.timeline).AddMarker(99, "Blue", "beat", "", 1) is True


def test_markers_work_on_a_timeline_that_is_not_current(held: Session) -> None:
    before = held.proxy(held.timeline)
    held.add_timeline("other")
    assert before.AddMarker(3, "Blue", "beat", "", 1) is True


def test_hidden_data_finds_the_first_and_deletes_it(held: Session) -> None:
    for holder in holders(held):
        for frame in (30, 10, 20):
            assert holder.AddMarker(frame, "Blue", f"at {frame}", "", 1, "ours")
        assert holder.GetMarkerByCustomData("ours")["name"] == "at 10"
        assert holder.GetMarkerCustomData(20) == "ours"
        assert holder.DeleteMarkerByCustomData("ours") is True
        assert list(holder.GetMarkers()) == [20.0, 30.0]
        assert holder.UpdateMarkerCustomData(20, "theirs") is True
        assert holder.DeleteMarkerByCustomData("ours") is True
        assert holder.DeleteMarkerByCustomData("ours") is False
        assert list(holder.GetMarkers()) == [20.0]
        assert holder.GetMarkerByCustomData("nobody's") == {}


def test_deleting_by_colour_leaves_the_others(held: Session) -> None:
    for holder in holders(held):
        assert holder.AddMarker(1, "Blue", "a", "", 1)
        assert holder.AddMarker(2, "Red", "b", "", 1)
        assert holder.DeleteMarkersByColor("Orange") is False
        assert holder.DeleteMarkersByColor("Blue") is True
        assert list(holder.GetMarkers()) == [2.0]
        assert holder.DeleteMarkersByColor("All") is True
        assert holder.GetMarkers() == {}
        assert holder.DeleteMarkerAtFrame(2) is False


def test_clip_colours_and_flags_have_lists_of_their_own(held: Session) -> None:
    for holder in holders(held)[1:]:
        assert holder.SetClipColor("Cyan") is False
        assert holder.SetClipColor("Chocolate") is True
        assert holder.GetClipColor() == "Chocolate"
        assert holder.ClearClipColor() is True
        assert holder.GetClipColor() == ""
        assert holder.AddFlag("Chocolate") is False
        assert holder.AddFlag("Cyan") is True
        assert holder.GetFlagList() == ["Cyan"]
        assert holder.ClearFlags("All") is True
        assert holder.GetFlagList() == []
