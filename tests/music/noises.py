"""Sounds without a beat: speech, noise, a drone, applause, single knocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import soxr

from tests.loudness.synthetic_speech import synthetic_speech
from tests.music.synth import RATE

Mono = npt.NDArray[np.float32]


def speech(seconds: float, seed: int = 0) -> Mono:
    """Syllables of irregular length with pauses."""
    return np.asarray(soxr.resample(synthetic_speech(seconds, seed), 48000, RATE), np.float32)


def white_noise(seconds: float, seed: int = 0) -> Mono:
    """Noise of one level."""
    samples = np.random.default_rng(seed).standard_normal(round(seconds * RATE))
    return (0.1 * samples).astype(np.float32)


def drone(seconds: float, seed: int = 0) -> Mono:
    """One low note that is held and swells."""
    t = np.arange(round(seconds * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * 73 * k * t + k) / k for k in range(1, 8))
    swell = 1 + 0.4 * np.sin(2 * np.pi * 0.23 * t + seed)
    return (0.1 * swell * tone).astype(np.float32)


def applause(seconds: float, seed: int = 0) -> Mono:
    """Ten people clapping, each when it pleases them."""
    return _struck(seconds, seed, strikes=round(40 * seconds), decay=90)


def knocks(seconds: float, seed: int = 0) -> Mono:
    """Single knocks at random times, about two a second."""
    return _struck(seconds, seed, strikes=round(2 * seconds), decay=400)


def _struck(seconds: float, seed: int, strikes: int, decay: float) -> Mono:
    random = np.random.default_rng(seed)
    mix = 1e-3 * random.standard_normal(round(seconds * RATE))
    size = round(8 * decay)
    envelope = np.exp(-np.arange(size) / decay)
    for first in random.integers(0, len(mix) - size, strikes):
        strike = envelope * random.standard_normal(size)
        mix[first : first + size] += random.uniform(0.3, 1) * strike
    return (0.5 * mix / np.abs(mix).max()).astype(np.float32)


NOISES: Mapping[str, Callable[..., Mono]] = {
    "speech": speech,
    "white_noise": white_noise,
    "drone": drone,
    "applause": applause,
    "knocks": knocks,
}
