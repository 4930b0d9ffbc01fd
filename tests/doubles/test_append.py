"""AppendToTimeline: where clips land, and how they silently do not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.timeline.time import canonical_rate
from tests.doubles.resolve import placing
from tests.doubles.resolve.bridge import state_of
from tests.doubles.resolve.refusals import Undocumented
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.state import PoolItem


def world(folder: Path, version: str = "21.1", **switches: Any) -> Session:
    made = session(version, **switches)
    made.add_media(folder / "pictures.mov", seconds=60, rate=25)
    made.add_media(folder / "sound.wav", seconds=60, rate=None, channels=2)
    made.add_media(folder / "both.mov", seconds=60, rate=25, channels=2)
    made.add_timeline()
    return made


def clip(held: Session, number: int) -> Any:
    return held.proxy(held.project.root.items[number])


def append(held: Session, number: int = 0, **info: Any) -> Any:
    pool = held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool()
    return pool.AppendToTimeline([{"mediaPoolItem": clip(held, number), **info}])


@pytest.mark.parametrize(
    ("version", "length"), [("18.6", 11), ("19.1", 10), ("20.3", 10), ("21.1", 10)]
)
def test_the_end_frame_counts_on_18_6_only(tmp_path: Path, version: str, length: int) -> None:
    held = world(tmp_path, version)
    assert append(held, startFrame=20, endFrame=30, recordFrame=90000)[0].GetDuration() == length
    (item,) = held.timeline.all_items()
    assert [item.start, item.duration, item.source] == [90000, length, 20]


def test_a_record_frame_from_zero_reads_back_well_and_is_not_seen(tmp_path: Path) -> None:
    held = world(tmp_path)
    (item,) = append(held, startFrame=0, endFrame=50, recordFrame=100)
    assert (item.GetStart(), item.GetDuration()) == (100, 50)
    assert item.GetTrackTypeAndIndex() == ["video", 1]
    assert not held.timeline.lands_visible(state_of(item))
    (item,) = append(held, startFrame=0, endFrame=50, recordFrame=90000)
    assert held.timeline.lands_visible(state_of(item))


def test_one_fraction_of_a_frame_refuses_the_whole_batch_on_21(tmp_path: Path) -> None:
    for version, refused in (("21.0.4", True), ("20.3", False)):
        held = world(tmp_path / version, version)
        pool = held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool()
        first = {"mediaPoolItem": clip(held, 0), "startFrame": 0, "endFrame": 10}
        second = {**first, "recordFrame": 90020.5}
        made = pool.AppendToTimeline([{**first, "recordFrame": 90000.0}, second])
        assert (made is None) == refused
        assert len(held.timeline.all_items()) == (0 if refused else 2)
        if not refused:
            assert made[1].GetStart() == 90020


def test_what_lies_over_another_is_dropped_or_slides(tmp_path: Path) -> None:
    for overlap, starts in (("drop", [90000]), ("slide", [90000, 90010])):
        held = world(tmp_path / overlap, overlap=overlap)
        append(held, startFrame=0, endFrame=10, recordFrame=90000)
        (item,) = append(held, startFrame=0, endFrame=10, recordFrame=90005)
        assert item
        assert [each.start for each in held.timeline.all_items()] == starts


def test_what_slides_takes_the_first_place_that_it_fits(tmp_path: Path) -> None:
    held = world(tmp_path, overlap="slide")
    for start in (90000, 90020, 90030):
        append(held, startFrame=0, endFrame=10, recordFrame=start)
    append(held, startFrame=50, endFrame=60, recordFrame=90005)
    append(held, startFrame=70, endFrame=80, recordFrame=90015)
    found = [[each.start - 90000, each.source] for each in held.timeline.all_items()]
    assert found == [[0, 0], [10, 50], [20, 0], [30, 0], [40, 70]]


@pytest.mark.parametrize("reason", ["locked", "far track", "track without type"])
def test_a_clip_that_is_not_placed_is_answered_as_if_it_were(tmp_path: Path, reason: str) -> None:
    for with_id in (False, True):
        held = world(tmp_path / str(with_id), ghosts_have_id=with_id)
        info: dict[str, Any] = {"startFrame": 0, "endFrame": 10, "recordFrame": 90000}
        if reason == "locked":
            held.timeline.tracks["video"][0].locked = True
        elif reason == "far track":
            info |= {"trackIndex": 3, "mediaType": 1}
        else:
            info |= {"trackIndex": 1}
        (item,) = append(held, **info)
        assert (item.GetStart(), item.GetDuration()) == (90000, 10)
        assert bool(item.GetUniqueId()) == with_id
        assert held.timeline.all_items() == []


def test_a_clip_of_no_length_is_not_placed(tmp_path: Path) -> None:
    held = world(tmp_path)
    (item,) = append(held, startFrame=5, endFrame=5, recordFrame=90000)
    assert (item.GetDuration(), item.GetUniqueId()) == (0, "")
    assert held.timeline.all_items() == []


def test_one_track_past_the_last_is_made(tmp_path: Path) -> None:
    held = world(tmp_path)
    append(held, 1, startFrame=0, endFrame=10, mediaType=2, trackIndex=2)
    assert [track.name for track in held.timeline.tracks["audio"]] == ["Audio 1", "Audio 2"]
    assert len(held.timeline.tracks["audio"][1].items) == 1
    held = world(tmp_path / "not", creates_next_track=False)
    append(held, 1, startFrame=0, endFrame=10, mediaType=2, trackIndex=2)
    assert held.timeline.all_items() == []


def test_pictures_with_sound_land_on_both_kinds_of_track_and_are_linked(tmp_path: Path) -> None:
    held = world(tmp_path)
    picture, sound = append(held, 2, startFrame=0, endFrame=10)
    assert [picture.GetTrackTypeAndIndex(), sound.GetTrackTypeAndIndex()] == [
        ["video", 1],
        ["audio", 1],
    ]
    assert len({picture.GetUniqueId(), sound.GetUniqueId(), ""}) == 3
    (linked,) = picture.GetLinkedItems()
    assert linked.GetUniqueId() == sound.GetUniqueId()
    (sound,) = append(held, 2, startFrame=0, endFrame=10, mediaType=2)
    assert sound.GetTrackTypeAndIndex() == ["audio", 1]
    assert sound.GetLinkedItems() == []


def test_clips_without_infos_come_whole_and_after_what_is_there(tmp_path: Path) -> None:
    held = world(tmp_path)
    pool = held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool()
    pool.AppendToTimeline(clip(held, 0), clip(held, 0))
    pool.AppendToTimeline([clip(held, 0)])
    starts = [each.start - 90000 for each in held.timeline.all_items()]
    assert starts == [0, 1500, 3000]


def test_items_of_a_call_that_failed_are_gone_after_a_save(tmp_path: Path) -> None:
    held = world(tmp_path, failing_appends=frozenset({2}))
    assert append(held, startFrame=0, endFrame=10) is not None
    assert append(held, startFrame=0, endFrame=10) is None
    assert append(held, startFrame=0, endFrame=10) is not None
    timeline = held.proxy(held.timeline)
    doomed = timeline.GetItemListInTrack("video", 1)[1]
    assert len(timeline.GetItemListInTrack("video", 1)) == 3
    assert held.resolve.GetProjectManager().SaveProject() is True
    assert len(timeline.GetItemListInTrack("video", 1)) == 2
    assert doomed.GetStart() is None


@given(
    n=st.integers(1, 1500),
    source=st.sampled_from([23.976, 24, 25, 29.97, 50, 59.94]),
    target=st.sampled_from([23.976, 24, 25, 29.97, 59.94]),
)
def test_between_rates_the_length_is_rounded_down(n: int, source: float, target: float) -> None:
    made = session(rate=target)
    timeline = made.add_timeline(rate=target)
    clip = PoolItem("a.mov", "/a.mov", canonical_rate(source), 1500)
    info = {"mediaPoolItem": clip, "startFrame": 0, "endFrame": n}
    items = placing.append(made.world, timeline, [info])
    exact = Fraction(n) * canonical_rate(target) / canonical_rate(source)
    assert items is not None
    assert items[0].duration == exact.numerator // exact.denominator


@pytest.mark.parametrize(
    "info",
    [
        {"startFrame": 0, "endFrame": 1501},
        {"startFrame": -1, "endFrame": 5},
        {"startFrame": 9, "endFrame": 5},
        {"startFrame": 0, "endFrame": 5, "mediaType": 3},
    ],
)
def test_infos_that_make_no_sense_are_errors(tmp_path: Path, info: dict[str, int]) -> None:
    with pytest.raises(Undocumented, match="AppendToTimeline"):
        append(world(tmp_path), **info)


def test_a_clip_costs_more_on_a_full_timeline(tmp_path: Path) -> None:
    held = world(tmp_path)
    costs = []
    for count in (1, 1150, 1):
        before = held.world.clock_s
        pool = held.resolve.GetProjectManager().GetCurrentProject().GetMediaPool()
        info = {"mediaPoolItem": clip(held, 0), "startFrame": 0, "endFrame": 1}
        pool.AppendToTimeline([info] * count)
        costs.append(held.world.clock_s - before)
    assert costs[0] < 0.005
    assert costs[2] - costs[0] == pytest.approx(0.0034)
