"""When beats fall: from machines to rubato."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray


def beat_times(
    rng: Generator, feel: str, bpm: float, metres: list[int], lead_s: float
) -> NDArray[np.float64]:
    """Seconds of every beat of bars of `metres`, and of the one after the last.

    Args:
        rng: the chance of this piece.
        feel: steady, human, rubato, ramp, jump or live.
        bpm: the tempo to begin with.
        metres: beats in each bar.
        lead_s: silence before the first beat.
    """
    count = sum(metres)
    tempo = np.full(count, float(bpm))
    if feel == "human":
        tempo *= 1 + _wander(rng, count, 0.9, rng.uniform(0.001, 0.006))
    elif feel == "live":
        tempo *= 1 + _wander(rng, count, 0.97, rng.uniform(0.002, 0.006))
        tempo *= np.linspace(1, rng.uniform(0.97, 1.06), count)
    elif feel == "rubato":
        tempo *= _rubato(rng, metres)
    elif feel == "ramp":
        tempo *= np.linspace(
            1, rng.choice([rng.uniform(1.15, 1.6), rng.uniform(0.62, 0.87)]), count
        )
    elif feel == "jump":
        starts = np.cumsum([0, *metres])
        where = int(starts[rng.integers(len(metres) // 4, max(len(metres) // 4 + 1, len(metres)))])
        tempo[where:] *= rng.choice([rng.uniform(1.08, 1.5), rng.uniform(0.65, 0.93)])
    periods = 60 / np.clip(tempo, 28, 260)
    if feel == "rubato" and rng.random() < 0.3:
        # A fermata: one beat is held.
        periods[rng.integers(count)] *= rng.uniform(1.3, 2.2)
    return np.concatenate([[lead_s], lead_s + np.cumsum(periods)])


def _wander(rng: Generator, count: int, memory: float, deviation: float) -> NDArray[np.float64]:
    steps = rng.normal(0, deviation, count)
    out = np.zeros(count)
    value = 0.0
    for index, step in enumerate(steps):
        value = memory * value + step
        out[index] = value
    return out


def _rubato(rng: Generator, metres: list[int]) -> NDArray[np.float64]:
    count = sum(metres)
    depth = rng.uniform(0.02, 0.16)
    turns = np.arange(count) / rng.uniform(8, 30) + rng.random()
    uneven = rng.uniform(0.005, 0.03) if rng.random() < 0.6 else rng.uniform(0.03, 0.06)
    factor = 1 + depth * np.sin(2 * np.pi * turns) + _wander(rng, count, 0.6, uneven)
    phrase = int(rng.choice([4, 8])) * metres[0]
    if rng.random() < 0.7:
        for end in range(phrase, count, phrase):
            if rng.random() < 0.7:
                slow = rng.uniform(0.72, 0.95)
                factor[end - 2 : end] *= [(1 + slow) / 2, slow]
    if rng.random() < 0.4:
        last = min(count, 6)
        factor[count - last :] *= np.linspace(1, rng.uniform(0.5, 0.9), last)
    return factor
