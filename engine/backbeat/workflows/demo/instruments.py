"""Single notes and strokes, each an array of samples from its attack on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

RATE = 48000
"""Samples a second of everything here."""

Sound = NDArray[np.float32]

_TABLE = 4096


def kit(chance: np.random.Generator) -> dict[str, Sound]:
    """The drums, `(n,)` each, at a peak near 1."""
    return {
        "kick": _kick(),
        "snare": _snare(chance),
        "clap": _clap(chance),
        "hat": _noise(0.06, 70, chance, brightness=2),
        "open hat": _noise(0.22, 16, chance, brightness=2),
        "crash": _noise(1.6, 3, chance, brightness=1),
        "stick": _stick(),
    }


def pad(notes: Iterable[int], seconds: float) -> Sound:
    """A soft chord, `(n, 2)`, each side tuned a little away from the other."""
    table = _table([1, 0.5, 0.28, 0.16, 0.1, 0.06])
    envelope = _swell(seconds, 0.04, 0.4)
    sides = [
        sum(_play(table, _hertz(note) * 2 ** (cents / 1200), seconds) for note in notes)
        for cents in (-6, 5)
    ]
    return (0.12 * np.stack(sides, axis=1) * envelope[:, None]).astype(np.float32)


def bass(note: int, seconds: float) -> Sound:
    """A round, plucked bass note, `(n,)`."""
    table = _table([1, 0.6, 0.35, 0.2, 0.12, 0.08])
    return 0.5 * _play(table, _hertz(note), seconds) * _decay(seconds, 3.5) * _edges(seconds)


def pluck(note: int, seconds: float) -> Sound:
    """A short, bell-like note, `(n,)`."""
    table = _table([1, 0, 0.4, 0, 0.12])
    return _play(table, _hertz(note), seconds) * _decay(seconds, 12) * _edges(seconds)


def lead(note: int, seconds: float) -> Sound:
    """A hollow tune voice, `(n,)`."""
    table = _table([1, 0.1, 0.45, 0.05, 0.22, 0.02, 0.1])
    return 0.7 * _play(table, _hertz(note), seconds) * _decay(seconds, 2.5) * _edges(seconds)


def riser(seconds: float, chance: np.random.Generator) -> Sound:
    """Noise that swells, `(n,)`."""
    noise = np.diff(chance.standard_normal(round(seconds * RATE) + 1).astype(np.float32))
    return 0.5 * noise * np.linspace(0, 1, len(noise), dtype=np.float32) ** 2.5


def _kick() -> Sound:
    time = _time(0.34)
    # The pitch falls from 190 Hz to 48 Hz; the phase is its integral.
    phase = 2 * np.pi * (48 * time - (142 / 38) * (np.exp(-38 * time) - 1))
    body = np.sin(phase) * np.exp(-9 * time)
    click = np.sin(2 * np.pi * 2400 * time) * np.exp(-320 * time)
    return (body + 0.35 * click).astype(np.float32)


def _snare(chance: np.random.Generator) -> Sound:
    time = _time(0.24)
    drum = np.sin(2 * np.pi * 186 * time) * np.exp(-26 * time)
    return (0.55 * drum).astype(np.float32) + 0.7 * _noise(0.24, 20, chance, brightness=1)


def _clap(chance: np.random.Generator) -> Sound:
    """Noise bursts of three slightly staggered claps."""
    burst = _noise(0.18, 30, chance, brightness=1)
    clap = np.zeros(len(burst) + round(0.02 * RATE), np.float32)
    for late in (0.0, 0.009, 0.018):
        start = round(late * RATE)
        clap[start : start + len(burst)] += 0.5 * burst
    return clap


def _stick() -> Sound:
    time = _time(0.07)
    return (np.sin(2 * np.pi * 1650 * time) * np.exp(-70 * time)).astype(np.float32)


def _noise(seconds: float, decay: float, chance: np.random.Generator, brightness: int) -> Sound:
    """Noise differentiated `brightness` times, which takes away its lows."""
    noise = chance.standard_normal(round(seconds * RATE) + brightness)
    bright = np.diff(noise, brightness).astype(np.float32) * _decay(seconds, decay)
    peaked: Sound = bright / np.abs(bright).max()
    return peaked


def _table(partials: list[float]) -> Sound:
    """One period of a wave with these harmonics."""
    turn = np.arange(_TABLE) * (2 * np.pi / _TABLE)
    wave = sum(
        strength * np.sin(number * turn) for number, strength in enumerate(partials, start=1)
    )
    return np.asarray(wave, np.float32)


def _play(table: Sound, hertz: float, seconds: float) -> Sound:
    places = np.arange(round(seconds * RATE)) * (hertz * _TABLE / RATE)
    return table[places.astype(np.int64) % _TABLE]


def _hertz(note: int) -> float:
    return float(440 * 2 ** ((note - 69) / 12))


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def _decay(seconds: float, rate: float) -> Sound:
    return np.exp(-rate * _time(seconds)).astype(np.float32)


def _edges(seconds: float) -> Sound:
    """Two milliseconds in and ten out, so that nothing clicks."""
    return _swell(seconds, 0.002, 0.01)


def _swell(seconds: float, rise: float, fall: float) -> Sound:
    time = _time(seconds)
    return np.clip(np.minimum(time / rise, (seconds - time) / fall), 0, 1).astype(np.float32)
