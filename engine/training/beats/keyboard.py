"""Solo keyboard music for two hands, as in sonatas, studies and fugues: music without drums."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

from training.beats.harmony import Chord, Key
from training.beats.piece import Part

RIGHT = ("tune", "tune", "tune", "runs", "arpeggio", "chords", "repeated", "counter", "octaves")
LEFT = ("alberti", "broken", "chords", "afterbeats", "octaves", "runs", "counter", "long", "rest")
_FASTEST_S = 0.07
"""Shortest distance of notes in a longer passage, in seconds."""


@dataclass(frozen=True)
class Hand:
    """The pattern that one hand plays for some bars."""

    texture: str
    notes: int
    """Notes to a beat."""
    order: tuple[int, ...]
    """In which order the notes of a chord are broken."""


def take_up(rng: Generator, left: bool, bpm: float, division: int) -> Hand:
    """A random pattern for one hand that is playable at this tempo."""
    choices = (1, 2, 3, 6) if division == 3 else (1, 2, 2, 3, 4, 4, 4, 6, 8)
    notes = int(rng.choice([n for n in choices if 60 / bpm / n >= _FASTEST_S]))
    order = ((0, 2, 1, 2), (0, 1, 2, 3), (3, 2, 1, 0), (0, 1, 2, 1), (0, 2, 3, 2), (0, 1, 3, 2))
    return Hand(
        str(rng.choice(LEFT if left else RIGHT)), notes, order[int(rng.integers(len(order)))]
    )


def play_hand(
    rng: Generator,
    part: Part,
    hand: Hand,
    chords: list[Chord],
    key: Key,
    start: float,
    metre: int,
    lift: int,
    loudness: float,
) -> None:
    """One bar of `hand` from beat `start`; `lift` semitones above the chords."""
    step = 1 / hand.notes
    degree = int(rng.integers(3, 10))
    down = int(rng.choice([-1, 1]))
    for index in range(metre * hand.notes):
        beat = index * step
        chord = next((c for c in reversed(chords) if c.start <= beat + 1e-6), chords[0])
        stress = 0.1 * (index == 0) + 0.05 * (index % hand.notes == 0)
        velocity = loudness + stress * rng.random() * 1.5 + rng.normal(0, 0.05)
        spread = (*chord.pitches, chord.pitches[0] + 12, chord.pitches[1] + 12)
        at = start + beat
        match hand.texture:
            case "runs":
                degree += down
                if not 0 <= degree <= 14 or rng.random() < 0.06:
                    down = -down
                part.play(at, step, key.note(max(0, degree)) + lift, velocity)
            case "arpeggio" | "alberti" | "broken":
                wide = 12 * (index // 4 % 3) if hand.texture == "arpeggio" else 0
                pitch = spread[hand.order[index % len(hand.order)]] + wide + lift
                part.play(at, step * rng.choice([0.95, 2.0]), pitch, velocity)
            case "repeated":
                part.play(at, step * 0.6, chord.pitches[-1] + lift, velocity)
            case "counter":
                degree = max(1, min(13, degree + int(rng.choice([-2, -1, -1, 0, 1, 1, 2]))))
                if rng.random() < 0.7:
                    long = step * rng.choice([1, 1, 2])
                    part.play(at, long, key.note(degree) + lift, velocity)
            case "tune":
                _sing(rng, part, key, at, beat, lift, velocity)
            case "chords" | "afterbeats" | "octaves" | "long":
                _strike(rng, part, hand, chord, index, at, lift, velocity)


def _sing(
    rng: Generator, part: Part, key: Key, at: float, beat: float, lift: int, velocity: float
) -> None:
    """Now and then a note of a tune, with an ornament."""
    strong = abs(beat - round(beat)) < 1e-6
    if rng.random() > (0.6 if strong else 0.25):
        return
    pitch = key.note(int(rng.integers(4, 12))) + lift
    if rng.random() < 0.06:
        for turn in range(4):
            part.play(at + turn * 0.12, 0.15, pitch + 2 * (turn % 2), velocity)
        return
    if rng.random() < 0.06:
        part.play(at - 0.06, 0.06, pitch + 1, velocity - 0.1)
    part.play(at, float(rng.choice([0.5, 1, 1.5, 2])), pitch, velocity + 0.12)


def _strike(
    rng: Generator,
    part: Part,
    hand: Hand,
    chord: Chord,
    index: int,
    at: float,
    lift: int,
    velocity: float,
) -> None:
    off = index % hand.notes
    if hand.texture == "long" and index:
        return
    if hand.texture == "afterbeats" and off == 0 and hand.notes > 1:
        if index == 0:
            part.play(at, 0.5, chord.root - 12 + lift, velocity)
        return
    if hand.texture == "chords" and rng.random() < (0.25 if off == 0 else 0.6):
        return
    pitches = (
        (chord.root, chord.root - 12) if hand.texture in ("octaves", "long") else chord.pitches
    )
    held = 3.5 if hand.texture == "long" else 0.9 / hand.notes
    for pitch in pitches:
        part.play(at, held, pitch + lift, velocity)
