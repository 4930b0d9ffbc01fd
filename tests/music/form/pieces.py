"""Songs with a known form: keys, tempos and arrangements vary, layers drop in and out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.music import synth
from tests.music.synth import RATE, Mono

_LOOPS = (
    ((0, 0), (9, 1), (5, 0), (7, 0)),
    ((9, 1), (5, 0), (0, 0), (7, 0)),
    ((0, 0), (7, 0), (9, 1), (5, 0)),
    ((2, 1), (7, 0), (0, 0), (0, 0)),
    ((0, 0), (5, 0)),
    ((9, 1), (9, 1), (5, 0), (4, 1)),
    ((5, 0), (7, 0), (4, 1), (9, 1), (2, 1), (5, 0), (7, 0), (7, 0)),
)
"""Chord progressions, a bar each: semitones above the key, and 1 for minor."""


@dataclass(frozen=True)
class Part:
    """A section as it is written."""

    label: str
    bars: int
    layers: str
    """k kick, s snare, h hats, b bass, p pad, c plucked chords, l lead, n noise riser, r roll."""
    loop: int
    """Which progression of the song."""
    level: float = 1.0


@dataclass(frozen=True)
class Piece:
    """A song and its truth."""

    samples: Mono
    bpm: float
    metre: int
    start: float
    """Seconds of the first downbeat."""
    parts: tuple[Part, ...]

    @property
    def bar_s(self) -> float:
        return self.metre * 60 / self.bpm

    @property
    def boundaries(self) -> list[float]:
        """Starts of all sections but the first, in seconds."""
        bars = np.cumsum([part.bars for part in self.parts])[:-1]
        return [float(self.start + bar * self.bar_s) for bar in bars]

    @property
    def beats(self) -> synth.Times:
        """Every beat, and the first after the last bar."""
        count = self.metre * sum(part.bars for part in self.parts) + 1
        return np.asarray(self.start + np.arange(count) * 60 / self.bpm, np.float64)


def pop(chance: np.random.Generator) -> tuple[Part, ...]:
    same = bool(chance.integers(2))
    verse, chorus, bridge = 0, (0 if same else 1), 2
    quiet = str(chance.choice(["bc", "hbc", "khc", "kshbc"]))
    full = "kshbcpl"
    long = int(chance.choice([8, 16]))
    return (
        Part("intro", 4, str(chance.choice(["c", "hp", "kh"])), verse, 0.7),
        Part("A", long, quiet, verse, 0.75),
        Part("chorus", 8, full, chorus),
        Part("A", 8, quiet, verse, 0.75),
        Part("chorus", 8, full, chorus),
        Part("breakdown", 8, str(chance.choice(["p", "pl", "bp"])), bridge, 0.6),
        Part("chorus", int(chance.choice([8, 16])), full, chorus),
        Part("outro", 4, str(chance.choice(["c", "p"])), chorus, 0.6),
    )


def club(chance: np.random.Generator) -> tuple[Part, ...]:
    once = (
        Part("breakdown", int(chance.choice([8, 16])), str(chance.choice(["p", "pc"])), 0, 0.6),
        Part("build", int(chance.choice([4, 8])), "pnr", 0, 0.7),
        Part("drop", 16, "kshbl" + str(chance.choice(["", "p", "c"])), 0),
    )
    return (
        Part("intro", int(chance.choice([8, 16])), str(chance.choice(["kh", "k"])), 0, 0.8),
        Part("A", 16, "khb", 0, 0.8),
        *once,
        Part("A", 8, "khb", 0, 0.8),
        *once,
        Part("outro", 8, "kh", 0, 0.8),
    )


def layers(chance: np.random.Generator) -> tuple[Part, ...]:
    order = chance.permutation(list("kshbcpl"))
    parts, playing = [], ""
    for number, layer in enumerate(order[:5]):
        playing += str(layer)
        if number:
            parts.append(Part("A", int(chance.choice([8, 16])), playing, 0))
    parts.append(Part("breakdown", 8, playing[:2], 0, 0.8))
    parts.append(Part("A", 16, playing, 0))
    return tuple(parts)


def drumless(chance: np.random.Generator) -> tuple[Part, ...]:
    loud = float(chance.uniform(0.8, 1.0))
    return (
        Part("A", 8, "c", 0, 0.6),
        Part("B", 8, "cl", 1, loud),
        Part("A", 8, "c", 0, 0.6),
        Part("C", 8, "pl", 2, loud),
        Part("A", 8, "c", 0, 0.6),
    )


def rock(chance: np.random.Generator) -> tuple[Part, ...]:
    return (
        Part("intro", int(chance.choice([2, 4, 8])), "kshcb", 1),
        Part("A", int(chance.choice([8, 12, 16])), "kshb" + str(chance.choice(["", "l"])), 0, 0.8),
        Part("chorus", 8, "kshbcp", 1),
        Part("A", 8, "kshb", 0, 0.8),
        Part("chorus", 8, "kshbcp", 1),
        Part("C", 8, "shbl", 2, 0.9),
        Part("chorus", 16, "kshbcp", 1),
    )


FORMS: dict[str, Callable[[np.random.Generator], tuple[Part, ...]]] = {
    "pop": pop,
    "club": club,
    "layers": layers,
    "drumless": drumless,
    "rock": rock,
}


def make(form: str, seed: int) -> Piece:
    """A song of `form`; the seed chooses everything else."""
    chance = np.random.default_rng([sum(map(ord, form)), seed])
    parts = FORMS[form](chance)
    metre = 3 if form == "drumless" and seed % 3 == 1 else 4
    bpm = float(chance.uniform(118, 150) if form == "club" else chance.uniform(72, 168))
    start = float(chance.uniform(0.1, 1.0))
    return Piece(_Band(chance, bpm, metre, start, parts).play(), bpm, metre, start, parts)


class _Band:
    """Plays the parts one after the other onto one tape."""

    def __init__(
        self,
        chance: np.random.Generator,
        bpm: float,
        metre: int,
        start: float,
        parts: tuple[Part, ...],
    ) -> None:
        self._chance = chance
        self._beat_s, self._metre, self._start, self._parts = 60 / bpm, metre, start, parts
        bars = sum(part.bars for part in parts)
        self._tape = np.zeros(round((start + (bars + 1) * metre * 60 / bpm + 1) * RATE), np.float32)
        self._key = int(chance.integers(12))
        self._loops = [_LOOPS[i] for i in chance.permutation(len(_LOOPS))[:3]]
        self._kit = {"k": synth.kick(), "s": synth.snare(seed=3), "h": 2 * synth.hat()}
        self._sounds: dict[tuple[str, int, float], Mono] = {}
        self._tunes = [chance.choice([0, 2, 4, 7, 9, 12], 16) for _ in self._loops]
        self._fills = bool(chance.integers(2))

    def play(self) -> Mono:
        bar = 0
        for part in self._parts:
            for number in range(part.bars):
                last = number == part.bars - 1 and part.bars > 4
                self._drums(part, bar, number, self._fills and last)
                self._tones(part, bar, number)
                bar += 1
        noise = self._chance.standard_normal(len(self._tape)).astype(np.float32)
        return np.asarray(0.4 * np.tanh(self._tape) + 3e-4 * noise, np.float32)

    def _put(self, sound: Mono, bar: int, beat: float, level: float) -> None:
        first = round((self._start + (bar * self._metre + beat) * self._beat_s) * RATE)
        touch = np.float32(level * self._chance.uniform(0.85, 1.1))
        self._tape[first : first + len(sound)] += touch * sound[: len(self._tape) - first]

    def _drums(self, part: Part, bar: int, number: int, fill: bool) -> None:
        for beat in range(self._metre):
            if "k" in part.layers and (beat % 2 == 0 or part.label == "drop"):
                self._put(self._kit["k"], bar, beat, part.level)
            if "s" in part.layers and (beat % 2 == 1 or (fill and beat > 1)):
                self._put(self._kit["s"], bar, beat, part.level)
            for half in (0, 0.5) if "h" in part.layers else ():
                self._put(self._kit["h"], bar, beat + half, part.level)
            if "r" in part.layers:
                done = (number + beat / self._metre) / part.bars
                for step in range(1 if done < 0.3 else 2 if done < 0.7 else 4):
                    split = 1 if done < 0.3 else 2 if done < 0.7 else 4
                    self._put(self._kit["s"], bar, beat + step / split, part.level * (0.2 + done))
        if "n" in part.layers and number == 0:
            length = round(part.bars * self._metre * self._beat_s * RATE)
            rise = np.linspace(0, 1, length, dtype=np.float32) ** 2
            hiss = np.diff(self._chance.standard_normal(length + 1)).astype(np.float32)
            self._put(0.15 * rise * hiss, bar, 0, part.level)

    def _tones(self, part: Part, bar: int, number: int) -> None:
        loop = self._loops[part.loop]
        root, minor = loop[number % len(loop)]
        root = 48 + (root + self._key) % 12
        triad = (root, root + (3 if minor else 4), root + 7)
        bar_s = self._metre * self._beat_s
        if "b" in part.layers:
            for beat in range(self._metre):
                self._put(self._tone("b", root - 12, 0.9 * self._beat_s), bar, beat, part.level)
        if "p" in part.layers:
            for note in triad:
                self._put(self._tone("p", note + 12, bar_s), bar, 0, part.level)
        if "c" in part.layers:
            for beat in range(self._metre):
                for note in triad:
                    self._put(self._tone("c", note, self._beat_s), bar, beat, 0.6 * part.level)
        if "l" in part.layers:
            for beat in range(2 * self._metre):
                step = int(self._tunes[part.loop][(beat + 5 * number) % 16])
                if self._chance.uniform() < 0.7:
                    tone = self._tone("l", 72 + self._key % 12 + step, 0.5 * self._beat_s)
                    self._put(tone, bar, beat / 2, part.level)

    def _tone(self, kind: str, midi: int, seconds: float) -> Mono:
        key = (kind, midi, round(seconds, 4))
        if key not in self._sounds:
            self._sounds[key] = _tone(kind, midi, seconds)
        return self._sounds[key]


def _tone(kind: str, midi: int, seconds: float) -> Mono:
    if kind == "c":
        return 1.2 * synth.chord((midi,), seconds)
    t = np.arange(round(seconds * RATE)) / RATE
    hz = 440 * 2 ** ((midi - 69) / 12)
    partials = {"b": (1, 0.5, 0.2), "p": (1, 0.4, 0.3, 0.1), "l": (1, 0, 0.5, 0, 0.3, 0, 0.2)}[kind]
    wave = sum(a * np.sin(2 * np.pi * hz * (k + 1) * t) for k, a in enumerate(partials))
    attack = 0.15 if kind == "p" else 0.008
    shape = np.minimum(t / attack, 1) * np.minimum((seconds - t) / 0.03, 1)
    loud = {"b": 0.3, "p": 0.1, "l": 0.16}[kind]
    return np.asarray(loud * wave * shape, np.float32)
