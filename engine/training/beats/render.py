"""Renders a piece to sound: adds its notes up and balances its parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.random import Generator

from training.beats.bank import (
    DRUM_LOWEST,
    DRUM_PITCHES,
    LOWEST,
    NOTE_S,
    PITCHES,
    RATE,
    STEP,
    Bank,
)
from training.beats.instruments import COLOURS, SYNTH
from training.beats.piece import Note, Part, Piece
from training.beats.synthesis import LEAD_S, Patch, Sound, Voice, drum_kit

_LEVEL_DB = {
    "drums": 0,
    "percussion": -8,
    "bass": -3,
    "chords": -5,
    "pad": -11,
    "melody": -4,
    "voice": -1,
}
_SPREAD_DB = {
    "drums": 5,
    "percussion": 4,
    "bass": 4,
    "chords": 4,
    "pad": 4,
    "melody": 4,
    "voice": 5,
}
_KICKS = (35, 36)
_ELECTRIC_KITS = (3, 4)

Player = Callable[[Note, float], tuple[Sound, float]]
"""From a note and its seconds to its sound, and how long before its beat that starts."""


def render(
    rng: Generator, piece: Piece, banks: list[Bank], start_s: float, seconds: float
) -> Sound:
    """The sound of `piece` from `start_s` on, mono at `RATE`, shape (n,), full scale about 1."""
    length = round(seconds * RATE)
    mix = np.zeros(length, np.float32)
    colours = COLOURS[piece.colours]
    pump = _pump(rng, piece, start_s, length) if piece.electronic and rng.random() < 0.5 else None
    bank = banks[rng.integers(len(banks))]
    for part in piece.parts:
        source = bank if rng.random() < 0.7 else banks[rng.integers(len(banks))]
        sound = _play(rng, piece, part, _player(rng, piece, part, colours, source), start_s, length)
        loud = _loudness(sound)
        if loud < 1e-6:
            continue
        hot = piece.colours == "metal" or piece.style in ("punk", "industrial")
        if hot and part.role in ("chords", "melody") and rng.random() < 0.6:
            sound = np.tanh(sound / loud * rng.uniform(1, 5))
            loud = _loudness(sound)
        if pump is not None and part.role in ("bass", "chords", "pad"):
            sound = sound * pump
        level = _LEVEL_DB[part.role] + rng.normal(0, _SPREAD_DB[part.role])
        mix += sound * np.float32(10 ** (level / 20) / loud)
    peak = float(np.abs(mix).max())
    return mix if peak < 1e-6 else mix / np.float32(peak)


def _loudness(sound: Sound) -> float:
    """Level of the part while it plays: the 80th percentile of 50 ms frames."""
    frames = sound[: len(sound) // 1102 * 1102].reshape(-1, 1102)
    power = np.sqrt((frames**2).mean(axis=1))
    playing = power[power > power.max() * 0.02] if len(power) and power.max() > 0 else power
    return float(np.percentile(playing, 80)) if len(playing) else 0.0


def _play(
    rng: Generator, piece: Piece, part: Part, player: Player, start_s: float, length: int
) -> Sound:
    out = np.zeros(length, np.float32)
    end_s = start_s + length / RATE
    beats = np.array([note.beat for note in part.notes])
    begins = np.interp(beats, np.arange(len(piece.times)), piece.times)
    ends = np.interp(
        [note.beat + note.beats for note in part.notes], np.arange(len(piece.times)), piece.times
    )
    late = part.late_s + rng.normal(0, 1, len(beats)) * part.jitter_s
    strum = _strum(rng, part, beats)
    voice = part.role == "voice"
    if voice:
        # Singers start phrases with more freedom in time.
        late = late + rng.normal(rng.uniform(-0.02, 0.04), rng.uniform(0.01, 0.05), len(beats))
    for note, begin, end, delay in zip(part.notes, begins, ends, late + strum, strict=True):
        if begin > end_s or end < start_s - 1:
            continue
        sound, lead = player(note, max(0.04, end - begin))
        at = round((begin + delay - lead - start_s) * RATE)
        skip = max(0, -at)
        room = length - max(at, 0)
        if skip >= len(sound) or room <= 0:
            continue
        piecewise = sound[skip : skip + room]
        out[max(at, 0) : max(at, 0) + len(piecewise)] += piecewise * np.float32(note.velocity**1.5)
    return out


def _strum(rng: Generator, part: Part, beats: np.ndarray) -> np.ndarray:
    """Delay of each note within a strummed chord, in seconds."""
    if not part.strum_s or not len(beats):
        return np.zeros(len(beats))
    _, chord, counts = np.unique(beats, return_inverse=True, return_counts=True)
    seen = np.zeros(len(counts), int)
    out = np.zeros(len(beats))
    for index, group in enumerate(chord):
        out[index] = part.strum_s * seen[group] / max(1, counts[group] - 1)
        seen[group] += 1
    return out - part.strum_s / 3


def _player(
    rng: Generator, piece: Piece, part: Part, colours: dict[str, tuple[int, ...]], bank: Bank
) -> Player:
    if part.role in ("drums", "percussion"):
        return _drummer(rng, piece, bank)
    if part.program is not None:
        program = part.program
    elif part.role == "voice":
        if rng.random() < 0.75:
            voice = Voice.draw(rng)
            return lambda note, seconds: (voice.note(note.pitch, seconds), LEAD_S)
        program = int(rng.choice([52, 53, 54, 65, 66, 40, 22, 85]))
    else:
        choices = colours[part.role]
        program = int(choices[rng.integers(len(choices))])
    if program == SYNTH or (piece.electronic and rng.random() < 0.25):
        patch = Patch.draw(rng, part.role)

        @lru_cache(maxsize=256)
        def tone(pitch: int, steps: int) -> Sound:
            return patch.note(pitch, steps / 16)

        return lambda note, seconds: (tone(note.pitch, max(1, min(96, round(seconds * 16)))), 0.0)
    release_s = rng.uniform(0.03, 0.25)
    dull = rng.random() < 0.5

    @lru_cache(maxsize=128)
    def whole(pitch: int, soft: bool) -> Sound:
        return _recorded(bank, program, pitch, soft)

    def play(note: Note, seconds: float) -> tuple[Sound, float]:
        recorded = whole(note.pitch, dull and note.velocity < 0.6)
        return _held(recorded, _ratio(note.pitch)[1], seconds, release_s), 0.0

    return play


def _ratio(pitch: int) -> tuple[int, float]:
    """The recorded note a pitch is played from, and how much faster."""
    index = int(np.clip(np.floor((pitch - LOWEST) / STEP), 0, PITCHES - 1))
    return index, float(2 ** ((pitch - LOWEST - STEP * index) / 12))


def _recorded(bank: Bank, program: int, pitch: int, soft: bool) -> Sound:
    """All that is recorded of a note, at its pitch."""
    index, ratio = _ratio(pitch)
    kept = bank.notes[program, index]
    length = int((len(kept) - 2) / ratio)
    if ratio == 1:
        sound = kept[:length].astype(np.float32)
    else:
        where = np.arange(length, dtype=np.float32) * np.float32(ratio)
        before = where.astype(np.int32)
        part = where - before
        sound = kept[before] * (1 - part) + kept[before + 1] * part
    if soft:
        sound = np.convolve(sound, np.float32([0.25, 0.5, 0.25]), mode="same")
    return sound.astype(np.float32) / np.float32(8192)


def _held(recorded: Sound, ratio: float, seconds: float, release_s: float) -> Sound:
    """The note let go after `seconds`."""
    held = int(min(seconds, NOTE_S / ratio) * RATE)
    sound = recorded[: held + int(release_s * RATE)].copy()
    if len(sound) > held:
        sound[held:] *= np.linspace(1, 0, len(sound) - held, dtype=np.float32)
    return sound


def _drummer(rng: Generator, piece: Piece, bank: Bank) -> Player:
    synthesised = drum_kit(rng) if rng.random() < (0.6 if piece.electronic else 0.05) else {}
    if synthesised and rng.random() < 0.4:
        for drum in list(synthesised):
            if rng.random() < 0.4:
                del synthesised[drum]
    kit = int(
        rng.choice(
            _ELECTRIC_KITS if piece.electronic and rng.random() < 0.7 else [0, 0, 1, 2, 5, 6]
        )
    )
    if piece.style in ("swing", "jazzballad") and rng.random() < 0.5:
        kit = 6
    tuning = rng.uniform(0.9, 1.12)
    gains = {drum: 10 ** (rng.normal(0, 2.5) / 20) for drum in range(128)}
    cache: dict[tuple[int, bool], Sound] = {}

    def hit(note: Note, _: float) -> tuple[Sound, float]:
        loud = note.velocity > 0.6
        key = (note.pitch, loud)
        if key not in cache:
            if note.pitch in synthesised:
                sound = synthesised[note.pitch]
            else:
                index = int(np.clip(note.pitch - DRUM_LOWEST, 0, DRUM_PITCHES - 1))
                kept = bank.drums[kit, index, int(loud)].astype(np.float32) / np.float32(8192)
                if not loud:
                    kept = kept * np.float32(2)
                where = np.arange(int(len(kept) / tuning)) * tuning
                sound = np.interp(where, np.arange(len(kept)), kept).astype(np.float32)
            cache[key] = sound * np.float32(gains[note.pitch])
        return cache[key], 0.0

    return hit


def _pump(rng: Generator, piece: Piece, start_s: float, length: int) -> Sound | None:
    """The gain of parts that are ducked under the kick drum."""
    kicks = [
        note.beat
        for part in piece.parts
        if part.role == "drums"
        for note in part.notes
        if note.pitch in _KICKS
    ]
    if not kicks:
        return None
    gain = np.ones(length, np.float32)
    depth, recovery = rng.uniform(0.3, 0.9), int(rng.uniform(0.1, 0.35) * RATE)
    dip = 1 - depth * (1 - np.linspace(0, 1, recovery, dtype=np.float32)) ** 1.5
    for time in np.interp(kicks, np.arange(len(piece.times)), piece.times):
        at = round((time - start_s) * RATE)
        if 0 <= at < length:
            room = min(recovery, length - at)
            gain[at : at + room] = np.minimum(gain[at : at + room], dip[:room])
    return gain
