"""Recordings to choose by: sound, and the beats that are in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbeat.media.decode import read_audio
from training.beats.bank import RATE, Bank
from training.beats.renderings import SECONDS, Material, write
from training.beats.score_examples import Library


@pytest.fixture
def material(tones: Bank, tmp_path: Path) -> Material:
    return Material(tmp_path / "none.zip", [], Library([], [], [], [tones]))


def test_a_recording_has_its_beats_beside_it(material: Material, tmp_path: Path) -> None:
    write(tmp_path, "gen", 0, material)
    truth = json.loads((tmp_path / "gen-000.json").read_text())
    sound = read_audio(tmp_path / "gen-000.wav", RATE, channels=1).samples
    assert 0.9 * SECONDS <= len(sound) / RATE <= SECONDS
    assert len(truth["beats"]) > 20
    assert set(truth["downbeats"]) <= set(truth["beats"])
    assert all(0 <= time < SECONDS for time in truth["beats"])


def test_the_same_number_is_the_same_recording(material: Material, tmp_path: Path) -> None:
    folders = (tmp_path / "one", tmp_path / "other")
    for folder in folders:
        folder.mkdir()
        write(folder, "gen", 3, material)
    one, other = ((folder / "gen-003.wav").read_bytes() for folder in folders)
    assert one == other


def test_what_is_there_stays(material: Material, tmp_path: Path) -> None:
    (tmp_path / "gen-000.json").write_text("{}")
    write(tmp_path, "gen", 0, material)
    assert not (tmp_path / "gen-000.wav").exists()
