"""What is read of a timeline: positions, handles, retimes, links, dialects."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.timeline import load
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.model import Dialect, Edit, ItemKind, Retime
from backbeat.timeline.reading import read_edit
from tests import edits
from tests.edits import Piece


def read(made: Any, folder: Path, **kwargs: Any) -> Edit:
    return read_edit(edits.document(made, folder), **kwargs)


def changed(made: Any, folder: Path, old: str, new: str) -> Path:
    path = edits.written(made, folder)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path


def test_positions_and_handles(tmp_path: Path) -> None:
    gap = Piece(kind="gap", length=10)
    edit = read(edits.timeline([[Piece(50, 5, 7), gap, Piece(30, 0, 3)]]), tmp_path)
    first, hole, last = edit.tracks[0].items
    assert [(x.start, x.duration) for x in (first, hole, last)] == [(0, 50), (50, 10), (60, 30)]
    assert (first.head, first.tail, last.head, last.tail) == (5, 7, 0, 3)
    assert hole.kind is ItemKind.GAP
    assert (hole.head, hole.tail) == (None, None)
    assert edit.duration == 90
    assert edit.start == 90000


@pytest.mark.parametrize("rate", [23.976, 24000 / 1001, 23.98, 23.976024627685547, 29.97, 25, 60])
def test_whole_frames_stay_whole_at_every_rate(tmp_path: Path, rate: float) -> None:
    edit = read(edits.timeline([[Piece(), Piece(), Piece()]], rate=rate, start=None), tmp_path)
    assert [type(item.start) for item in edit.tracks[0].items] == [int] * 3
    assert edit.duration == 150


def test_labels_count_by_kind(tmp_path: Path) -> None:
    edit = read(edits.timeline([[Piece()], [Piece()]], [[Piece()]]), tmp_path)
    assert [track.label for track in edit.tracks] == ["V1", "V2", "A1"]
    assert edit.tracks[1].is_called("video 2")
    assert edit.tracks[1].is_called("v2")


@pytest.mark.parametrize(
    ("speed", "retime"),
    [(2.0, Retime.LINEAR), (0.5, Retime.LINEAR), (-1.0, Retime.REVERSED), (1.0, Retime.NONE)],
)
def test_retimes(tmp_path: Path, speed: float, retime: Retime) -> None:
    edit = read(edits.timeline([[Piece(50, 6, 8, speed=speed)]]), tmp_path)
    item = edit.tracks[0].items[0]
    assert item.retime is retime
    assert (item.duration, item.head, item.tail) == (50, 6, 8)


def test_freeze_frames_and_ramps(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(), Piece(), Piece()]])
    track = made.tracks[0]
    track[0].effects.append(otio.schema.FreezeFrame())
    track[1].effects.append(otio.schema.TimeEffect(effect_name="ramp"))
    track[2].effects.extend([otio.schema.LinearTimeWarp(time_scalar=2)] * 1)
    items = read(made, tmp_path).tracks[0].items
    assert [item.retime for item in items] == [Retime.FREEZE, Retime.RAMP, Retime.LINEAR]
    assert (items[0].head, items[0].tail) == (None, None)


@pytest.mark.parametrize("speed", [2.0, -2.0])
def test_premiere_counts_retimed_clips_in_media(tmp_path: Path, speed: float) -> None:
    made = edits.timeline([[Piece(96, speed=speed), Piece(10)]])
    made.metadata["PremierePro_OTIO"] = {"MetadataVersion": "1.0"}
    edit = read(made, tmp_path)
    assert edit.dialect is Dialect.PREMIERE
    assert [item.start for item in edit.tracks[0].items] == [0, 48]


def test_unknown_media_is_asked_for_then_assumed(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, None, None), Piece(50, None, None, url=None)]])
    known = MediaRange(Fraction(86400 - 10, 25), Fraction(75, 25))
    edit = read(made, tmp_path, media=lambda url: known, assumed_handle=3)
    asked, assumed = edit.tracks[0].items
    assert (asked.head, asked.tail, asked.media_known) == (10, 15, True)
    assert (assumed.head, assumed.tail, assumed.media_known) == (3, 3, False)


def test_media_that_counts_from_zero_under_a_timecode_is_understood(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(50, None, None, media_start=10)]])
    media = MediaRange(Fraction(3600), Fraction(4))
    edit = read(made, tmp_path, media=lambda url: media)
    assert (edit.tracks[0].items[0].head, edit.tracks[0].items[0].tail) == (10, 40)


@pytest.mark.parametrize("rate", [0.0, 25.0])
def test_stills_reach_as_far_as_wanted(tmp_path: Path, rate: float) -> None:
    made = edits.timeline([[Piece(50)]])
    still = otio.opentime.TimeRange(edits.time(0, rate), edits.time(1 if rate else 0, rate))
    made.tracks[0][0].media_reference.available_range = still
    item = read(made, tmp_path).tracks[0].items[0]
    assert (item.head, item.tail) == (None, None)


def test_links_and_locks(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(link=7)]], [[Piece(link=7)]])
    made.tracks[0].metadata["Resolve_OTIO"] = {"Locked": True}
    edit = read(made, tmp_path)
    assert edit.tracks[0].locked
    assert not edit.tracks[1].locked
    assert edit.tracks[0].items[0].link == edit.tracks[1].items[0].link != None  # noqa: E711
    assert edit.dialect is Dialect.RESOLVE


def test_a_clock_of_ticks_is_no_frame_rate(tmp_path: Path) -> None:
    pieces = [Piece(1001 * 30, None, None), Piece(1001 * 12, None, None)]
    edit = read(edits.timeline([pieces], rate=24000, start=None), tmp_path)
    assert edit.rate == Fraction(24000, 1001)
    assert [item.duration for item in edit.tracks[0].items] == [30, 12]


def test_one_timeline_in_a_collection_is_found(tmp_path: Path) -> None:
    path = tmp_path / "c.otio"
    one = edits.timeline([[Piece()]])
    collection = otio.schema.SerializableCollection("bin", [otio.schema.Clip("x"), one])
    otio.adapters.write_to_file(collection, str(path))
    assert read_edit(load(path)).path == ("children", 1)
    collection.append(edits.timeline([[Piece()]]))
    otio.adapters.write_to_file(collection, str(path))
    with pytest.raises(TimelineError, match="2 timelines"):
        read_edit(load(path))


def test_a_zero_rate_is_refused(tmp_path: Path) -> None:
    path = changed(edits.timeline([[Piece()]]), tmp_path, '"rate": 25.0', '"rate": 0.0')
    with pytest.raises(TimelineError, match="not a valid rate") as caught:
        read_edit(load(path))
    assert str(path) in caught.value.message


def test_what_is_not_a_timeline_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clip.otio"
    path.write_text(otio.adapters.write_to_string(otio.schema.Clip("x"), "otio_json"))
    with pytest.raises(TimelineError, match="a Clip, not a timeline"):
        read_edit(load(path))


def test_a_clip_without_any_length_is_refused(tmp_path: Path) -> None:
    made = edits.timeline([[Piece()]])
    tree = json.loads(otio.adapters.write_to_string(made, "otio_json"))
    clip = tree["tracks"]["children"][0]["children"][0]
    clip["source_range"] = clip["media_references"]["DEFAULT_MEDIA"]["available_range"] = None
    path = tmp_path / "x.otio"
    path.write_text(json.dumps(tree))
    with pytest.raises(TimelineError):
        read_edit(load(path))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"value": 50.0', '"value": 1e300', "not a valid time"),
        ('"value": 50.0', '"value": 1e12', "longer than any"),
        ('"value": 50.0', '"value": -5', "negative"),
        ('"rate": 25.0', '"rate": 1e300', "not a valid rate"),
        ('"value": 50.0', '"value": Inf', "not a valid time"),
    ],
)
def test_numbers_beyond_reason_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = changed(edits.timeline([[Piece(50), Piece(50)]]), tmp_path, old, new)
    with pytest.raises(TimelineError, match=words):
        read_edit(load(path))


def test_a_timeline_without_tracks_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.otio"
    path.write_text('{"OTIO_SCHEMA": "Timeline.1", "tracks": null}')
    with pytest.raises(TimelineError, match="no tracks"):
        read_edit(load(path))


def test_the_start_gives_the_rate(tmp_path: Path) -> None:
    made = edits.timeline([[Piece(48), Piece(24)]], rate=24, start=None)
    made.global_start_time = edits.time(107892, 30000 / 1001)
    edit = read(made, tmp_path)
    assert edit.rate == Fraction(30000, 1001)
    assert edit.clock(drop_frame=True).label(0) == "01:00:00;00"
    assert edit.tracks[0].items[1].start == 48 * Fraction(30000, 1001) / 24


@pytest.mark.parametrize(("value", "start"), [(0, 0), (3600, 86400)])
def test_a_start_in_seconds_gives_no_rate(tmp_path: Path, value: int, start: int) -> None:
    made = edits.timeline([[Piece(48)]], rate=24, start=None)
    made.global_start_time = edits.time(value, 1)
    edit = read(made, tmp_path)
    assert (edit.rate, edit.start) == (24, start)
