"""`backbeat snap` to music without a beat: no cut moves, and it says so first."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from tests import edits
from tests.commands import Cli
from tests.edits import Piece
from tests.music import synth
from tests.music.noises import NOISES

FROM = [27.0, 49.0, 75.0, 106.0]


@pytest.fixture
def edit(tmp_path: Path) -> Path:
    pieces = [Piece(27, 40, 40), Piece(22, 40, 40), Piece(26, 40, 40), Piece(31, 40, 40), Piece(90)]
    return edits.written(edits.timeline([pieces], start=None), tmp_path)


def recording(folder: Path, name: str, seconds: float = 20) -> Path:
    path = folder / f"{name}.wav"
    write_audio(path, [NOISES[name](seconds)[:, np.newaxis]], synth.RATE)
    return path


def to_frames(folder: Path) -> list[float]:
    return [cut["toFrame"] for cut in json.loads((folder / "out.syncmap.json").read_text())["cuts"]]


@pytest.mark.parametrize("name", NOISES)
def test_no_cut_moves(cli: Cli, edit: Path, tmp_path: Path, name: str) -> None:
    song = recording(tmp_path, name)
    ran = cli("snap", edit, "--music", song, "-o", "out.otio")
    assert ran.status == 1
    music, sure, *_ = ran.out.splitlines()
    assert f"{name}.wav" in music and "hardly a beat is heard" in sure
    assert f"note: Hardly a beat is heard in {name}.wav" in ran.out
    assert "--even-if-unsure" in ran.out
    assert to_frames(tmp_path) == FROM
    sync_map = json.loads((tmp_path / "out.syncmap.json").read_text())
    assert sync_map["unsure"] == ["UNSURE_NO_BEAT"] and sync_map["beatConfidence"] < 0.3
    assert sync_map["warnings"][0].startswith("Hardly a beat is heard")
    assert "hardly a beat is heard" in (tmp_path / "out.report.html").read_text()


@pytest.mark.parametrize(
    "options", [["--even-if-unsure"], ["--tempo", "120", "--first-downbeat", "0"]]
)
def test_cuts_move_when_told_to(cli: Cli, edit: Path, tmp_path: Path, options: list[str]) -> None:
    song = recording(tmp_path, "applause")
    ran = cli("snap", edit, "--music", song, "-o", "out.otio", *options)
    assert ran.status == 0
    assert to_frames(tmp_path) != FROM
    assert "no cut moves" not in ran.out


def test_only_markers_marks_nothing(cli: Cli, edit: Path, tmp_path: Path) -> None:
    song = recording(tmp_path, "applause")
    ran = cli("snap", edit, "--music", song, "-o", "out.otio", "--only-markers", "--json")
    result = json.loads(ran.out)
    assert result["markersWritten"] == 0
    assert "no beat of it is marked" in result["warnings"][0]


def test_a_song_is_sure(cli: Cli, edit: Path, tmp_path: Path) -> None:
    samples, _ = synth.song(120, 20, start=0.0)
    write_audio(tmp_path / "song.wav", [samples[:, np.newaxis]], synth.RATE)
    ran = cli("snap", edit, "--music", tmp_path / "song.wav", "-o", "out.otio")
    assert ran.status == 0 and "beats     99 % sure\n" in ran.out
    assert to_frames(tmp_path) == [25, 50, 75, 100]


def test_beats_says_it(cli: Cli, tmp_path: Path) -> None:
    ran = cli("beats", recording(tmp_path, "applause"))
    assert "% sure: hardly a beat is heard" in ran.out
