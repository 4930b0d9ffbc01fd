"""Sound as a guide records it: hits at known moments in rooms, under speech, music and noise.

Everything is made: hits and beds by `foley.synthesis`, speech by eSpeak NG, music by the few lines
below. No recording is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from backbeat.foley.synthesis.catalogue import recipe_named, recipes
from backbeat.foley.synthesis.making import make
from backbeat.foley.synthesis.recipe import Character
from training.lips.espeak import Espeak
from training.lips.words import LANGUAGES, SPEAKERS, dictionary, sentence

Float32s = NDArray[np.float32]

RATE = 48_000
SECONDS = 12.0
_HITS = tuple(
    one.name
    for one in recipes()
    if one.name.split()[0] in ("footstep", "impact", "click", "punch", "slap")
    or one.name.startswith(("door wood", "door metal", "door glass", "glass", "explosion"))
    or one.name in ("door knock", "water splash", "water drip", "coins", "keys")
)
_WHOLE_S = 0.35
"""How long after a hit its own sound may rise again: a toe after the heel, a rattle."""
_BEDS = ("room tone", "ventilation", "wind", "rain", "stream", "sea", "traffic", "crowd", "forest")


@dataclass(frozen=True)
class Example:
    """A made guide."""

    samples: Float32s
    """Mono at `RATE`."""
    hits_s: NDArray[np.float64]
    own_s: NDArray[np.float64]
    """How long after each hit its own sound goes on."""


def make_example(rng: Generator, espeak: Espeak) -> Example:
    """A new one."""
    count = round(SECONDS * RATE)
    mix = _floor(rng, count)
    if rng.random() < 0.45:
        mix += _at_level(_speech(rng, espeak, count), rng.uniform(-30, -14))
    if rng.random() < 0.35:
        mix += _at_level(_music(rng, count), rng.uniform(-34, -14))
    if rng.random() < 0.4:
        mix += _at_level(_bed(rng, count), rng.uniform(-46, -22))
    hits, own, dry = _hits(rng, count)
    mix += dry
    if rng.random() < 0.7:
        mix = _in_a_room(rng, mix)
    if rng.random() < 0.3:
        mix = np.tanh(mix * rng.uniform(1, 4)).astype(np.float32)
    scale = 10 ** (rng.uniform(-24, 0) / 20) / max(float(np.abs(mix).max()), 1e-6)
    return Example((mix * scale).astype(np.float32), hits, own)


def _hits(rng: Generator, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64], Float32s]:
    """Hits of one kind or of several, at random or in stride."""
    mix = np.zeros(count, np.float32)
    if rng.random() < 0.2:
        return np.zeros(0), np.zeros(0), mix
    names = rng.choice(_HITS, rng.integers(1, 4))
    if rng.random() < 0.4:
        gap = rng.uniform(0.25, 1.0)
        times = np.arange(rng.uniform(0.3, 3), SECONDS - 1, gap)
        times = times + rng.normal(0, 0.02 * gap, len(times))
    else:
        times = np.sort(rng.uniform(0.3, SECONDS - 1, rng.poisson(rng.uniform(1, 18))))
    times = times[np.diff(times, prepend=-1) > 0.12]
    loud = rng.uniform(-30, -3)
    own = []
    for time in times:
        name = str(rng.choice(names))
        recipe = recipe_named(name)
        assert recipe is not None
        made = make(
            recipe,
            seed=int(rng.integers(1 << 30)),
            rate=RATE,
            character=Character(strength=rng.uniform(0.4, 1), size=rng.uniform(0.7, 1.4)),
        )
        heard = made.samples.mean(axis=1)
        heard = (
            heard / max(float(np.abs(heard).max()), 1e-6) * 10 ** ((loud + rng.normal(0, 4)) / 20)
        )
        first = round((time - made.sync_s) * RATE)
        low, high = max(0, first), min(count, first + len(heard))
        mix[low:high] += heard[low - first : high - first]
        several = name.startswith(("door", "glass", "coins", "keys", "water"))
        own.append(len(heard) / RATE if several else _WHOLE_S)
    return times, np.array(own), mix


def _speech(rng: Generator, espeak: Espeak, count: int) -> Float32s:
    mix = np.zeros(count, np.float32)
    at = round(rng.uniform(0, 3) * RATE)
    language, words = str(rng.choice(LANGUAGES)), _words()
    voice = f"{language}+{rng.choice(SPEAKERS)}"
    while at < count - RATE:
        text = sentence(rng, words, language)
        said, _ = espeak.say(text, voice, int(rng.integers(110, 240)), int(rng.integers(20, 80)))
        heard = _resampled(said, espeak.rate)[: count - at]
        mix[at : at + len(heard)] += heard
        at += len(heard) + round(rng.uniform(0.1, 2.5) * RATE)
    return mix


@cache
def _words() -> list[str]:
    return dictionary()


def _music(rng: Generator, count: int) -> Float32s:
    """Chords, bass, a tune and drums on a grid."""
    mix = np.zeros(count, np.float32)
    beat = 60 / rng.uniform(65, 170)
    scale = np.array([0, 2, 3, 5, 7, 8, 10]) + rng.integers(36, 48)
    harmonics, sustain = rng.uniform(0.3, 0.8), rng.uniform(0.1, 1.5)
    drums = rng.random() < 0.6
    for number, time in enumerate(np.arange(rng.uniform(0, beat), SECONDS - 0.5, beat / 2)):
        notes = []
        if number % 8 == 0:
            root = rng.integers(7)
            notes += [(scale[(root + step) % 7] + 12, 0.5, sustain * 2) for step in (0, 2, 4)]
            notes.append((scale[root] - 12, 0.8, sustain))
        if rng.random() < 0.6:
            notes.append((rng.choice(scale) + 24, 0.6, sustain * rng.uniform(0.2, 0.6)))
        for pitch, level, seconds in notes:
            _add(mix, time, level * _note(rng, float(pitch), seconds, harmonics))
        if drums and (number % 2 == 0 or rng.random() < 0.5):
            _add(mix, time, _drum(rng, number))
    return mix


def _note(rng: Generator, pitch: float, seconds: float, harmonics: float) -> Float32s:
    hz = 440 * 2 ** ((pitch - 69) / 12)
    t = np.arange(round((seconds * 2 + 0.1) * RATE)) / RATE
    rise = np.minimum(1, t / rng.choice([0.002, 0.01, 0.06]))
    tone = sum(
        harmonics**k * np.sin(2 * np.pi * hz * (k + 1) * t + rng.uniform(0, 6))
        for k in range(5)
        if hz * (k + 1) < RATE / 2.5
    )
    return np.asarray(tone * rise * np.exp(-t / seconds * 3), np.float32)


def _drum(rng: Generator, number: int) -> Float32s:
    t = np.arange(round(0.25 * RATE)) / RATE
    noise = rng.normal(0, 1, len(t))
    if number % 4 == 0:
        kick = np.sin(2 * np.pi * (50 * t + 4 * (1 - np.exp(-t * 30)))) * np.exp(-t * 14)
        return kick.astype(np.float32)
    if number % 4 == 2:
        return np.asarray(0.5 * noise * np.exp(-t * 25), np.float32)
    return np.asarray(0.25 * np.diff(noise, prepend=0) * np.exp(-t * 60), np.float32)


def _bed(rng: Generator, count: int) -> Float32s:
    recipe = recipe_named(str(rng.choice(_BEDS)))
    assert recipe is not None
    made = make(recipe, seed=int(rng.integers(1 << 30)), seconds=SECONDS, rate=RATE)
    return np.asarray(made.samples.mean(axis=1)[:count], np.float32)


def _floor(rng: Generator, count: int) -> Float32s:
    """The noise of a room and a microphone."""
    spectrum = np.fft.rfft(rng.normal(0, 1, count))
    slope = rng.uniform(0, 1)
    spectrum /= np.maximum(np.arange(len(spectrum)), 40) ** slope
    noise = np.fft.irfft(spectrum, count)
    return _at_level(noise.astype(np.float32), rng.uniform(-78, -42))


def _in_a_room(rng: Generator, samples: Float32s) -> Float32s:
    """With reverberation: noise that dies away."""
    seconds = rng.uniform(0.1, 0.9)
    t = np.arange(round(seconds * RATE)) / RATE
    answer = rng.normal(0, 1, len(t)) * np.exp(-6.9 * t / seconds)
    answer *= rng.uniform(0.03, 0.5) / np.sqrt(np.square(answer).sum())
    answer[0] = 1
    size = 1 << (len(samples) + len(answer)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(answer, size), size)
    return wet[: len(samples)].astype(np.float32)


def _add(mix: Float32s, time: float, sound: Float32s) -> None:
    first = round(time * RATE)
    part = sound[: max(0, len(mix) - first)]
    mix[first : first + len(part)] += part


def _at_level(samples: Float32s, db: float) -> Float32s:
    level = float(np.sqrt(np.square(samples).mean()))
    return (samples * (10 ** (db / 20) / max(level, 1e-6))).astype(np.float32)


def _resampled(samples: Float32s, rate: int) -> Float32s:
    import soxr

    return np.asarray(soxr.resample(samples, rate, RATE), np.float32)
