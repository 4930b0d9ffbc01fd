"""Keys and chord progressions."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.random import Generator

MAJOR, MINOR, DORIAN, MIXOLYDIAN = (
    (0, 2, 4, 5, 7, 9, 11),
    (0, 2, 3, 5, 7, 8, 10),
    (0, 2, 3, 5, 7, 9, 10),
    (0, 2, 4, 5, 7, 9, 10),
)
PROGRESSIONS = (
    (0, 4, 5, 3),
    (0, 5, 3, 4),
    (5, 3, 0, 4),
    (1, 4, 0, 0),
    (0, 3, 0, 4),
    (0, 3, 4, 3),
    (5, 4, 3, 4),
    (0, 2, 3, 4),
    (0, 0, 3, 4),
    (1, 4, 2, 5),
    (0, 6, 3, 0),
    (0, 3),
    (0, 4),
    (0, 6, 5, 6),
    (0, 0, 0, 0),
    (0, 5, 1, 4),
    (3, 0, 4, 5),
    (0, 6),
    (0, 5, 6, 6),
    (0, 0, 4, 0),
    (2, 5, 1, 4),
    (0, 2, 5, 3),
    (3, 4, 2, 5),
)
BLUES = (
    (0, 0, 0, 0, 3, 3, 0, 0, 4, 3, 0, 4),
    (0, 3, 0, 0, 3, 3, 0, 0, 4, 4, 0, 0),
    (0, 0, 0, 0, 3, 3, 0, 0, 4, 3, 0, 0),
)


@dataclass(frozen=True)
class Chord:
    """A chord and its duration."""

    start: float
    """Beats from the start of its bar."""
    beats: float
    root: int
    """MIDI note in the octave below middle C."""
    pitches: tuple[int, ...]


@dataclass(frozen=True)
class Key:
    """Tonic and scale."""

    tonic: int
    scale: tuple[int, ...]

    def note(self, degree: int) -> int:
        """The MIDI note of a scale degree; 0 is the tonic."""
        octave, step = divmod(degree, 7)
        return self.tonic + 12 * octave + self.scale[step]


def choose_key(rng: Generator) -> Key:
    """Any key, major and minor most."""
    scales = (MAJOR, MAJOR, MAJOR, MINOR, MINOR, DORIAN, MIXOLYDIAN)
    return Key(int(rng.integers(40, 52)), scales[rng.integers(len(scales))])


def progression(
    rng: Generator, key: Key, style: str, metre: int, rate: int, bars: int
) -> list[list[Chord]]:
    """Chords of each of `bars` bars, a pattern repeated.

    Args:
        rng: random generator of this piece.
        key: the key.
        style: blues has its own form.
        metre: beats in a bar.
        rate: bars to a chord, -2 for two chords in a bar, 0 for changes where they fall.
        bars: how many.
    """
    blues = style in ("shuffle", "slowblues", "acousticblues", "swing") and rng.random() < 0.6
    degrees = (
        BLUES[rng.integers(len(BLUES))] if blues else PROGRESSIONS[rng.integers(len(PROGRESSIONS))]
    )
    if blues:
        rate = 1
    sevenths = rng.random() < (
        0.8
        if style in ("swing", "jazzballad", "bossa", "fusion", "funk", "soul") or blues
        else 0.15
    )
    power = style in ("metal", "punk") and rng.random() < 0.8
    out = []
    if rate == 0:
        return _free(rng, key, degrees, metre, bars, sevenths, power)
    for bar in range(bars):
        if rate == -2:
            half = metre / 2 if metre != 3 else 2
            pair = [degrees[(2 * bar + index) % len(degrees)] for index in (0, 1)]
            out.append(
                [
                    _chord(key, pair[0], 0, half, sevenths, power),
                    _chord(key, pair[1], half, metre - half, sevenths, power),
                ]
            )
        else:
            out.append(
                [_chord(key, degrees[bar // rate % len(degrees)], 0, metre, sevenths, power)]
            )
    return out


def _free(
    rng: Generator,
    key: Key,
    degrees: tuple[int, ...],
    metre: int,
    bars: int,
    sevenths: bool,
    power: bool,
) -> list[list[Chord]]:
    """A pattern of two or four bars whose chords change mostly on downbeats."""
    pattern = int(rng.choice([2, 4]))
    cycle: list[list[tuple[float, int]]] = []
    number = 0
    for _ in range(pattern):
        changes = []
        for beat in range(metre):
            if rng.random() < (0.8 if beat == 0 else 0.3 if 2 * beat == metre else 0.12):
                changes.append((float(beat), degrees[number % len(degrees)]))
                number += 1
        cycle.append(changes)
    out, sounding = [], degrees[-1]
    for bar in range(bars):
        changes = cycle[bar % pattern]
        if not changes or changes[0][0] > 0:
            changes = [(0.0, sounding), *changes]
        ends = [start for start, _ in changes[1:]] + [float(metre)]
        out.append(
            [
                _chord(key, degree, start, end - start, sevenths, power)
                for (start, degree), end in zip(changes, ends, strict=True)
            ]
        )
        sounding = changes[-1][1]
    return out


def _chord(key: Key, degree: int, start: float, beats: float, sevenths: bool, power: bool) -> Chord:
    root = key.note(degree)
    steps = (0, 4, 7) if power else ((0, 2, 4, 6) if sevenths else (0, 2, 4))
    pitches = (
        (root, root + 7, root + 12) if power else tuple(key.note(degree + step) for step in steps)
    )
    return Chord(start, beats, root, pitches)
