"""What a snap says when nothing could be put on a beat, and what to know of its result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from backbeat.v1 import cutting_pb2 as pb
from backbeat.v1.music_pb2 import BeatOptions, MusicEdits
from backbeat.workflows.snap.job import run
from tests import edits
from tests.commands import Cli
from tests.edits import Piece
from tests.workflows.snap.known_beats import BPM, a_song, off_beats

LENGTHS = (70, 56, 25, 51, 68, 36, 22, 20)


def an_edit(folder: Path, *pieces: Piece) -> Path:
    shots = pieces or [Piece(length, 40, 40) for length in LENGTHS]
    return edits.written(edits.timeline([shots], start=None), folder)


def snapped(folder: Path, edit: Path, song: Path, **request: Any) -> pb.SnapResult:
    return run(
        pb.SnapRequest(
            edit_path=str(edit),
            music_path=str(song),
            output_path=str(folder / "out.otio"),
            **request,
        )
    )


def noise(path: Path) -> Path:
    samples = np.random.default_rng(0).standard_normal((22050 * 12, 1)).astype(np.float32)
    write_audio(path, samples * np.float32(0.1), 22050)
    return path


def assert_said_everywhere(result: pb.SnapResult, words: str) -> None:
    assert any(words in warning for warning in result.warnings), list(result.warnings)
    written = json.loads(Path(result.sync_map_path).read_text())
    assert any(words in warning for warning in written["warnings"])
    assert words in Path(result.report_path).read_text()


def test_music_without_beats_is_no_success(cli: Cli, tmp_path: Path) -> None:
    song, edit = noise(tmp_path / "noise.wav"), an_edit(tmp_path)
    ran = cli("snap", edit, "--music", song, "-o", "out.otio")
    assert ran.status == 1
    assert "Hardly a beat is heard in noise.wav, as in speech or noise, so no cut moves" in ran.out
    assert "noise.wav: No beat was found." in ran.out
    assert "ms off" not in ran.out
    assert (tmp_path / "out.otio").exists()
    said = cli("snap", edit, "--music", song, "--dry-run", "--json")
    assert said.status == 1 and json.loads(said.out)["missed"]


def test_an_edit_without_cuts_is_no_success(cli: Cli, tmp_path: Path) -> None:
    edit, song = an_edit(tmp_path, Piece(300)), a_song(tmp_path / "song.wav")
    ran = cli("snap", edit, "--music", song, "-o", "out.otio")
    assert ran.status == 1
    assert "The timeline has no picture cut" in ran.out


def test_a_range_that_holds_no_cut(tmp_path: Path) -> None:
    options = pb.SnapOptions(range_start_frame=5000, range_end_frame=6000)
    result = snapped(tmp_path, an_edit(tmp_path), a_song(tmp_path / "song.wav"), options=options)
    assert result.moved == 0
    assert result.missed == (
        "None of the 7 cuts lies inside the range, 00:03:20:00 to 00:04:00:00, so none moved."
    )
    assert_said_everywhere(result, "lies inside the range")


def test_cuts_that_all_must_stay(tmp_path: Path) -> None:
    pieces = [Piece(length, 0, 0) for length in LENGTHS]
    result = snapped(tmp_path, an_edit(tmp_path, *pieces), a_song(tmp_path / "song.wav"))
    assert (result.moved, result.kept) == (0, 0)
    assert result.missed.startswith("None of the 7 cuts is on a beat. Why the first is not: B")


@pytest.mark.shared
def test_speech_as_music_is_said(shared: Path, tmp_path: Path) -> None:
    speech = shared / "data" / "lips" / "speech" / "latentsync_demo3_audio.wav"
    result = snapped(tmp_path, an_edit(tmp_path), speech)
    assert_said_everywhere(result, "Few beats are clear: this may be speech or noise")
    assert result.moved == 0
    assert result.missed.startswith("Hardly a beat is heard in latentsync_demo3_audio.wav")


@pytest.mark.parametrize("bpm", [BPM * 0.77, BPM * 1.09])
def test_a_tempo_that_the_music_has_not(tmp_path: Path, bpm: float) -> None:
    beats = BeatOptions(tempo_bpm=bpm)
    result = snapped(tmp_path, an_edit(tmp_path), a_song(tmp_path / "song.wav"), beats=beats)
    assert_said_everywhere(result, "at the requested tempo")


def test_a_tempo_that_is_nearly_right_is_measured(tmp_path: Path) -> None:
    beats = BeatOptions(tempo_bpm=BPM * 1.02)
    result = snapped(tmp_path, an_edit(tmp_path), a_song(tmp_path / "song.wav"), beats=beats)
    assert_said_everywhere(result, "The requested tempo is 142.8 bpm; the beats are at 1")


def test_a_removal_that_hits_nothing(tmp_path: Path) -> None:
    beats = BeatOptions(edits=MusicEdits(removed_beats_s=[2.357, 60 / BPM * 4]))
    result = snapped(tmp_path, an_edit(tmp_path), a_song(tmp_path / "song.wav"), beats=beats)
    assert_said_everywhere(result, "No beat was removed at 2.357 s: the nearest is at 2.")
    assert not any("1.714" in warning for warning in result.warnings)


def test_cuts_inside_a_range_are_what_is_told_of(tmp_path: Path) -> None:
    options = pb.SnapOptions(range_start_frame=60, range_end_frame=130, tolerance="0")
    result = snapped(tmp_path, an_edit(tmp_path), a_song(tmp_path / "song.wav"), options=options)
    (said,) = [warning for warning in result.warnings if "on a beat" in warning]
    assert said.startswith(
        "None of the 2 cuts inside the range is on a beat. Why the first is not: the nearest "
    )


def test_cuts_that_each_have_a_reason_of_their_own(tmp_path: Path) -> None:
    pieces = [Piece(70), Piece(56), Piece(90)]
    options = pb.SnapOptions(tolerance="0")
    song = a_song(tmp_path / "song.wav")
    result = snapped(tmp_path, an_edit(tmp_path, *pieces), song, options=options)
    assert_said_everywhere(
        result, "None of the 2 cuts is on a beat. Why the first is not: the nearest beat, B"
    )


def test_unknown_media_is_said_with_what_to_do(tmp_path: Path) -> None:
    pieces = [Piece(70, None, None), Piece(56, None, None), Piece(90, None, None)]
    song = a_song(tmp_path / "song.wav")
    result = snapped(tmp_path, an_edit(tmp_path, *pieces), song)
    assert any("say with --assume-handles" in warning for warning in result.warnings)
    options = pb.SnapOptions(assume_handles_frames=12)
    result = snapped(tmp_path, an_edit(tmp_path, *pieces), song, options=options)
    assert any("the 12 frames of --assume-handles" in warning for warning in result.warnings)


def test_a_clip_past_its_media(tmp_path: Path) -> None:
    pieces = [Piece(70, 40, 40), Piece(56, 40, -12, name="short"), Piece(90, 40, 40)]
    result = snapped(tmp_path, an_edit(tmp_path, *pieces), a_song(tmp_path / "song.wav"))
    words = "“short” on V1 at 00:00:02:20 runs 12 frames past the end of its media."
    assert_said_everywhere(result, words)
    assert sum("past the end" in warning for warning in result.warnings) == 1


def test_a_dry_run_says_moves_tempo_and_where_the_song_lies(cli: Cli, tmp_path: Path) -> None:
    edit, song = an_edit(tmp_path), a_song(tmp_path / "song.wav")
    ran = cli("snap", edit, "--music", song, "--music-start", "0.6", "--dry-run")
    assert ran.status == 0, ran.err
    assert "music     song.wav, 140.0 bpm" in ran.out
    assert "at 00:00:00:15, as the request says" in ran.out
    moves = [line for line in ran.out.splitlines() if line.startswith("  V1 frame")]
    run_for_real = cli("snap", edit, "--music", song, "--music-start", "0.6", "-o", "out.otio")
    assert f"{len(moves)} cuts moved" in run_for_real.out
    assert f"{len(moves)} cuts would move" in ran.out
    assert max(off_beats(tmp_path / "out.otio", 0.6)) <= 32
    assert "V1 frame 70 to " in moves[0] and "moved" in moves[0]


def test_one_song_only(cli: Cli, tmp_path: Path) -> None:
    edit, song = an_edit(tmp_path), a_song(tmp_path / "song.wav")
    ran = cli("snap", edit, "--music", song, "--music", song, "--dry-run")
    assert ran.status == 2
    assert "--music-track" in ran.err


def test_a_tolerance_of_nothing_moves_nothing(cli: Cli, tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    # The second cut is on a beat: 15 frames of lead, and 7 beats of 75 / 7 frames.
    edit = an_edit(tmp_path, *(Piece(length, 40, 40) for length in (70, 20, 60)))
    ran = cli(
        "snap", edit, "--music", song, "--music-start", "0.6", "--tolerance", "0", "-o", "o.otio"
    )
    assert ran.status == 0, ran.err
    assert "0 cuts moved, 1 already on a beat, 1 skipped" in ran.out
    assert "the tolerance is 0" in ran.out
    off = an_edit(tmp_path, *(Piece(length, 40, 40) for length in (70, 25, 60)))
    ran = cli("snap", off, "--music", song, "--music-start", "0.6", "--tolerance", "0", "--dry-run")
    assert ran.status == 1
    assert "None of the 2 cuts is on a beat" in ran.out
    assert "ms off" not in ran.out


def test_a_start_given_as_timecode(cli: Cli, tmp_path: Path) -> None:
    song = a_song(tmp_path / "song.wav")
    shots = [Piece(length, 40, 40) for length in LENGTHS]
    edits.written(edits.timeline([shots], start=90000), tmp_path)
    for start in ("01:00:00:15", "+00:00:00:15", "0.6"):
        ran = cli("snap", "edit.otio", "--music", song, "--music-start", start, "-o", "out.otio")
        assert ran.status == 0, ran.err
        assert "at 01:00:00:15, as the request says" in ran.out
        assert max(off_beats(tmp_path / "out.otio", 0.6)) <= 32
