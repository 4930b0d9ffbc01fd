"""`backbeat master` and `backbeat render` from the outside."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.decode import read_audio
from backbeat.media.encode import write_audio
from backbeat.media.probe import probe
from backbeat.workflows.demo.song import make_song
from tests.commands import Cli
from tests.edits import write_sound_edit
from tests.engines import engine_process


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
    assert "target -14 ±1 LUFS, at most -1 dBTP" in ran.out
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
    assert ran.status == 1
    shown = cli("master", song, "--lufs", "-3", "--ceiling", "-20", "-o", "out.wav", "--json")
    assert shown.status == 1 and not json.loads(shown.out)["delivered"][0]["met"]
    with engine_process(song.parent / "home", "--workers", "1"):
        far = cli(
            "master", song, "--lufs", "-3", "--ceiling", "-20", "-o", "o.wav", "--engine", "auto"
        )
        assert far.status == 1 and "NOT MET" in far.out
    assert "missed   peaks would be reduced by more than" in ran.out and "NOT MET" in ran.out


def test_a_loudness_alone_gets_a_ceiling_and_none_is_counted(
    cli: Cli, song: Path, tmp_path: Path
) -> None:
    kept = cli("master", song, "--lufs", "-8", "-o", "kept.wav")
    assert kept.status == 0 and "at most -1 dBTP" in kept.out
    info = probe(song).audio
    assert info is not None
    sound = read_audio(tmp_path / "kept.wav", info.rate).samples
    assert np.abs(sound).max() < 10 ** (-0.9 / 20)
    clipped = cli("master", song, "--lufs", "-8", "--ceiling", "none", "-o", "clipped.wav")
    assert clipped.status == 1 and "above full scale, and clipped" in clipped.out
    stated = int(clipped.out.split("missed   ")[1].split()[0].replace(",", ""))
    gain = float(clipped.out.split("gain     +")[1].split()[0])
    before = read_audio(song, info.rate).samples
    counted = int(np.count_nonzero(np.abs(before * 10 ** (gain / 20)) > 1))
    assert counted > 100 and stated == pytest.approx(counted, rel=0.05)


def test_several_files_are_mastered_in_one_run(cli: Cli, song: Path, tmp_path: Path) -> None:
    (tmp_path / "other.wav").write_bytes(song.read_bytes())
    ran = cli(
        *("master", song, "other.wav", "--preset", "ebu-r128", "-o", "{name}-{preset}.wav"),
        *("--summary", "all.csv", "--summary", "all.html"),
    )
    assert (ran.status, ran.err) == (0, "")
    rows = list(csv.DictReader((tmp_path / "all.csv").read_text().splitlines()))
    names = [f"{name}-ebu-r128.wav" for name in ("song", "other")]
    assert [Path(row["path"]).name for row in rows] == names
    assert all(
        (tmp_path / name).is_file() and row["met"] == "yes"
        for name, row in zip(names, rows, strict=True)
    )
    assert (tmp_path / "all.html").read_text().count("<section") == 2
    ran = cli("master", song, "other.wav", "--preset", "ebu-r128", "-o", "one.wav")
    assert ran.status == 2 and "{name}" in ran.err
    one = cli("master", song, "--preset", "ebu-r128", "-o", "x-{preset}.wav", "--json")
    made = json.loads(one.out)["delivered"][0]
    assert Path(made["path"]).name == "x-ebu-r128.wav"
    assert made["before"]["path"] == str(song)


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
    assert "not in the mix" in again.out and "-23.0 LUFS" in again.out
