"""Who plays a composition: from the song as written to string quartets, winds and synthesisers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from training.beats.instruments import SYNTH
from training.beats.performance import Performance
from training.beats.piece import Note, Part, Piece
from training.beats.sheet import Flags, Sheet

BEFORE_S = 4.0
"""A piece in seconds begins this long before its window, so that notes may ring into it."""
_SOLOISTS = (40, 40, 42, 41, 68, 71, 73, 65, 66, 56, 60, 22, 75, 11, 21, 70, SYNTH)
_COMPANIONS = (0, 0, 0, 1, 2, 3, 6, 46, 24, 25, 19, 4, 5, 45, 48)
_FOURS: dict[str, tuple[tuple[int, ...], ...]] = {
    "strings": ((40, 40, 41, 42), (40, 40, 41, 42), (48, 48, 48, 48), (49, 49, 41, 42)),
    "pizzicato": ((45, 45, 45, 45), (40, 45, 45, 45)),
    "winds": ((73, 68, 71, 70), (73, 71, 60, 70), (68, 68, 69, 70), (71, 71, 71, 70)),
    "brass": ((56, 56, 60, 58), (56, 60, 57, 58), (61, 61, 61, 58), (60, 60, 57, 57)),
    "saxophones": ((64, 65, 66, 67),),
    "choir": ((52, 52, 52, 52), (53, 52, 52, 53), (52, 52, 19, 19)),
    "plucked": (
        (24, 24, 24, 24),
        (46, 46, 46, 46),
        (15, 25, 25, 32),
        (6, 6, 6, 6),
        (105, 25, 25, 32),
    ),
    "struck": (
        (11, 11, 12, 12),
        (12, 12, 12, 12),
        (9, 8, 0, 0),
        (10, 46, 46, 43),
        (13, 12, 12, 32),
    ),
    "organ": ((19, 19, 19, 19), (16, 16, 16, 16), (21, 21, 21, 21), (20, 20, 20, 20)),
    "pad": ((73, 48, 48, 48), (68, 48, 48, 42), (40, 51, 51, 51), (SYNTH, 89, 89, 38)),
    "orchestra": ((73, 48, 60, 43), (40, 68, 48, 42), (48, 48, 61, 58), (71, 48, 48, 43)),
    "synthesiser": ((SYNTH, SYNTH, SYNTH, SYNTH), (80, 81, SYNTH, 38), (80, 80, 80, 80)),
}
_KINDS = ("strings", "winds", "brass", "plucked", "struck", "organ", "pad", "orchestra", "choir")


@dataclass(frozen=True)
class Seat:
    """One player, and the rows of the sheet that are theirs."""

    role: str
    program: int | None
    rows: Flags
    lift: int = 0
    """Semitones up."""


@dataclass(frozen=True)
class Ensemble:
    """Everybody."""

    name: str
    seats: tuple[Seat, ...]
    keyboard: bool
    """Whether a pair of hands plays, with a keyboard's ways."""


def ensemble(rng: Generator, sheet: Sheet) -> Ensemble:
    """Players for the piece."""
    sung = np.array(sheet.sung)[sheet.part]
    if sung.any() and not sung.all():
        return _song(rng, sheet, sung)
    if len(sheet.sung) >= 3:
        return _parts(rng, sheet)
    return _keyboard(rng, np.ones(len(sheet.part), bool))


def _song(rng: Generator, sheet: Sheet, sung: Flags) -> Ensemble:
    name = str(
        rng.choice(
            ["song", "duo", "piano", "accompaniment", "four"], p=[0.25, 0.18, 0.27, 0.1, 0.2]
        )
    )
    if name == "song":
        voice = Seat("voice", None, sung)
        return Ensemble(name, (voice, Seat("chords", _piano(rng), ~sung)), keyboard=True)
    if name == "duo":
        solo = Seat("melody", int(rng.choice(_SOLOISTS)), sung)
        companion = int(rng.choice(_COMPANIONS))
        return Ensemble(name, (solo, Seat("chords", companion, ~sung)), companion < 8)
    if name == "piano":
        return _keyboard(rng, np.ones(len(sung), bool))
    if name == "accompaniment":
        return _keyboard(rng, ~sung)
    kind = str(rng.choice(_KINDS))
    lead, high, middle, low = _programs(rng, kind)
    splits = np.quantile(sheet.pitch[~sung], [0.3, 0.6])
    below = sheet.pitch < splits[0]
    above = sheet.pitch >= splits[1]
    seats = (
        Seat("melody", lead, sung),
        Seat("chords", high, ~sung & above),
        Seat("chords", middle, ~sung & ~above & ~below),
        Seat("bass", low, ~sung & below),
    )
    return Ensemble(kind, seats, keyboard=False)


def _parts(rng: Generator, sheet: Sheet) -> Ensemble:
    kinds = ["strings", "piano", *[kind for kind in _FOURS if kind != "strings"]]
    weights = np.array([0.45, 0.12, *[0.43 / (len(kinds) - 2)] * (len(kinds) - 2)])
    kind = str(rng.choice(kinds, p=weights))
    if kind == "piano":
        return _keyboard(rng, np.ones(len(sheet.part), bool))
    programs = _programs(rng, kind)
    parts = len(sheet.sung)
    seats = []
    for part in range(parts):
        role = "melody" if part == 0 else "bass" if part == parts - 1 else "chords"
        program = programs[min(3, part * 4 // parts)]
        seats.append(Seat(role, program, sheet.part == part))
    if kind in ("strings", "orchestra") and rng.random() < 0.15:
        seats.append(Seat("bass", 43, sheet.part == parts - 1, lift=-12))
    return Ensemble(kind, tuple(seats), keyboard=False)


def _keyboard(rng: Generator, rows: Flags) -> Ensemble:
    program = _piano(rng) if rng.random() < 0.85 else int(rng.choice([4, 5, 6, 7, 19, 46, 24, 25]))
    return Ensemble("piano", (Seat("chords", program, rows),), keyboard=True)


def _piano(rng: Generator) -> int:
    return int(rng.choice([0, 0, 0, 0, 1, 2, 3]))


def _programs(rng: Generator, kind: str) -> tuple[int, ...]:
    choices = _FOURS[kind]
    return choices[rng.integers(len(choices))]


def seated(
    rng: Generator,
    sheet: Sheet,
    done: Performance,
    players: Ensemble,
    start_s: float,
    length_s: float,
) -> Piece:
    """The notes of a window as a piece whose beats are seconds, from `BEFORE_S` before it."""
    shift = int(rng.integers(-4, 4)) if rng.random() < 0.6 else 0
    heard = (done.end > start_s - BEFORE_S) & (done.begin < start_s + length_s)
    parts = []
    for seat in players.seats:
        part = Part(seat.role, program=seat.program)
        for row in np.flatnonzero(heard & seat.rows):
            pitch = int(sheet.pitch[row]) + shift + seat.lift
            begin = float(done.begin[row]) - start_s + BEFORE_S
            held = float(done.end[row] - done.begin[row])
            if begin >= 0 and 21 <= pitch <= 108:
                part.notes.append(Note(begin, held, pitch, float(done.velocity[row])))
        if part.notes:
            parts.append(part)
    times = np.arange(np.ceil(length_s + BEFORE_S) + 8)
    return Piece(players.name, parts, [], times, [], players.name == "synthesiser", "orchestra")
