"""Syllables by rule: a voice's pulses through the resonances of vowels, with a breath between.

No words, but voice activity detectors take it for speech.
"""

from __future__ import annotations

import numpy as np

RATE = 16000
_VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (530, 1840, 2480), (570, 840, 2410))
_BANDWIDTHS = (80, 110, 160)


def synthetic_speech(seconds: float, seed: int = 0) -> np.ndarray:
    """Shape (n,), at 48 kHz, peaks about 0.4."""
    rng, parts, length = np.random.default_rng(seed), list[np.ndarray](), 0
    while length < seconds * RATE:
        syllable = _syllable(rng)
        breath = rng.normal(0, 0.06, round(RATE * rng.uniform(0.03, 0.09)))
        parts += [syllable, breath]
        length += len(syllable) + len(breath)
    low = np.concatenate(parts)[: round(seconds * RATE)] * 0.4
    # Three times the rate in straight lines: what that adds is far above the voice.
    return np.interp(np.arange(3 * len(low)) / 3, np.arange(len(low)), low).astype(np.float32)


def _syllable(rng: np.random.Generator) -> np.ndarray:
    length = round(RATE * rng.uniform(0.12, 0.24))
    pitch = np.linspace(rng.uniform(105, 150), rng.uniform(90, 120), length)
    pulses = np.diff(np.floor(np.cumsum(pitch / RATE)), prepend=0)
    voice = np.convolve(pulses, np.hanning(24), "same") + 0.02 * rng.normal(size=length)
    for hz, width in zip(_VOWELS[rng.integers(len(_VOWELS))], _BANDWIDTHS, strict=True):
        voice = _resonance(voice, hz, width)
    place = np.arange(length) / RATE
    edges = np.minimum(1, np.minimum(place / 0.02, (length / RATE - place) / 0.05))
    return voice / np.abs(voice).max() * edges


def _resonance(samples: np.ndarray, hz: float, width: float) -> np.ndarray:
    decay = np.exp(-np.pi * width / RATE)
    first, second = 2 * decay * np.cos(2 * np.pi * hz / RATE), -decay * decay
    made, before, earlier = np.empty_like(samples), 0.0, 0.0
    for index, value in enumerate(samples):
        now = (1 - decay) * value + first * before + second * earlier
        made[index], before, earlier = now, now, before
    return made
