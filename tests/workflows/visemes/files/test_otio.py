"""Mouth shapes as markers: written, edited and read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.errors import TimelineError
from backbeat.media.encode import write_audio
from backbeat.v1.speech_pb2 import Viseme, VisemeTrack
from backbeat.workflows.outputs import is_ours
from backbeat.workflows.visemes.files.otio import read, read_edited, write

_SHAPES = (("X", 0, 10), ("A", 10, 13), ("D", 13, 20), ("B", 20, 31))


@pytest.fixture
def track(tmp_path: Path) -> VisemeTrack:
    path = tmp_path / "talk.wav"
    write_audio(path, [np.zeros((round(16_000 * 31 / 24 * 1.001), 1), np.float32)], 16_000)
    frame = 1001 / 24000
    return VisemeTrack(
        path=str(path),
        duration_s=31 * frame,
        set="rhubarb",
        rate="24000/1001",
        visemes=[
            Viseme(start_s=first * frame, end_s=end * frame, name=name, confidence=0.5)
            for name, first, end in _SHAPES
        ],
    )


def _edited(path: Path, change: Callable[[Any], None]) -> Path:
    timeline = otio.adapters.read_from_file(str(path))
    change(next(iter(timeline.find_clips())))
    otio.adapters.write_to_file(timeline, str(path))
    return path


def _frames(track: VisemeTrack) -> list[tuple[str, int, int]]:
    return [
        (v.name, round(v.start_s * 24 / 1.001), round(v.end_s * 24 / 1.001)) for v in track.visemes
    ]


def _written(track: VisemeTrack, tmp_path: Path) -> Path:
    write(track, tmp_path / "shapes.otio")
    return tmp_path / "shapes.otio"


def test_what_is_written_is_read(track: VisemeTrack, tmp_path: Path) -> None:
    path = _written(track, tmp_path)
    assert is_ours(path)
    back = read(path)
    assert _frames(back) == list(_SHAPES)
    assert (back.path, back.set, back.rate) == (track.path, "rhubarb", "24000/1001")


def test_markers_are_on_the_clip_and_of_the_rate(track: VisemeTrack, tmp_path: Path) -> None:
    timeline = otio.adapters.read_from_file(str(_written(track, tmp_path)))
    (clip,) = timeline.find_clips()
    assert [(m.name, m.marked_range.start_time.value) for m in clip.markers] == [
        (name, first) for name, first, _ in _SHAPES
    ]
    assert {m.marked_range.duration.rate for m in clip.markers} == {24000 / 1001}


def test_renamed_moved_and_removed_markers(track: VisemeTrack, tmp_path: Path) -> None:
    def change(clip: Any) -> None:
        clip.markers[2].name = "C"
        clip.markers[1].marked_range = otio.opentime.TimeRange(
            otio.opentime.RationalTime(8, 24000 / 1001), otio.opentime.RationalTime(5, 24000 / 1001)
        )
        del clip.markers[3]

    path = _edited(_written(track, tmp_path), change)
    assert _frames(read(path)) == [("X", 0, 8), ("A", 8, 13), ("C", 13, 31)]
    assert not is_ours(path)


def test_markers_of_the_user(track: VisemeTrack, tmp_path: Path) -> None:
    """A new one that is called like a shape counts, one that says something else does not."""

    def change(clip: Any) -> None:
        for name, frame in (("F", 25), ("better take?", 3)):
            at = otio.opentime.RationalTime(frame, 24000 / 1001)
            marker = otio.schema.Marker(name, otio.opentime.TimeRange(at))
            clip.markers.append(marker)

    path = _edited(_written(track, tmp_path), change)
    assert _frames(read(path))[-2:] == [("B", 20, 25), ("F", 25, 31)]
    assert len(read(path).visemes) == 5


def test_notes_alone_say_which_set_it_is(track: VisemeTrack, tmp_path: Path) -> None:
    """DaVinci Resolve drops our metadata and keeps the note."""

    def change(clip: Any) -> None:
        for marker in clip.markers:
            del marker.metadata["backbeat"]

    path = _edited(_written(track, tmp_path), change)
    assert _frames(read(path)) == list(_SHAPES)


def test_a_trimmed_clip(track: VisemeTrack, tmp_path: Path) -> None:
    def change(clip: Any) -> None:
        clip.source_range = otio.opentime.TimeRange(
            otio.opentime.RationalTime(12, 24000 / 1001),
            otio.opentime.RationalTime(10, 24000 / 1001),
        )

    path = _edited(_written(track, tmp_path), change)
    assert _frames(read(path)) == [("A", 0, 1), ("D", 1, 8), ("B", 8, 10)]


def test_a_shape_that_does_not_exist(track: VisemeTrack, tmp_path: Path) -> None:
    def change(clip: Any) -> None:
        clip.markers[1].name = "M"

    path = _edited(_written(track, tmp_path), change)
    with pytest.raises(TimelineError, match="a mouth shape called 'M'"):
        read(path)


def test_a_timeline_without_shapes(tmp_path: Path) -> None:
    path = tmp_path / "empty.otio"
    otio.adapters.write_to_file(otio.schema.Timeline("empty"), str(path))
    with pytest.raises(TimelineError, match="has no mouth shapes"):
        read(path)


def _edits(path: Path) -> list[tuple[str, int, int]]:
    found = read_edited(path)
    return [
        (one.name, round(one.span.start_s * 24 / 1.001), round(one.span.end_s * 24 / 1.001))
        for one in found.shapes
    ]


def test_an_untouched_timeline_has_no_edits(track: VisemeTrack, tmp_path: Path) -> None:
    track.sha256 = "ab" * 32
    path = _written(track, tmp_path)
    assert not read_edited(path).shapes
    assert read_edited(path).sha256 == "ab" * 32


def test_what_was_renamed_moved_added_or_deleted_is_found(
    track: VisemeTrack, tmp_path: Path
) -> None:
    def renamed(clip: Any) -> None:
        clip.markers[2].name = "F"

    def moved(clip: Any) -> None:
        start = clip.markers[1].marked_range.start_time
        length = clip.markers[1].marked_range.duration
        later = start + otio.opentime.RationalTime(4, start.rate)
        clip.markers[1].marked_range = otio.opentime.TimeRange(later, length)

    def deleted(clip: Any) -> None:
        del clip.markers[2]

    def added(clip: Any) -> None:
        new = clip.markers[2].clone()
        start = new.marked_range.start_time + otio.opentime.RationalTime(3, 24)
        new.name, new.marked_range = "H", otio.opentime.TimeRange(start, new.marked_range.duration)
        clip.markers.append(new)

    expected = {
        renamed: [("F", 13, 20)],
        # The rest before it lasts until it begins, and is then shown over what followed.
        moved: [("X", 10, 13), ("A", 14, 20)],
        deleted: [("A", 13, 20)],
        added: [("H", 16, 20)],
    }
    for change, edits in expected.items():
        assert _edits(_edited(_written(track, tmp_path), change)) == edits, change.__name__


def test_an_editor_that_keeps_only_notes_does_not_hide_edits(
    track: VisemeTrack, tmp_path: Path
) -> None:
    def through_resolve(clip: Any) -> None:
        for marker in clip.markers:
            del marker.metadata["backbeat"]
        clip.markers[2].name = "E"

    path = _edited(_written(track, tmp_path), through_resolve)
    assert _edits(path) == [("E", 13, 20)]


def test_of_earlier_versions_new_names_are_found(track: VisemeTrack, tmp_path: Path) -> None:
    def earlier(clip: Any) -> None:
        for marker in clip.markers:
            del marker.metadata["backbeat"]["at"]
            note = str(marker.metadata["Resolve_OTIO"]["Note"])
            marker.metadata["Resolve_OTIO"]["Note"] = note.split(";at=")[0]
        clip.markers[0].name = "C"

    assert _edits(_edited(_written(track, tmp_path), earlier)) == [("C", 0, 10)]
