"""Choices and sounds for tests of placement: made here, or read from the shared test library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.foley.cues import Cue, Kind, Layer
from backbeat.foley.found import Choice, FoundSound, Heard, Placed, Samples, Take
from backbeat.foley.spine import Spine
from backbeat.media.decode import read_audio

RATE = 48000


@dataclass
class Sounds:
    """A source of what it was given, by key."""

    samples: Mapping[str, Samples]
    found: Mapping[str, FoundSound]
    broken: frozenset[str] = frozenset()
    heard: list[tuple[str, int, int]] = field(default_factory=list)
    """What was asked for: key, take, seed."""

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        self.heard.append((sound.key, take, seed))
        if sound.key in self.broken:
            raise MediaError(f"{sound.key}: cannot be read.")
        part = sound.takes[take]
        samples = self.samples[sound.key]
        cut = samples[round(part.start_s * rate) : round(part.end_s * rate)]
        return Heard(cut, rate, part.sync_s - part.start_s, sound.loops)


def sound(
    key: str,
    samples: Samples,
    sync_s: float = 0.0,
    ucs: str = "",
    loops: bool = False,
    variants: tuple[str, ...] = (),
    takes: tuple[Take, ...] = (),
) -> FoundSound:
    seconds = len(samples) / RATE
    return FoundSound(
        key=key,
        source="library",
        name=key,
        ucs=ucs,
        description=key,
        duration_s=seconds,
        takes=takes or (Take(0.0, seconds, sync_s),),
        loops=loops,
        path=f"/{key}.wav",
        variants=variants,
    )


def cue(
    number: str,
    time: Fraction | float,
    kind: Kind = Kind.EFFECT,
    layer: Layer = Layer.HARD_FX,
    **more: object,
) -> Cue:
    return Cue(number, Fraction(time), kind, layer, **more)  # type: ignore[arg-type]


def spine(seconds: Fraction | float, rate: Fraction = Fraction(25)) -> Spine:
    return Spine(rate, Fraction(seconds), ())


def choices(cues: list[Cue], chosen: FoundSound, *others: FoundSound) -> list[Choice]:
    return [Choice(each, chosen, others) for each in cues]


def thud(seconds: float = 0.4, attack_s: float = 0.02, seed: int = 0) -> Samples:
    """Noise that decays, after so much silence, as one channel."""
    time = np.arange(round(seconds * RATE)) / RATE - attack_s
    noise = np.random.default_rng(seed).standard_normal(len(time))
    made = np.where(time >= 0, noise * np.exp(-np.maximum(time, 0) / 0.06), 0.0)
    return (0.3 * made)[:, np.newaxis].astype(np.float32)


def noise(seconds: float, seed: int = 0, channels: int = 1, level: float = 0.1) -> Samples:
    """Noise that falls by 3 dB an octave, as places have it."""
    count = round(seconds * RATE)
    white = np.random.default_rng(seed).standard_normal((count, channels))
    spectrum = np.fft.rfft(white, axis=0)
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 40.0) / 40)[:, np.newaxis]
    made = np.fft.irfft(spectrum, count, axis=0)
    return (made / made.std() * level).astype(np.float32)


def attack(samples: NDArray[np.float32]) -> float:
    """Where a hit begins, in seconds: the last millisecond before its peak that is 20 dB under."""
    step = RATE // 1000
    line = np.abs(samples).max(axis=1)
    sizes = line[: len(line) // step * step].reshape(-1, step).max(axis=1)
    peak = int(sizes.argmax())
    under = np.flatnonzero(sizes[:peak] < sizes[peak] / 10)
    return float(under[-1] + 1) / 1000 if len(under) else 0.0


@dataclass(frozen=True)
class Library:
    """Sounds of the shared test library, each with its sync point."""

    sounds: Sounds

    def __getitem__(self, key: str) -> FoundSound:
        return self.sounds.found[key]


def library(shared: Path, *names: str) -> Library:
    folder = shared / "data/sfx/library"
    paths = [path for path in sorted(folder.iterdir()) if path.suffix in (".ogg", ".flac")]
    read = {
        path.stem: read_audio(path, RATE).samples
        for path in paths
        if not names or path.stem in names
    }
    series = {key: key.rstrip("0123456789") for key in read}
    found = {
        key: sound(
            key,
            samples,
            attack(samples),
            variants=tuple(other for other in read if series[other] == series[key]),
        )
        for key, samples in read.items()
    }
    return Library(Sounds(read, found))


def rendered(placed: list[Placed], seconds: float) -> Samples:
    """What was placed, added up here."""
    made = np.zeros((round(seconds * RATE), 2), np.float32)
    for each in placed:
        start = round(each.start * RATE)
        part = each.samples[: len(made) - start]
        made[start : start + len(part)] += part
    return made
