"""Examples to train on: generated speech, degraded, with the kind of sound of every 20 ms.

python -m training.visemes.examples FOLDER [--minutes 90] [--seed 1] [--keep-sound]
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backbeat.lipsync.visemes.sounds import Sound
from backbeat.speech.spectrum import RATE, Float32s, log_mel
from training.visemes import texts
from training.visemes.degrade import at_rate, degraded
from training.visemes.spoken import FLITE_VOICES, Espeak, Flite

STEP_S = 0.02
CLIP_S = 8.0
_ENGLISH = (
    "en-us",
    "en-gb",
    "en-gb-scotland",
    "en-us-nyc",
    "en-029",
    "en-gb-x-rp",
    "en-gb-x-gbclan",
)
HELD_OUT_VARIANTS = ("f5", "m7", "klatt3", "Lee", "linda", "steph", "max", "miguel")
"""Voices that are for scores only."""
VARIANTS = (
    *(
        "f1",
        "f2",
        "f3",
        "f4",
        "m1",
        "m2",
        "m3",
        "m4",
        "m5",
        "m6",
        "m8",
        "klatt",
        "klatt2",
        "klatt4",
    ),
    *("Alex", "Alicia", "Andrea", "Andy", "Annie", "Denis", "Diogo", "Gene", "Jacky", "Marco"),
    *(
        "Mario",
        "Michael",
        "Mike",
        "adam",
        "anika",
        "antonio",
        "aunty",
        "belinda",
        "benjamin",
        "boris",
    ),
    *("caleb", "croak", "david", "ed", "edward", "gustave", "iven", "john", "marcelo", "michel"),
    *("norbert", "pablo", "paul", "pedro", "quincy", "rob", "robert", "sandro", "shelby", "travis"),
    *("victor", "zac", "whisper", "grandma", "grandpa"),
)


@dataclass(frozen=True)
class Clip:
    """About `CLIP_S` of speech."""

    samples: Float32s
    kinds: np.ndarray
    """Kind of sound in each step of `STEP_S`, shape (steps,), int8."""


class Maker:
    """Makes clips, every one another."""

    def __init__(self, seed: int, english: float = 0.4, flite: float = 0.25) -> None:
        self._espeak, self._flite = Espeak(), Flite()
        self._words = random.Random(seed)
        self._random = np.random.default_rng(seed)
        self._english, self._by_flite = english, flite
        self._others = np.zeros(0, np.float32)

    def clip(self) -> Clip:
        """Sentences of one voice, degraded together."""
        say = self._voice()
        size = float(self._random.uniform(0.86, 1.2))
        parts: list[Float32s] = []
        sounds: list[Sound] = []
        now_s = self._pause(parts, 0.0)
        while now_s < CLIP_S:
            said, moved = at_rate(say(), size)
            if not len(said):
                continue
            sounds += [Sound(s.start_s + now_s, s.end_s + now_s, s.kind) for s in moved]
            parts.append(said / (np.abs(said).max() + 1e-6) * self._random.uniform(0.3, 0.9))
            now_s += len(said) / RATE
            now_s = self._pause(parts, now_s)
        speech = np.concatenate(parts).astype(np.float32)
        heard = degraded(speech, self._random, self._others)
        self._others = np.concatenate([self._others, speech])[-30 * RATE :]
        return Clip(heard, kinds_of(sounds, len(heard)))

    def _pause(self, parts: list[Float32s], now_s: float) -> float:
        length = int(self._random.uniform(0.05, 0.7) * RATE)
        parts.append(np.zeros(length, np.float32))
        return now_s + length / RATE

    def _voice(self):
        words, random_ = self._words, self._random
        if random_.random() < self._by_flite:
            voice = words.choice(FLITE_VOICES)
            slower, higher = random_.uniform(0.7, 1.3), random_.uniform(0.75, 1.35)
            return lambda: self._flite.say(texts.english(words), voice, slower, higher)
        is_english = random_.random() < self._english
        language = words.choice(_ENGLISH if is_english else texts.LANGUAGES)
        variant = words.choice(VARIANTS)
        speed, pitch = int(random_.integers(110, 240)), int(random_.integers(15, 90))
        tune = int(random_.integers(20, 90))

        def say():
            text = texts.english(words) if is_english else texts.made_up(language, words)
            return self._espeak.say(text, f"{language}+{variant}", speed, pitch, tune)

        return say


def kinds_of(sounds: list[Sound], length: int) -> np.ndarray:
    """The kind of sound at the middle of every step of `STEP_S`, int8."""
    steps = int(length / RATE / STEP_S)
    kinds = np.zeros(steps, np.int8)
    middles = (np.arange(steps) + 0.5) * STEP_S
    for sound in sounds:
        first, last = np.searchsorted(middles, (sound.start_s, sound.end_s))
        kinds[first:last] = sound.kind
    return kinds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--flite", type=float, default=0.25, help="share of clips by Flite")
    parser.add_argument("--keep-sound", action="store_true")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    maker = Maker(arguments.seed, flite=arguments.flite)
    count = round(arguments.minutes * 60 / CLIP_S)
    for first in range(0, count, 50):
        kept: dict[str, np.ndarray] = {}
        for number in range(min(50, count - first)):
            clip = maker.clip()
            kept[f"mel{number}"] = log_mel(clip.samples).astype(np.float16)
            kept[f"kinds{number}"] = clip.kinds
            if arguments.keep_sound:
                kept[f"sound{number}"] = (clip.samples * 32767).astype(np.int16)
        np.savez(arguments.folder / f"{arguments.seed:03}_{first:05}.npz", **kept)
        print(first, flush=True)


if __name__ == "__main__":
    main()
