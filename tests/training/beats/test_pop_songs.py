"""Songs whose beats and bars are known."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import mido
import numpy as np
import pytest

from training.beats.pop_songs import arranged, numbers, opened


def _archive(folder: Path, *, shift: float = 0.0, bars: int = 12) -> Path:
    """A song at 120 beats a minute whose notes are `shift` seconds after the beats."""
    tracks = [mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500_000)])]
    for name in ("MELODY", "BRIDGE", "PIANO"):
        track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
        wait = round(960 * (0.5 + shift))
        for _ in range(4 * bars):
            track.append(mido.Message("note_on", note=55, velocity=90, time=wait))
            track.append(mido.Message("note_off", note=55, time=200))
            wait = 280
        tracks.append(track)
    midi = io.BytesIO()
    mido.MidiFile(ticks_per_beat=480, tracks=tracks).save(file=midi)
    beats = [(0.5 + 0.5 * beat, int(beat % 4 == 2)) for beat in range(4 * bars)]
    path = folder / f"pop{shift}.zip"
    with zipfile.ZipFile(path, "w") as file:
        said = "".join(f"{time} 0.0 {first}.0\n" for time, first in beats)
        heard = "".join(
            f"{time + 0.03}\t{(beat - 2) % 4 + 1}.0\n" for beat, (time, _) in enumerate(beats)
        )
        file.writestr("POP/7/beat_midi.txt", said)
        file.writestr("POP/7/beat_audio.txt", heard)
        file.writestr("POP/7/7.mid", midi.getvalue())
    return path


def test_a_song_begins_on_its_first_downbeat(tmp_path: Path) -> None:
    archive = _archive(tmp_path)
    (folder,) = numbers(archive)
    song = opened(archive, folder)
    assert song is not None
    assert song.metres == [4] * 11
    assert song.beats[0] == pytest.approx(1.5)
    assert song.tracks["PIANO"].begin[0] == pytest.approx(0.5)


def test_notes_keep_their_place_in_the_bar(tmp_path: Path) -> None:
    archive = _archive(tmp_path)
    song = opened(archive, numbers(archive)[0])
    assert song is not None
    for drums in (False, True):
        piece = arranged(np.random.default_rng(0), song, [], drums)
        assert any(part.role == "drums" for part in piece.parts) == drums
        for part in piece.parts:
            if part.role in ("voice", "melody", "chords"):
                beats = np.array([note.beat for note in part.notes])
                assert np.allclose(beats, np.round(beats), atol=1e-3)
                assert beats.min() >= 0


def test_a_song_whose_notes_are_beside_its_beats_is_left_out(tmp_path: Path) -> None:
    archive = _archive(tmp_path, shift=0.04)
    assert opened(archive, numbers(archive)[0]) is None
