"""Validation examples: arrangements of real pop songs with known beats and bars (POP909, MIT).

The songs themselves are commercial, so nothing is ever trained on them; they stand in for real
recordings when a checkpoint is chosen. Only songs are used in whose bars the MIDI and the recording
agree.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import mido
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.beats import drum_takes, grooves
from training.beats.bank import Bank, load
from training.beats.drum_takes import Take
from training.beats.examples import RENDERED_S, Example, example_of, excerpt, produce
from training.beats.piece import Part, Piece
from training.beats.sheet import Flags, Floats

_NEAR_S = 0.12
_AGREEMENT = 0.9
_ON_BEAT_S = 0.012
_KEYBOARDS = (0, 0, 0, 1, 2, 4, 5, 24, 25, 26)
_BASSES = (32, 33, 33, 34, 35, 38)


@dataclass(frozen=True)
class Track:
    """Notes of one instrument, in seconds."""

    begin: Floats
    end: Floats
    pitch: NDArray[np.int64]
    velocity: Floats


@dataclass(frozen=True)
class Song:
    """A song with its beats."""

    tracks: dict[str, Track]
    """MELODY, BRIDGE and PIANO."""
    beats: Floats
    """Seconds, from the first downbeat on."""
    metres: list[int]
    """Beats of each bar; the sum is one less than the beats."""


def numbers(archive: Path) -> list[str]:
    """Folders of the songs in the archive."""
    with zipfile.ZipFile(archive) as file:
        return sorted(
            name.rpartition("/")[0] for name in file.namelist() if name.endswith("/beat_midi.txt")
        )


@lru_cache(maxsize=1000)
def opened(archive: Path, folder: str) -> Song | None:
    """The song; None when its bars are not certain."""
    with zipfile.ZipFile(archive) as file:
        said = np.loadtxt(io.BytesIO(file.read(f"{folder}/beat_midi.txt")))
        heard = np.loadtxt(io.BytesIO(file.read(f"{folder}/beat_audio.txt")))
        name = folder.rpartition("/")[2]
        midi = mido.MidiFile(file=io.BytesIO(file.read(f"{folder}/{name}.mid")))
    times, first = said[:, 0], said[:, 2] == 1
    if not _agree(times, first, heard[heard[:, 1] == 1, 0]):
        return None
    downbeats = np.flatnonzero(first)
    metres = np.diff(downbeats).tolist()
    kept = times[downbeats[0] : downbeats[-1] + 1]
    song = Song(_tracks(midi), kept, [int(metre) for metre in metres])
    return song if _on_beats(song) else None


def _agree(times: Floats, first: Flags, downbeats: Floats) -> bool:
    nearest = np.abs(times[None] - downbeats[:, None]).argmin(axis=1)
    near = np.abs(times[nearest] - downbeats) < _NEAR_S
    if near.mean() < _AGREEMENT:
        return False
    return bool(first[nearest][near].mean() >= _AGREEMENT)


def _on_beats(song: Song) -> bool:
    """Whether the notes that are near beats are on them."""
    begin = np.concatenate([track.begin for track in song.tracks.values()])
    away = np.abs(begin[:, None] - song.beats[None]).min(axis=1)
    return float(np.median(away[away < 0.1])) < _ON_BEAT_S


def _tracks(midi: mido.MidiFile) -> dict[str, Track]:
    tempo = next(
        (message.tempo for message in midi.tracks[0] if message.type == "set_tempo"), 500000
    )
    second = 1e6 * midi.ticks_per_beat / tempo
    out = {}
    for track in midi.tracks:
        open_notes: dict[int, tuple[int, int]] = {}
        notes = []
        tick = 0
        for message in track:
            tick += message.time
            if message.type not in ("note_on", "note_off"):
                continue
            begun = open_notes.pop(message.note, None)
            if begun:
                notes.append((begun[0] / second, tick / second, message.note, begun[1] / 127))
            if message.type == "note_on" and message.velocity:
                open_notes[message.note] = (tick, message.velocity)
        if notes:
            notes.sort()
            columns = np.array(notes)
            pitch = columns[:, 2].astype(int)
            out[track.name.strip()] = Track(columns[:, 0], columns[:, 1], pitch, columns[:, 3])
    return out


def arranged(rng: Generator, song: Song, takes: list[Take], drums: bool) -> Piece:
    """The song for a band, or without drums."""
    parts = [Part("voice" if rng.random() < 0.6 else "melody"), Part("melody")]
    parts += [Part("chords", program=int(rng.choice(_KEYBOARDS)))]
    for part, name in zip(parts, ("MELODY", "BRIDGE", "PIANO"), strict=True):
        if name in song.tracks:
            _play(part, song, song.tracks[name])
    if "PIANO" in song.tracks and (drums or rng.random() < 0.4):
        bass = Part("bass", program=int(rng.choice(_BASSES)))
        _play_bass(bass, song, song.tracks["PIANO"])
        parts.append(bass)
    if drums:
        parts.append(_drums(rng, song, takes))
    kept = [part for part in parts if part.notes]
    return Piece("pop", kept, song.metres, song.beats, [], False, "band")


def _place(song: Song, seconds: Floats) -> Floats:
    """Beats from the first downbeat; what comes before it is negative."""
    out = np.interp(seconds, song.beats, np.arange(len(song.beats)))
    return np.where(seconds < song.beats[0] - 0.02, -1.0, out)


def _play(part: Part, song: Song, track: Track) -> None:
    begin, end = _place(song, track.begin), _place(song, track.end)
    within = track.begin < song.beats[-1]
    for row in np.flatnonzero(within):
        part.play(
            float(begin[row]),
            max(0.05, float(end[row] - begin[row])),
            int(track.pitch[row]),
            float(track.velocity[row]),
        )


def _play_bass(part: Part, song: Song, track: Track) -> None:
    """The lowest note of each beat, in the bass."""
    begin = _place(song, track.begin)
    beat = np.round(begin).astype(int)
    near = np.abs(begin - beat) < 0.12
    for at in range(len(song.beats) - 1):
        rows = np.flatnonzero(near & (beat == at) & (track.pitch < 60))
        if len(rows):
            part.play(float(at), 0.9, 28 + (int(track.pitch[rows].min()) - 28) % 12, 0.75)


def _drums(rng: Generator, song: Song, takes: list[Take]) -> Part:
    part = Part("drums")
    bpm = 60 / float(np.median(np.diff(song.beats)))
    starts = np.concatenate([[0], np.cumsum(song.metres)])
    steady = all(metre == 4 for metre in song.metres)
    if steady and takes and rng.random() < 0.7:
        take = drum_takes.choose(rng, takes, bpm)
        for bar in range(0, len(song.metres), 8):
            beats = float(starts[min(bar + 8, len(song.metres))] - starts[bar])
            drum_takes.play_along(rng, part, take, float(starts[bar]), beats, takes)
        return part
    kind = str(rng.choice(["backbeat", "pop", "rim", "rock"]))
    rows = {metre: grooves.choose(rng, kind, metre, 4) for metre in set(song.metres)}
    for bar, metre in enumerate(song.metres):
        grooves.play_bar(rng, part, rows[metre], float(starts[bar]), 4, 0, 0.7)
    return part


def make(
    rng: Generator,
    archive: Path,
    names: list[str],
    takes: list[Take],
    banks: list[Bank],
    drums: bool,
) -> Example:
    """Half a minute of one of the songs."""
    song = None
    while song is None:
        song = opened(archive, names[rng.integers(len(names))])
    clean = excerpt(rng, arranged(rng, song, takes, drums), banks, RENDERED_S)
    return example_of(rng, clean)


def main() -> None:
    """Writes shards for validation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("banks", type=Path)
    parser.add_argument("scores", type=Path, help="folder with pop909.zip and groove.zip")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=2)
    parser.add_argument("--without-drums", action="store_true")
    arguments = parser.parse_args()
    archive, banks = arguments.scores / "pop909.zip", load(arguments.banks)
    names, takes = numbers(archive), drum_takes.takes(arguments.scores / "groove.zip")
    drums = not arguments.without_drums
    produce(
        arguments.folder,
        range(arguments.first, arguments.first + arguments.count),
        lambda rng: make(rng, archive, names, takes, banks, drums),
    )


if __name__ == "__main__":
    main()
