"""`backbeat loudness` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from backbeat.media.encode import write_audio
from tests.commands import Cli, write_clicks
from tests.engines import engine_process


def write_tone(path: Path, level_db: float, seconds: float = 4) -> Path:
    line = 10 ** (level_db / 20) * np.sin(2 * np.pi * 997 * np.arange(int(seconds * 48000)) / 48000)
    write_audio(
        path,
        np.repeat(line[:, np.newaxis], 2, axis=1).astype(np.float32),
        48000,
        "flac" if path.suffix == ".flac" else "pcm_s24le",
    )
    return path


def test_one_file_gets_every_figure(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "tone.wav", -23)
    ran = cli("loudness", "tone.wav", "-o", "report.json", "--plot", "report.png")
    assert (ran.status, ran.err) == (0, "")
    assert (tmp_path / "report.png").read_bytes()[:4] == b"\x89PNG"
    assert cli("loudness", "tone.wav", "--plot", "report.svg").status == 0
    assert "<svg" in (tmp_path / "report.svg").read_text()
    assert "integrated  -23.0 LUFS" in ran.out
    assert "ebu-r128" in ran.out.split("meets as it is: ")[1].splitlines()[0]
    kept = json.loads((tmp_path / "report.json").read_text())
    assert kept["integratedLufs"] == pytest.approx(-23, abs=0.02)
    assert kept["sampleRateHz"] == 48000
    shown = cli("loudness", "tone.wav", "--json")
    assert json.loads(shown.out) == {**kept, "writtenBy": ""}


def test_a_preset_says_what_is_missing(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "tone.wav", -20)
    ran = cli("loudness", "tone.wav", "--preset", "ebu-r128", "--preset", "netflix")
    assert ran.status == 0
    assert "ebu-r128: not met" in ran.out
    assert "FAIL integrated" in ran.out
    assert "netflix: not met" in ran.out
    assert "wanted -24 ±2 LUFS" in ran.out
    ran = cli("loudness", "tone.wav", "--preset", "nonesuch")
    assert ran.status == 2
    assert "Choose of youtube," in ran.err


def test_many_files_get_a_line_each_and_a_bad_one_spoils_no_other(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "a.wav", -23)
    write_tone(tmp_path / "b.flac", -30)
    (tmp_path / "c.wav").write_bytes(b"no sound at all")
    ran = cli("loudness", "a.wav", "b.flac", "c.wav", "d.wav")
    lines = {line.split()[0]: line.split()[1] for line in ran.out.splitlines()[1:]}
    assert lines == {"a.wav": "-23.0", "b.flac": "-30.0"}
    assert ran.status == 3
    assert "c.wav" in ran.err and "d.wav does not exist" in ran.err
    assert "Traceback" not in ran.err


def test_bad_use_is_one_sentence(cli: Cli, tmp_path: Path) -> None:
    write_clicks(tmp_path / "clicks.wav")
    for arguments in (
        ("loudness",),
        ("loudness", "clicks.wav", "clicks.wav", "-o", "x.json"),
        ("loudness", "clicks.wav", "-o", "x.txt"),
        ("loudness", "clicks.wav", "--meter", "vu"),
        ("loudness", "clicks.wav", "--track", "3"),
    ):
        ran = cli(*arguments)
        assert ran.status in (2, 3), arguments
        assert len(ran.err.strip().splitlines()) == 1
    assert not (tmp_path / "x.json").exists()


def test_pyloudnorm_may_be_asked(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "tone.wav", -23)
    ran = cli("loudness", "tone.wav", "--meter", "pyloudnorm")
    assert ran.status == 0
    assert "integrated  -23.0 LUFS" in ran.out and "(pyloudnorm)" in ran.out


def test_an_engine_measures_the_same(cli: Cli, tmp_path: Path) -> None:
    write_tone(tmp_path / "tone.wav", -18)
    with engine_process(tmp_path / "home", "--workers", "1"):
        far = cli("loudness", "tone.wav", "--json", "--engine", "auto")
    here = cli("loudness", "tone.wav", "--json")
    assert far.status == here.status == 0
    assert json.loads(far.out) == json.loads(here.out)


def test_the_presets_are_listed_with_their_grade(cli: Cli) -> None:
    ran = cli("loudness", "--list-presets")
    assert ran.status == 0
    assert len(ran.out.splitlines()) == 36
    assert "[convention" in ran.out
