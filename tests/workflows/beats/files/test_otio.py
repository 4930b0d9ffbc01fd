"""The timeline of a song: what an editor finds in it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest

from backbeat.cutting import Song
from backbeat.cutting.snapping import snap_edit
from backbeat.cutting.typed_options import convert_times
from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_audio, write_video
from backbeat.progress import SILENT
from backbeat.timeline import load
from backbeat.timeline.markers import is_by_backbeat
from backbeat.timeline.reading import read_edit
from backbeat.v1.cutting_pb2 import Placement, SnapOptions
from backbeat.v1.music_pb2 import (
    ENERGY_LEVEL_HIGH,
    ENERGY_LEVEL_LOW,
    MusicAnalysis,
    Section,
)
from backbeat.workflows.beats.files import AnalyzedRecording
from backbeat.workflows.beats.files import otio as otio_file
from tests import edits


@pytest.fixture
def analysis() -> MusicAnalysis:
    made = edits.analysis(bpm=118, duration_s=12, first_s=0.3)
    half = made.beats[8].time_s
    made.sections.extend(
        [
            Section(start_s=0, end_s=half, label="intro", level=ENERGY_LEVEL_LOW, bar=0),
            Section(start_s=half, end_s=12, label="drop", level=ENERGY_LEVEL_HIGH, bar=3),
        ]
    )
    return made


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "my song #1.wav"
    write_audio(path, np.zeros((12 * 8000, 2), np.float32), 8000)
    return path


def written(song: Path, analysis: MusicAnalysis) -> Any:
    path = song.with_name("out.otio")
    otio_file.write(AnalyzedRecording(song, analysis), path, SILENT)
    return load(path).root


def test_markers_are_where_the_beats_are(song: Path, analysis: MusicAnalysis) -> None:
    timeline = written(song, analysis)
    markers = timeline.tracks.markers
    assert len(markers) == len(analysis.beats)
    for marker, beat in zip(markers, analysis.beats, strict=True):
        start = marker.marked_range.start_time
        assert (start.rate, start.value % 1) == (25, 0)
        assert abs(start.to_seconds() - beat.time_s) <= 0.02 + 1e-9
        assert marker.marked_range.duration.value == 1
        assert marker.name == f"B{beat.bar}.{beat.beat}"
        assert marker.color == ("RED" if beat.beat == 1 else "CYAN")
        assert marker.metadata["backbeat"]["time_seconds"] == pytest.approx(beat.time_s)
        assert is_by_backbeat(marker)


def test_markers_are_as_snap_makes_them(
    song: Path, analysis: MusicAnalysis, tmp_path: Path
) -> None:
    made = edits.timeline([[edits.Piece(150), edits.Piece(150)]], start=None)
    document = edits.document(made, tmp_path)
    placement = Placement(path=str(song), duration_s=12)
    songs = [Song(analysis, str(song), "", (placement,))]
    edit = read_edit(document)
    options = convert_times(SnapOptions(tolerance_frames=0), edit)
    snapped = snap_edit(document, edit, songs, options)
    theirs = {marker.name: marker for marker in snapped.document.root.tracks.markers}
    ours = {marker.name: marker for marker in written(song, analysis).tracks.markers}
    assert theirs.keys() == ours.keys()
    plain = [name for name in ours if "; " not in theirs[name].metadata["Resolve_OTIO"]["Note"]]
    # Where a section starts, or a cut was moved to, the marker says so.
    plain = [name for name in plain if "starts" not in ours[name].comment]
    assert len(plain) > 10
    for name in plain:
        one, other = ours[name], theirs[name]
        assert (
            one.marked_range.start_time.to_seconds() == other.marked_range.start_time.to_seconds()
        )
        assert (one.color, one.comment) == (other.color, other.comment)
        assert str(one.metadata["Resolve_OTIO"]) == str(other.metadata["Resolve_OTIO"])
        assert set(one.metadata["backbeat"]) == set(other.metadata["backbeat"])
        for key in set(one.metadata["backbeat"]) - {"job"}:
            value = other.metadata["backbeat"][key]
            same = pytest.approx(value) if isinstance(value, float) else value
            assert one.metadata["backbeat"][key] == same


def test_the_song_is_one_clip_that_is_found(song: Path, analysis: MusicAnalysis) -> None:
    timeline = written(song, analysis)
    (track,) = timeline.tracks
    (clip,) = track
    assert track.kind == "Audio"
    assert clip.media_reference.target_url == str(song)
    assert clip.source_range == clip.media_reference.available_range
    assert clip.source_range.duration == otio.opentime.RationalTime(300, 25)
    assert timeline.global_start_time.to_timecode() == "01:00:00:00"
    edit = read_edit(load(song.with_name("out.otio")))
    assert edit.rate == 25


def test_sections_are_spans_on_the_clip(song: Path, analysis: MusicAnalysis) -> None:
    timeline = written(song, analysis)
    first, second = timeline.tracks[0][0].markers
    assert (first.name, second.name) == ("intro (low)", "drop (high)")
    assert first.color != second.color
    assert first.marked_range.end_time_exclusive() == second.marked_range.start_time
    assert second.marked_range.end_time_exclusive().value == 300
    (told,) = [marker for marker in timeline.tracks.markers if "starts" in marker.comment]
    assert told.comment == "B3.1. drop starts"
    assert told.metadata["Resolve_OTIO"]["Note"].endswith("; drop starts")


def test_a_video_brings_its_rate_and_timecode(tmp_path: Path, analysis: MusicAnalysis) -> None:
    video = tmp_path / "film.mov"
    pictures = (np.zeros((64, 64, 3), np.uint8) for _ in range(50))
    sound = AudioBuffer(np.zeros((100_000, 1), np.float32), 48000)
    write_video(video, pictures, Fraction(24000, 1001), "mpeg4", "10:00:00:00", audio=sound)
    analysis.duration_s = 2.0
    del analysis.beats[4:], analysis.sections[:]
    timeline = written(video, analysis)
    clip = timeline.tracks[0][0]
    assert clip.source_range.start_time.value == 864000
    assert clip.source_range.duration.value == 47
    assert clip.source_range.duration.rate == pytest.approx(24000 / 1001)
    assert timeline.tracks[0].metadata["Resolve_OTIO"]["Audio Type"] == "Mono"


def test_a_sound_shorter_than_a_frame(tmp_path: Path) -> None:
    song = tmp_path / "blip.wav"
    write_audio(song, np.zeros((100, 1), np.float32), 8000)
    timeline = written(song, MusicAnalysis(duration_s=0.0125))
    assert timeline.tracks[0][0].source_range.duration.value == 1
