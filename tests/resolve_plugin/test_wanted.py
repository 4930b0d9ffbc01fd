"""A timeline as its file says it should be: from what the double exports, at every rate."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from backbeat_resolve import wanted
from backbeat_resolve.problems import Problem
from backbeat_resolve.wanted import Marker
from tests.doubles.resolve import state
from tests.doubles.resolve.session import Session
from tests.doubles.resolve.state import Transition
from tests.resolve_plugin.inside import EXACT_RATES, cut, exported, opened

MEDIA_RATES = [23.976, 24, 25, 29.97, 50, 59.94]


def told(held: Session) -> list[Any]:
    """Every item of the model: from and to, and what is skipped of its media, in frames."""
    made = held.timeline
    return [
        (
            item.start - made.start,
            item.end - made.start,
            item.source / item.media.rate * made.rate if item.media else 0,
        )
        for kind in ("video", "audio")
        for track in made.tracks[kind]
        for item in track.items
    ]


def read(found: wanted.ExpectedTimeline) -> list[Any]:
    return [
        (item.start, item.end, item.source_start) for track in found.tracks for item in track.items
    ]


@pytest.mark.parametrize(("rate", "drop"), EXACT_RATES)
def test_frames_are_read_exactly_at_every_rate(tmp_path: Path, rate: float, drop: bool) -> None:
    held = cut(tmp_path, rate=rate, drop_frame=drop, lengths=(50, 1, 333, 24, 1001))
    found = exported(held, tmp_path / "out.otio")
    assert read(found) == told(held)
    assert found.frames == held.timeline.end - held.timeline.start == 1409
    assert [(track.kind, len(track.items)) for track in found.tracks] == [
        ("video", 5),
        ("audio", 1),
    ]


@pytest.mark.parametrize(("rate", "drop"), EXACT_RATES)
@pytest.mark.parametrize("media_rate", MEDIA_RATES)
def test_media_of_another_rate_is_read_to_a_thousandth(
    tmp_path: Path, rate: float, drop: bool, media_rate: float
) -> None:
    held = cut(tmp_path, rate=rate, drop_frame=drop, media_rate=media_rate)
    (camera,) = (item for item in held.project.root.items if item.name == "camera.mov")
    camera.start = 5 * 3600 * round(media_rate)
    found = exported(held, tmp_path / "out.otio")
    for seen, meant in zip(read(found), told(held), strict=True):
        assert seen[:2] == meant[:2]
        assert abs(seen[2] - meant[2]) < Fraction(1, 1000)


@pytest.mark.parametrize("spelling", [23.976, 23.98, 23.976023976023978, 24000 / 1001])
def test_the_timelines_rate_counts_whole_frames_however_it_is_spelt(
    tmp_path: Path, spelling: float
) -> None:
    held = cut(tmp_path, rate=23.976, lengths=(5000, 5000))
    path = tmp_path / "out.otio"
    exported(held, path)
    path.write_text(path.read_text().replace("23.976023976023978", str(spelling)))
    found = wanted.read(path, opened(held).rate.fps)
    assert read(found) == told(held)


def test_a_clip_says_what_it_is_and_shows(tmp_path: Path) -> None:
    held = cut(tmp_path)
    held.timeline.tracks["video"][0].items[1].speed = Fraction(2)
    held.add_item(held.timeline, None, at=180, frames=25)
    video, audio = exported(held, tmp_path / "out.otio").tracks
    assert [(one.name, one.media, one.plain, one.file) for one in video.items] == [
        ("camera.mov", True, True, "camera.mov"),
        ("camera.mov", True, False, "camera.mov"),
        ("camera.mov", True, True, "camera.mov"),
        ("camera.mov", True, True, "camera.mov"),
        ("Title", False, True, ""),
    ]
    assert [one.fps for one in audio.items] == [25]


def test_gaps_and_transitions_are_no_clips_and_only_gaps_take_time(tmp_path: Path) -> None:
    held = cut(tmp_path)
    (track,) = held.timeline.tracks["video"]
    del track.items[1]
    start = held.timeline.start
    track.transitions = [
        Transition(start + 150, 10, 10, "Cross Dissolve"),
        Transition(start + 180, 5, 0, "Out"),
    ]
    found = exported(held, tmp_path / "out.otio")
    assert read(found) == told(held)
    assert [one.start for one in found.tracks[0].items] == [0, 90, 150]


def test_a_longer_track_of_pictures_or_sound_is_how_long_it_is(tmp_path: Path) -> None:
    held = cut(tmp_path)
    media = held.timeline.tracks["audio"][0].items[0].media
    held.add_item(held.timeline, media, 300, 33, kind="audio")
    assert exported(held, tmp_path / "out.otio").frames == 333


def test_only_markers_of_ours_are_wanted(tmp_path: Path) -> None:
    held = cut(tmp_path)
    held.timeline.markers = {
        0: state.Marker("Red", "B1.1", "bb:bar=1;beat=1", 1, "backbeat:bar=1"),
        12: state.Marker("Cyan", "B1.2", "bb:bar=1;beat=2", 3),
        13: state.Marker("Blue", "theirs", "look: bb:", 1),
        14: state.Marker("Green", "bb:", "", 1),
        15: state.Marker("Cocoa", "B1.3", "bb:bar=1;beat=3", 1),
    }
    assert exported(held, tmp_path / "out.otio").markers == [
        Marker(0, "Red", "B1.1", "bb:bar=1;beat=1", 1),
        Marker(12, "Cyan", "B1.2", "bb:bar=1;beat=2", 3),
        Marker(15, "Green", "B1.3", "bb:bar=1;beat=3", 1),
    ]


def test_clips_of_the_older_schema_are_read_too(tmp_path: Path) -> None:
    held = cut(tmp_path)
    path = tmp_path / "out.otio"
    newer = exported(held, path)
    tree = json.loads(path.read_text())
    for track in tree["tracks"]["children"]:
        for clip in track["children"]:
            clip["OTIO_SCHEMA"] = "Clip.1"
            clip["media_reference"] = clip.pop("media_references")["DEFAULT_MEDIA"]
    path.write_text(json.dumps(tree))
    assert wanted.read(path, Fraction(25)) == newer


def test_a_clip_without_a_range_plays_all_of_its_media(tmp_path: Path) -> None:
    held = cut(tmp_path)
    path = tmp_path / "out.otio"
    exported(held, path)
    tree = json.loads(path.read_text())
    tree["tracks"]["children"][0]["children"][0]["source_range"] = None
    path.write_text(json.dumps(tree))
    first, second = wanted.read(path, Fraction(25)).tracks[0].items[:2]
    assert (first.start, first.end, first.source_start, second.start) == (0, 15000, 0, 15000)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "3", "null", "{}", '{"tracks": null}', '{"tracks": {"children": [1]}}'),
        '{"tracks": {"children": [{"kind": "Video", "children": ["x"]}]}}',
        '{"tracks": {"children": [{"kind": "Video", "children": [{"OTIO_SCHEMA": "Clip.2"}]}]}}',
        '{"tracks": {"children": [], "markers": ["x"]}}',
    ],
)
def test_a_file_that_is_no_timeline_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "none ö.otio"
    path.write_text(text)
    with pytest.raises(Problem, match=r"none ö\.otio cannot be read back"):
        wanted.read(path, Fraction(25))


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": 0, "value": 1},
        {"rate": 25, "value": float("nan")},
        {"rate": 25, "value": float("inf")},
        {"rate": 25},
        {"rate": 25, "value": None},
        [],
        "x",
    ],
)
def test_a_time_that_is_none_is_a_sentence_too(tmp_path: Path, wrong: Any) -> None:
    path = tmp_path / "out.otio"
    exported(cut(tmp_path), path)
    tree = json.loads(path.read_text())
    tree["tracks"]["children"][0]["children"][1]["source_range"]["duration"] = wrong
    path.write_text(json.dumps(tree))
    with pytest.raises(Problem, match="cannot be read back"):
        wanted.read(path, Fraction(25))


def test_bytes_and_folders_and_nothing_are_named(tmp_path: Path) -> None:
    path = tmp_path / "none.otio"
    with pytest.raises(Problem, match=r"none\.otio"):
        wanted.read(path, Fraction(25))
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(Problem, match=r"none\.otio"):
        wanted.read(path, Fraction(25))
    with pytest.raises(Problem, match="cannot be read back"):
        wanted.read(tmp_path, Fraction(25))
