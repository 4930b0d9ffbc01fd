"""Recorded notes: every program of a SoundFont, note by note, as arrays.

A synthesiser renders music some tens of times faster than real time. Adding up notes that were
rendered once is some hundred times faster, and hundreds of hours of music become cheap.

FluidSynth renders the notes; it is called as a program and never linked.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np
from numpy.typing import NDArray

RATE = 22050
"""Sample rate, in Hz."""
LOWEST, STEP, PITCHES = 21, 2, 44
"""MIDI notes kept: every other semitone of the piano's range."""
NOTE_S, REST_S = 3.0, 0.5
PROGRAMS = 112
"""General MIDI up to the ethnic instruments; what follows are percussion and effects."""
DRUM_LOWEST, DRUM_PITCHES, DRUM_S = 27, 61, 1.5
DRUM_VELOCITIES = (55, 115)
LATENCY = 110
"""Latency of FluidSynth in samples; skipped when a bank is read."""
KITS = (0, 8, 16, 24, 25, 32, 40)
"""General MIDI 2: standard, room, power, electronic, analogue, jazz and brush."""


@dataclass(frozen=True)
class Bank:
    """The notes of one SoundFont."""

    name: str
    notes: NDArray[np.int16]
    """shape (programs, pitches, samples)."""
    drums: NDArray[np.int16]
    """shape (kits, drums, velocities, samples)."""


def load(folder: Path) -> list[Bank]:
    """Every bank in `folder`, memory-mapped."""
    banks = []
    for card in sorted(folder.glob("*.json")):
        notes = np.load(card.with_suffix(".notes.npy"), mmap_mode="r")
        drums = np.load(card.with_suffix(".drums.npy"), mmap_mode="r")
        banks.append(Bank(card.stem, notes[..., LATENCY:], drums[..., LATENCY:]))
    return banks


def render(font: Path, name: str, folder: Path) -> None:
    """Renders all notes of `font` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    length = round((NOTE_S + REST_S) * RATE)
    notes = np.zeros((PROGRAMS, PITCHES, length), np.int16)
    for program in range(PROGRAMS):
        played = [(LOWEST + STEP * index, 100) for index in range(PITCHES)]
        notes[program] = _play(font, 0, program, played, NOTE_S, REST_S)
    drum_length = round(DRUM_S * RATE)
    drums = np.zeros((len(KITS), DRUM_PITCHES, len(DRUM_VELOCITIES), drum_length), np.int16)
    for kit, program in enumerate(KITS):
        played = [
            (DRUM_LOWEST + index, velocity)
            for index in range(DRUM_PITCHES)
            for velocity in DRUM_VELOCITIES
        ]
        drums[kit] = _play(font, 9, program, played, DRUM_S - 0.1, 0.1).reshape(drums.shape[1:])
    np.save(folder / f"{name}.notes.npy", notes)
    np.save(folder / f"{name}.drums.npy", drums)
    (folder / f"{name}.json").write_text(json.dumps({"font": font.name}) + "\n")


def _play(
    font: Path, channel: int, program: int, played: list[tuple[int, int]], on_s: float, off_s: float
) -> NDArray[np.int16]:
    """One note after another, shape (notes, samples)."""
    ticks = 960
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=1_000_000)])
    track.append(mido.Message("program_change", channel=channel, program=program))
    for pitch, velocity in played:
        track.append(mido.Message("note_on", channel=channel, note=pitch, velocity=velocity))
        held = round(on_s * ticks)
        track.append(mido.Message("note_off", channel=channel, note=pitch, time=held))
        # Silence what still rings, so that no note starts in another's tail.
        rest = round(off_s * ticks)
        track.append(mido.Message("control_change", channel=channel, control=120, time=rest))
    with tempfile.TemporaryDirectory() as temporary:
        midi, raw = Path(temporary) / "notes.mid", Path(temporary) / "notes.raw"
        mido.MidiFile(ticks_per_beat=ticks, tracks=[track]).save(midi)
        command = ["fluidsynth", "-niq", "-R0", "-C0", "-g", "0.6", "-r", str(RATE)]
        # A compressed SoundFont is unpacked at each start; this unpacks what sounds.
        command += ["-o", "synth.dynamic-sample-loading=1"]
        command += ["-T", "raw", "-O", "s16", "-F", str(raw), str(font), str(midi)]
        subprocess.run(command, check=True, capture_output=True)
        sound = np.fromfile(raw, np.int16).reshape(-1, 2).mean(axis=1)
    length = round((on_s + off_s) * RATE)
    whole = np.zeros(len(played) * length, np.int16)
    whole[: len(sound)] = sound[: len(whole)]
    return whole.reshape(len(played), length)


def main() -> None:
    """Renders one SoundFont."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("font", type=Path)
    parser.add_argument("name")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    render(arguments.font, arguments.name, arguments.folder)


if __name__ == "__main__":
    main()
