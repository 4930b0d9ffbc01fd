"""Generated speech with the lips that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from backbeat.speech.spectrum import RATE
from training.lips.articulation import closures, lips
from training.lips.espeak import Espeak, Phone
from training.lips.rooms import recorded
from training.lips.words import LANGUAGES, SPEAKERS, dictionary, sentence

LENGTH_S = 28.0
"""Of an example at most: it fits a window of the speech model."""


@dataclass(frozen=True)
class Example:
    """A stretch of one speaker."""

    sound: NDArray[np.float32]
    """One channel at `RATE`."""
    lips: NDArray[np.float32]
    """Shape (n, 8), 100 a second."""
    closures: list[tuple[float, float]]
    voice: str


def examples(seed: int, count: int) -> Iterator[Example]:
    """`count` examples, the same for the same seed."""
    espeak, words = Espeak(), dictionary()
    others: list[NDArray[np.float32]] = []
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        voice = f"{rng.choice(LANGUAGES)}+{rng.choice(SPEAKERS)}"
        sound, phones = _spoken(rng, espeak, words, voice)
        if not len(sound):
            continue
        duration = len(sound) / RATE
        others = [*others[-12:], sound]
        yield Example(
            recorded(rng, sound, others[:-1]), lips(phones, duration), closures(phones), voice
        )


def _spoken(
    rng: np.random.Generator, espeak: Espeak, words: list[str], voice: str
) -> tuple[NDArray[np.float32], list[Phone]]:
    language = voice.split("+")[0]
    pitch, melody, speed = rng.integers(15, 90), rng.integers(20, 90), rng.integers(120, 230)
    parts: list[NDArray[np.float32]] = []
    phones: list[Phone] = []
    at = 0
    while at < LENGTH_S * RATE:
        spoken, heard = espeak.say(
            sentence(rng, words, language), voice, int(speed), int(pitch), int(melody)
        )
        sound = soxr.resample(spoken, espeak.rate, RATE) if len(spoken) else spoken
        loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max(initial=0))
        if not len(loud):
            break
        sound = sound[: loud[-1] + 1]
        pause = np.zeros(int(rng.uniform(0.02, 0.7) * RATE), np.float32)
        end, shift = len(sound) / RATE, at / RATE
        if at + len(sound) + len(pause) > LENGTH_S * RATE:
            break
        phones += [
            Phone(shift + p.start_s, shift + min(p.end_s, end), p.ipa)
            for p in heard
            if p.start_s < end
        ]
        parts += [sound, pause]
        at += len(sound) + len(pause)
    return (np.concatenate(parts) if parts else np.zeros(0, np.float32)), phones
