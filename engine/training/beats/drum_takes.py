"""Drummers' performances, to play along with: the Groove MIDI Dataset (Gillick et al., CC BY 4.0)."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import mido
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from training.beats.piece import Part

_GENERAL_MIDI = {22: 42, 26: 46, 58: 43, 40: 38}
"""What the electronic kit sends for rims and edges, and the nearest drum of General MIDI."""
_NEAR = 0.3
"""How far a take may be from the tempo it is played at, as a logarithm."""


@dataclass(frozen=True)
class Take:
    """What is known of a performance without opening it."""

    archive: Path
    name: str
    style: str
    bpm: float
    beats: float
    """Length, in quarters."""
    fill: bool


@dataclass(frozen=True)
class Hits:
    """A performance; beats in quarters from its first downbeat."""

    beat: NDArray[np.float64]
    drum: NDArray[np.int64]
    velocity: NDArray[np.float64]


def takes(archive: Path) -> list[Take]:
    """The performances in 4/4 in the data set's archive."""
    with zipfile.ZipFile(archive) as file:
        index = next(name for name in file.namelist() if name.endswith("info.csv"))
        rows = list(csv.DictReader(io.StringIO(file.read(index).decode())))
    folder = index.removesuffix("info.csv")
    return [
        Take(
            archive,
            folder + row["midi_filename"],
            row["style"],
            float(row["bpm"]),
            float(row["duration"]) * float(row["bpm"]) / 60,
            row["beat_type"] == "fill",
        )
        for row in rows
        if row["time_signature"] == "4-4"
    ]


@lru_cache(maxsize=2000)
def hits(take: Take) -> Hits:
    """Opens a performance."""
    with zipfile.ZipFile(take.archive) as file:
        midi = mido.MidiFile(file=io.BytesIO(file.read(take.name)))
    found = []
    for track in midi.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == "note_on" and message.velocity > 0:
                drum = _GENERAL_MIDI.get(message.note, message.note)
                found.append((tick / midi.ticks_per_beat, drum, message.velocity / 127))
    found.sort()
    beat, drum, velocity = zip(*found, strict=True) if found else ((), (), ())
    return Hits(np.array(beat, float), np.array(drum, int), np.array(velocity, float))


def choose(rng: Generator, among: list[Take], bpm: float) -> Take:
    """A take that was played at about this tempo."""
    near = [
        take
        for take in among
        if not take.fill and take.beats >= 16 and abs(np.log(bpm / take.bpm)) < _NEAR
    ]
    return near[rng.integers(len(near))] if near else among[rng.integers(len(among))]


def play_along(
    rng: Generator, part: Part, take: Take, start: float, beats: float, among: list[Take]
) -> None:
    """Fills `beats` quarters of 4/4 from `start`, a downbeat, with bars of the take.

    The last bar is now and then a fill by one of `among`.
    """
    whole = hits(take)
    bars = int(take.beats // 4)
    if bars < 1 or not len(whole.beat):
        return
    at = 4 * int(rng.integers(0, max(1, bars - int(beats // 4) + 1)))
    fills = [each for each in among if each.fill]
    closing = rng.random() < 0.5 and beats >= 8 and bool(fills)
    done = 0.0
    while done < beats:
        some = min(beats - done - 4 * closing, 4 * bars - at)
        if some <= 0:
            if closing and done >= beats - 4:
                break
            at = 0
            continue
        _copy(part, whole, at, some, start + done)
        done += some
        at = 0
        if closing and done >= beats - 4:
            break
    if closing:
        filled = hits(fills[rng.integers(len(fills))])
        _copy(part, filled, 0, 4, start + beats - 4)


def _copy(part: Part, whole: Hits, at: float, beats: float, to: float) -> None:
    # A hit that anticipates the downbeat belongs to it.
    early = 0.12
    rows = (whole.beat >= at - early) & (whole.beat < at + beats - early)
    for beat, drum, velocity in zip(
        whole.beat[rows], whole.drum[rows], whole.velocity[rows], strict=True
    ):
        part.play(max(0.0, to + beat - at), 0.2, int(drum), float(velocity))
