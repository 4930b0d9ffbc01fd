"""Playing along with a drummer."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import mido
import numpy as np
import pytest

from training.beats.drum_takes import Take, choose, hits, play_along, takes
from training.beats.piece import Part

HEADER = "style,bpm,beat_type,time_signature,midi_filename,duration\n"


def _midi(bars: int) -> bytes:
    track = mido.MidiTrack()
    since = 0
    for beat in range(4 * bars):
        pitch = 36 if beat % 4 == 0 else 26
        track.append(mido.Message("note_on", note=pitch, velocity=100, channel=9, time=since))
        track.append(mido.Message("note_off", note=pitch, channel=9, time=100))
        since = 380
    file = io.BytesIO()
    mido.MidiFile(ticks_per_beat=480, tracks=[track]).save(file=file)
    return file.getvalue()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A data set of two grooves and a fill."""
    path = tmp_path / "groove.zip"
    rows = "rock,120,beat,4-4,a.mid,16\njazz,60,beat,3-4,b.mid,10\nrock,120,fill,4-4,c.mid,2\n"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("groove/info.csv", HEADER + rows)
        file.writestr("groove/a.mid", _midi(8))
        file.writestr("groove/c.mid", _midi(1))
    return path


def test_only_four_four_is_listed(archive: Path) -> None:
    found = takes(archive)
    assert [(take.style, take.fill, take.beats) for take in found] == [
        ("rock", False, 32),
        ("rock", True, 4),
    ]


def test_hits_are_in_beats_and_general_midi(archive: Path) -> None:
    found = hits(takes(archive)[0])
    assert np.allclose(found.beat, np.arange(32))
    assert found.drum[:4].tolist() == [36, 46, 46, 46]


def test_bars_stay_bars_however_long_the_song(archive: Path) -> None:
    found = takes(archive)
    for seed in range(10):
        part = Part("drums")
        play_along(np.random.default_rng(seed), part, found[0], 8.0, 48.0, found)
        kicks = [note.beat for note in part.notes if note.pitch == 36]
        assert sorted(kicks) == [8.0 + 4 * bar for bar in range(12)]


def test_a_take_near_the_tempo_is_chosen(archive: Path) -> None:
    slow = Take(archive, "slow", "soul", 70, 64, False)
    fast = Take(archive, "fast", "punk", 180, 64, False)
    picked = {choose(np.random.default_rng(seed), [slow, fast], 75).name for seed in range(20)}
    assert picked == {"slow"}
