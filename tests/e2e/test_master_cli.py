"""`backbeat master` and `backbeat render` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbeat.media.encode import write_audio
from backbeat.media.probe import probe
from backbeat.workflows.demo.song import make_song
from tests.commands import Cli
from tests.edits import write_sound_edit


@pytest.fixture
def song(tmp_path: Path) -> Path:
    made = make_song(seconds=6)
    path = tmp_path / "song.wav"
    write_audio(path, made.samples * 0.3, made.rate, "pcm_s24le")
    return path


def test_a_master_is_written_and_told_in_a_few_lines(cli: Cli, song: Path, tmp_path: Path) -> None:
    ran = cli("master", song, "--preset", "youtube", "-o", "out.m4a", "--log", "html")
    assert (ran.status, ran.err) == (0, "")
    assert "after    -14.0 LUFS" in ran.out
    assert "wanted -14 ±1 LUFS, at most -1 dBTP" in ran.out
    assert ran.out.rstrip().splitlines()[-1].strip().startswith("ok")
    info = probe(tmp_path / "out.m4a").audio
    assert info is not None and (info.codec, info.rate) == ("aac", 48000)
    assert "As asked for" in (tmp_path / "out.m4a.html").read_text()


def test_several_presets_go_into_one_run(cli: Cli, song: Path, tmp_path: Path) -> None:
    ran = cli(
        *("master", song, "--preset", "ebu-r128", "--preset", "atsc-a85", "-o", "{preset}.wav"),
        "--json",
    )
    assert ran.status == 0
    made = json.loads(ran.out)["delivered"]
    assert [Path(one["path"]).name for one in made] == ["ebu-r128.wav", "atsc-a85.wav"]
    assert all(one["met"] for one in made)
    assert made[0]["after"]["integratedLufs"] == pytest.approx(-23, abs=0.1)


def test_what_cannot_be_reached_is_said(cli: Cli, song: Path) -> None:
    ran = cli("master", song, "--lufs", "-3", "--ceiling", "-20", "-o", "out.wav")
    assert ran.status == 0
    assert "missed   peaks would have to give way" in ran.out and "NOT MET" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("song.wav",),
        ("song.wav", "-o", "x.wav", "--preset", "nonesuch"),
        ("song.wav", "-o", "x.mp3", "--preset", "ebu-r128"),
        ("song.wav", "-o", "none/x.wav"),
        ("song.wav", "-o", "x.xyz"),
        ("song.wav", "-o", "x.wav", "--preset", "youtube", "--preset", "tiktok"),
        ("none.wav", "-o", "x.wav"),
        ("song.wav", "-o", "song.wav"),
        ("song.wav", "-o", "x.wav", "--timeline", "x.otio"),
    ],
)
def test_bad_use_is_one_sentence_and_leaves_nothing(
    cli: Cli, song: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    before = song.read_bytes()
    ran = cli("master", *arguments)
    assert ran.status in (2, 3)
    assert len(ran.err.strip().splitlines()) == 1 and ran.err.startswith("backbeat: ")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["song.wav"]
    assert song.read_bytes() == before


def test_a_timeline_is_rendered_and_told(cli: Cli, song: Path, tmp_path: Path) -> None:
    write_sound_edit(tmp_path / "edit.otio", song)
    ran = cli("render", "edit.otio", "-o", "mix.wav", "--stems", "stems", "--role", "A1=dialogue")
    assert (ran.status, ran.err) == (0, "")
    assert "A1 (Music)" in ran.out and "dialogue" in ran.out and "1 clip" in ran.out
    assert "3.00 s, 48000 Hz, stereo" in ran.out
    assert (tmp_path / "mix.wav").is_file()
    assert sorted(path.name for path in (tmp_path / "stems").iterdir()) == ["dialogue.wav"]
    for arguments in (
        ("edit.otio",),
        ("edit.otio", "-o", "mix.mp3"),
        ("edit.otio", "-o", "mix.wav", "--role", "A1"),
        ("edit.otio", "-o", "mix.wav", "--role", "A1=noise"),
        ("none.otio", "-o", "mix.wav"),
    ):
        ran = cli("render", *arguments)
        assert ran.status in (2, 3), arguments
        assert len(ran.err.strip().splitlines()) == 1


def test_a_timeline_is_mastered_in_one_go(cli: Cli, song: Path, tmp_path: Path) -> None:
    write_sound_edit(tmp_path / "edit.otio", song)
    ran = cli(
        *("master", "edit.otio", "--preset", "ebu-r128", "-o", "out.wav"),
        *("--timeline", "after.otio"),
    )
    assert (ran.status, ran.err) == (0, "")
    assert "Backbeat master" in (tmp_path / "after.otio").read_text()
    again = cli("render", "after.otio", "-o", "again.wav")
    assert "not heard" in again.out and "-23.0 LUFS" in again.out
