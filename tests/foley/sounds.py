"""Sounds made for tests: hits, steps, beds, tunes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
RATE = 48000


def thud(rate: int = RATE, seed: int = 1, before_s: float = 0.0, seconds: float = 0.4) -> Floats:
    """Noise and a low tone that die away, shape (n, 1), after a silence."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    tone = np.sin(2 * np.pi * 90 * time) * np.exp(-14 * time)
    burst = rng.normal(0, 0.3, len(time)) * np.exp(-60 * time)
    sound = 0.7 * (tone + burst) / 1.6
    return np.concatenate([np.zeros(round(before_s * rate)), sound]).astype(np.float32)[:, None]


def steps(count: int, gap_s: float = 0.6, rate: int = RATE) -> Floats:
    """Several thuds, each its own, with silence between them."""
    gap = np.zeros((round(gap_s * rate), 1), np.float32)
    parts = [part for seed in range(count) for part in (thud(rate, seed + 5), gap)]
    return np.concatenate(parts)


def wind(seconds: float, rate: int = RATE, seed: int = 3) -> Floats:
    """A bed of noise with slow gusts, stereo."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 0.1, (round(seconds * rate), 2))
    time = np.arange(len(noise)) / rate
    gusts = 1 + 0.5 * np.sin(2 * np.pi * 0.3 * time)
    return (noise * gusts[:, None]).astype(np.float32)


def tune(seconds: float, rate: int = RATE) -> Floats:
    """A melody over chords, which is music, shape (n, 1)."""
    time = np.arange(round(seconds * rate)) / rate
    melody = (0, 4, 7, 12, 11, 7, 5, 9, 12, 16, 14, 11)
    chords = ((-12, -8, -5), (-7, -3, 0), (-5, -1, 2), (-12, -8, -5))
    sound = np.zeros(len(time))
    for number, at in enumerate(np.arange(0, seconds, 0.3)):
        sound += _note(time - at, melody[number % len(melody)], 0.35)
    for number, at in enumerate(np.arange(0, seconds, 1.2)):
        for degree in chords[number % len(chords)]:
            sound += 0.6 * _note(time - at, degree, 1.2)
    return (0.5 * sound / np.abs(sound).max()).astype(np.float32)[:, None]


def drums(seconds: float, rate: int = RATE) -> Floats:
    """A bass drum on each beat, and a cymbal between them, shape (n, 1)."""
    rng = np.random.default_rng(9)
    time = np.arange(round(0.2 * rate)) / rate
    bass = np.sin(2 * np.pi * 60 * time) * np.exp(-20 * time)
    hiss = np.diff(rng.normal(0, 0.15, len(time) + 1)) * np.exp(-60 * time)
    sound = rng.normal(0, 1e-4, round((seconds + 1) * rate))
    for number in range(int(seconds / 0.25)):
        start = round(0.25 * number * rate)
        sound[start : start + len(time)] += hiss if number % 2 else 0.7 * bass
    return sound[: round(seconds * rate)].astype(np.float32)[:, None]


def _note(time: NDArray[np.float64], degree: int, seconds: float) -> NDArray[np.float64]:
    inside = (time >= 0) & (time < seconds)
    pitch = 440 * 2 ** (degree / 12)
    partials = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in (1, 2, 3, 4))
    return np.asarray(np.where(inside, partials * np.exp(-2 * np.maximum(time, 0)), 0.0))
