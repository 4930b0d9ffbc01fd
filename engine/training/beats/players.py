"""Makes the notes of bass, chords and melody from harmony and figures."""

from __future__ import annotations

from numpy.random import Generator

from training.beats.figures import ARPEGGIOS, BASS, BASS_COMPOUND, CHORDS, CHORDS_COMPOUND
from training.beats.grooves import swung
from training.beats.harmony import Chord, Key
from training.beats.piece import Part


def figure(rng: Generator, mode: str, division: int, kind: str) -> str:
    """A rhythm of `mode` for `kind` bass or chords."""
    if kind == "bass":
        table = BASS if division == 4 else BASS_COMPOUND
    else:
        table = CHORDS if division == 4 else CHORDS_COMPOUND
    rows = table.get(mode) or table["root" if kind == "bass" else "block"]
    return rows[rng.integers(len(rows))]


def play_bass(
    rng: Generator,
    part: Part,
    row: str,
    chords: list[Chord],
    start: float,
    metre: int,
    division: int,
    swing: float,
    push: bool,
) -> None:
    """One bar of bass from beat `start`."""
    steps = metre * division
    row = (row * (steps // len(row) + 1))[:steps]
    marks = [index for index, mark in enumerate(row) if mark != "."]
    for place, step in enumerate(marks):
        beat = step / division
        chord = _sounding(chords, beat)
        until = marks[place + 1] if place + 1 < len(marks) else steps
        mark = row[step]
        pitch = chord.root - 12
        if mark in "5":
            pitch += 7 if rng.random() < 0.7 else -5
        elif mark == "8":
            pitch += 12
        elif mark == "3":
            pitch += chord.pitches[1] - chord.root
        elif mark == "w" and step:
            pitch += int(rng.choice([0, 2, 4, 5, 7, 9, 10, 11, -1, -2]))
        beats = (
            min(0.45, (until - step) / division)
            if mark == "r"
            else (until - step) / division * 0.95
        )
        early = 0.5 if push and step == 0 and start > 0 else 0.0
        part.play(
            start + swung(beat, swing) - early,
            beats + early,
            pitch,
            0.8 + 0.1 * (step % division == 0) + rng.normal(0, 0.05),
        )


def play_chords(
    rng: Generator,
    part: Part,
    mode: str,
    row: str,
    chords: list[Chord],
    start: float,
    metre: int,
    division: int,
    swing: float,
    push: bool,
    lift: int,
    loudness: float,
) -> None:
    """One bar of chords, struck or broken, from beat `start`."""
    if mode in ARPEGGIOS:
        _arpeggio(rng, part, mode, row, chords, start, metre, division, swing, lift, loudness)
        return
    steps = metre * division
    row = (row * (steps // len(row) + 1))[:steps]
    if mode in ("oompah", "boomchick") and part.role == "chords":
        part.play(start, 0.6, chords[0].root - 12 + lift, loudness)
    marks = [index for index, mark in enumerate(row) if mark != "."]
    for place, step in enumerate(marks):
        beat = step / division
        chord = _sounding(chords, beat)
        until = marks[place + 1] if place + 1 < len(marks) else steps
        long = (until - step) / division
        beats = min(0.3, long) if row[step] == "r" else long * 0.96
        early = 0.5 if push and step == 0 and start > 0 else 0.0
        strength = loudness + 0.08 * (step % division == 0) + rng.normal(0, 0.04)
        pitches = chord.pitches if rng.random() < 0.8 else (*chord.pitches, chord.pitches[0] + 12)
        for pitch in pitches:
            part.play(start + swung(beat, swing) - early, beats + early, pitch + lift, strength)


def _arpeggio(
    rng: Generator,
    part: Part,
    mode: str,
    row: str,
    chords: list[Chord],
    start: float,
    metre: int,
    division: int,
    swing: float,
    lift: int,
    loudness: float,
) -> None:
    # The row's length, drawn once for a section, fixes speed and order, so that bars are alike.
    speed = {"alberti": 2, "fingers": 2, "counter": 2}.get(
        mode, (1, 2, 2, 4)[len(row) * ord(row[0]) % 4 if division == 4 else 1]
    )
    step_beats = 1 / division if division == 3 else 1 / speed
    count = round(metre / step_beats)
    orders = ((0, 1, 2, 3), (0, 2, 1, 2), (3, 2, 1, 0), (0, 1, 2, 1), (0, 2, 3, 2))
    order = (0, 2, 1, 2) if mode == "alberti" else orders[ord(row[-1]) * len(row) % len(orders)]
    walk = int(rng.integers(0, 4))
    for index in range(count):
        beat = index * step_beats
        chord = _sounding(chords, beat)
        notes = [*chord.pitches, chord.pitches[0] + 12, chord.pitches[1] + 12]
        if mode == "counter":
            walk = max(0, min(len(notes) - 1, walk + int(rng.choice([-1, 0, 1, 1, -1]))))
            if rng.random() < 0.2:
                continue
            pitch = notes[walk]
        else:
            pitch = notes[order[index % len(order)]]
        on_beat = abs(beat - round(beat)) < 1e-6
        strength = (
            loudness + (0.12 if index == 0 else 0.05 if on_beat else -0.05) + rng.normal(0, 0.04)
        )
        if mode == "fingers" and on_beat:
            part.play(
                start + beat, 0.9, chord.root - 12 + (7 if round(beat) % 2 else 0) + lift, strength
            )
        part.play(
            start + swung(beat, swing), step_beats * rng.choice([0.9, 1.5]), pitch + lift, strength
        )


def _sounding(chords: list[Chord], beat: float) -> Chord:
    return next((chord for chord in reversed(chords) if chord.start <= beat + 1e-6), chords[0])


def motif(rng: Generator, metre: int, division: int, busy: float) -> list[tuple[float, float]]:
    """Rhythm of a phrase of two bars: starts and lengths in beats."""
    grid = 1 / 3 if division == 3 else float(rng.choice([1.0, 0.5, 0.5, 0.5, 0.25]))
    steps = round(2 * metre / grid)
    weights = []
    for step in range(steps):
        beat = step * grid
        strong = abs(beat - round(beat)) < 1e-6
        weights.append(busy * (1.0 if strong else 0.75) * (0.25 if beat > 2 * metre - 1.5 else 1))
    starts = [step * grid for step in range(steps) if rng.random() < weights[step]]
    out = []
    for index, start in enumerate(starts):
        until = starts[index + 1] if index + 1 < len(starts) else start + rng.uniform(0.5, 2)
        out.append((start, min(until - start, rng.choice([0.5, 1, 2, 4])) * rng.uniform(0.6, 1.0)))
    return out


def play_melody(
    rng: Generator,
    part: Part,
    rhythm: list[tuple[float, float]],
    degrees: list[int],
    key: Key,
    start: float,
    swing: float,
    lift: int,
) -> None:
    """A phrase over two bars from beat `start`."""
    for (beat, beats), degree in zip(rhythm, degrees, strict=False):
        part.play(
            start + swung(beat, swing), beats, key.note(degree) + lift, 0.75 + rng.normal(0, 0.08)
        )


def contour(rng: Generator, length: int) -> list[int]:
    """Scale degrees that mostly step."""
    degree = int(rng.integers(5, 12))
    out = []
    for _ in range(length):
        degree = max(2, min(16, degree + int(rng.choice([-3, -2, -1, -1, 0, 1, 1, 2, 3]))))
        out.append(degree)
    return out
