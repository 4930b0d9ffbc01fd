"""Assembled timelines, judged by OpenTimelineIO, Backbeat's own reader and its Resolve rules."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.cutting.building import record, timeline_text
from backbeat.timeline.document import Container, Document
from backbeat.timeline.reading import read_edit
from backbeat.timeline.resolve_profile import Severity, check
from backbeat.v1.cutting_pb2 import SyncMap
from tests.cutting.building.assembled import Clip, Wanted, assembly, known

RATES = [
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
]
CLIPS = [
    Clip("a.mp4", Fraction(25), sound=2),
    Clip("b.mov", Fraction(24000, 1001), timecode="10:00:00:00"),
    Clip("c.mp4", Fraction(30000, 1001), sound=1, variable=True),
    Clip("d.mp4", Fraction(60), sound=2),
    Clip("e.mov", Fraction(30000, 1001), timecode="01:00:00;02", sound=2),
    Clip("f.jpg", still=True, size=(4000, 3000)),
    Clip("g.mp4", Fraction(12), size=(720, 1280)),
]


def document(sync_map: SyncMap) -> Document:
    return Document(Path("/made/edit.otio"), Container.OTIO, timeline_text(sync_map), edited=True)


def no_media(url: str) -> None:
    del url


@st.composite
def edits(draw: st.DrawFn) -> tuple[SyncMap, list[Wanted]]:
    """A sync map of random slots of random clips."""
    rate = draw(st.sampled_from(RATES))
    beat_s = Fraction(60) / draw(st.integers(70, 180))
    wanted = []
    for _ in range(draw(st.integers(1, 12))):
        clip = draw(st.sampled_from(CLIPS))
        at = draw(st.integers(0, 500))
        wanted.append(
            Wanted(
                draw(st.integers(1, 8)),
                clip,
                Fraction(0) if clip.still else Fraction(at) / clip.rate,
                Fraction(draw(st.sampled_from([0, 0, 12, 1])), 24),
            )
        )
    made = assembly(wanted, rate, beat_s)
    return record(made, known(made, beat_s, draw(st.booleans()))), wanted


@settings(max_examples=60, deadline=None)
@given(edits())
def test_every_edit_is_sound(made: tuple[SyncMap, list[Wanted]]) -> None:
    sync_map, wanted = made
    made_document = document(sync_map)
    edit = read_edit(made_document, no_media)
    rate = Fraction(sync_map.rate.numerator, sync_map.rate.denominator)
    assert edit.rate == rate
    picture = edit.video_tracks[0]
    assert [item.start for item in picture.items] == [slot.start_frame for slot in sync_map.slots]
    for track in (*edit.video_tracks, *edit.audio_tracks):
        assert track.items[-1].end == sync_map.duration_frames
    for item, one in zip(picture.items, wanted, strict=True):
        if not one.clip.still:
            assert item.available_start is not None
            played = item.media_start - item.available_start
            assert abs(played - one.source) < Fraction(1, 10**6)
            assert item.head is not None and item.head >= 0
            assert item.tail is not None and item.tail >= 0
    for index, transition in picture.transitions.items():
        before, after = picture.items[index - 1], picture.items[index]
        assert before.tail is None or transition.after <= before.tail
        assert after.head is None or transition.before <= after.head
    serious = [
        finding.message
        for finding in check(made_document, no_media)
        if finding.rule.severity is not Severity.RISK and finding.rule.id != "media-missing"
    ]
    assert not serious


@settings(max_examples=40, deadline=None)
@given(edits())
def test_opentimelineio_agrees(made: tuple[SyncMap, list[Wanted]]) -> None:
    sync_map, _ = made
    timeline = otio.adapters.read_from_string(timeline_text(sync_map).decode(), "otio_json")
    picture = timeline.video_tracks()[0]
    ranges = picture.range_of_all_children()
    clips = list(picture.find_clips())
    starts = [ranges[clip].start_time.value for clip in clips]
    assert starts == [slot.start_frame for slot in sync_map.slots]
    for clip in clips:
        available, used = clip.available_range(), clip.source_range
        first, last = available.start_time.to_seconds(), available.end_time_exclusive().to_seconds()
        assert used.start_time.to_seconds() >= first - 1e-6
        assert used.end_time_exclusive().to_seconds() <= last + 1e-6


@settings(max_examples=30, deadline=None)
@given(edits())
def test_a_sync_map_read_back_gives_the_same_bytes(made: tuple[SyncMap, list[Wanted]]) -> None:
    from google.protobuf import json_format

    sync_map, _ = made
    again = json_format.Parse(json_format.MessageToJson(sync_map), SyncMap())
    assert timeline_text(again) == timeline_text(sync_map)


def test_cuts_do_not_drift_in_ninety_minutes() -> None:
    rate, beat_s = Fraction(24000, 1001), Fraction(60, 127)
    clip = Clip("long.mov", rate, 200.0, timecode="10:00:00:00")
    count = 90 * 60 // int(8 * beat_s)
    made = assembly([Wanted(8, clip, Fraction(0))] * count, rate, beat_s)
    sync_map = record(made, known(made, beat_s))
    timeline = otio.adapters.read_from_string(timeline_text(sync_map).decode(), "otio_json")
    picture = timeline.video_tracks()[0]
    ranges = picture.range_of_all_children()
    for number, clip_object in enumerate(picture.find_clips()):
        start = Fraction(int(ranges[clip_object].start_time.value)) / rate
        assert abs(start - number * 8 * beat_s) <= 1 / (2 * rate) + Fraction(1, 10**9)


def test_the_clips_sound_is_linked_lowered_and_below_the_music() -> None:
    clip = Clip("a.mp4", sound=2)
    wanted = [Wanted(4, clip, Fraction(1)), Wanted(4, Clip("mute.mp4"), Fraction(2))]
    made = assembly(wanted, Fraction(25), Fraction(1, 2))
    root = tree(record(made, known(made, Fraction(1, 2), clip_sound=True)))
    video, music, sound = root["tracks"]["children"]
    assert [track["name"] for track in (video, music, sound)] == ["Video 1", "Music", "Clip sound"]
    picture, heard = video["children"][0], sound["children"][0]
    assert link_of(picture) == link_of(heard) == 1
    assert picture["source_range"] == heard["source_range"]
    assert "Link Group ID" not in video["children"][1]["metadata"]["Resolve_OTIO"]
    assert sound["children"][1]["OTIO_SCHEMA"] == "Gap.1"


def test_the_render_job_reads_the_level_of_the_clips_sound() -> None:
    from backbeat.timeline.clip_sound import clip_sounds

    made = assembly([Wanted(4, Clip("a.mp4", sound=2), Fraction(1))], Fraction(25), Fraction(1, 2))
    read = document(record(made, known(made, Fraction(1, 2), clip_sound=True)))
    edit = read_edit(read, no_media)
    sounds = clip_sounds(read, edit)
    music, own = (sounds[track.items[0].path] for track in edit.audio_tracks)
    assert music.levels == ((0.0, 0.0),)
    assert own.levels == ((0.0, -12.0),)
    assert (own.fade_in, own.fade_out) == (2.0, 2.0)
    assert own.channels == ((0, 0), (0, 1))


def test_a_still_has_a_move_inside_it() -> None:
    made = assembly([Wanted(4, CLIPS[5], Fraction(0))] * 4, Fraction(25), Fraction(1, 2))
    root = tree(record(made, known(made, Fraction(1, 2))))
    for clip in root["tracks"]["children"][0]["children"]:
        for frame in clip["metadata"]["backbeat"]["move"].values():
            assert frame["x"] >= 0 and frame["y"] >= 0
            assert frame["x"] + frame["width"] <= 1 + 1e-6
            assert frame["y"] + frame["height"] <= 1 + 1e-6
            shape = frame["width"] * 4000 / (frame["height"] * 3000)
            assert shape == pytest.approx(1920 / 1080, rel=1e-4)


def test_a_dissolve_needs_media_beside_its_cut() -> None:
    short, second = Clip("s.mp4", seconds=2.0), Fraction(1)
    wanted = [
        Wanted(4, short, Fraction(0)),
        Wanted(4, Clip("b.mp4"), Fraction(10), second),
        Wanted(4, Clip("b.mp4"), Fraction(20), second),
    ]
    made = assembly(wanted, Fraction(25), Fraction(1, 2))
    slots = record(made, known(made, Fraction(1, 2))).slots
    assert [slot.dissolve_frames for slot in slots] == [0, 0, 24]


def tree(sync_map: SyncMap) -> Any:
    return json.loads(timeline_text(sync_map))


def link_of(clip: Any) -> Any:
    return clip["metadata"]["Resolve_OTIO"]["Link Group ID"]
