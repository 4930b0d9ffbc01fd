"""Music made here, whose every beat is known to the sample."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

RATE = 22050

Mono = npt.NDArray[np.float32]
Times = npt.NDArray[np.float64]


def grid(bpm: float, seconds: float, start: float = 0.5) -> Times:
    """Beats from `start` on, the last at least half a second before the end."""
    return np.arange(start, seconds - 0.5, 60 / bpm)


def place(sounds: Sequence[Mono], times: Times, seconds: float, rate: int = RATE) -> Mono:
    """Each sound in turn at each time, rounded to the sample, mixed."""
    mix = np.zeros(round(seconds * rate) + rate, np.float32)
    for index, time in enumerate(times):
        sound = sounds[index % len(sounds)]
        first = round(time * rate)
        mix[first : first + len(sound)] += sound[: len(mix) - first]
    return mix[: round(seconds * rate)]


def click(rate: int = RATE) -> Mono:
    """A metronome: 20 ms of a decaying 1.5 kHz sine."""
    t = np.arange(rate // 50) / rate
    return (0.7 * np.sin(2 * np.pi * 1500 * t) * np.exp(-t * 200)).astype(np.float32)


def kick(rate: int = RATE) -> Mono:
    """A drum falling from 150 to 50 Hz."""
    t = np.arange(rate // 4) / rate
    phase = 2 * np.pi * (50 * t + 100 / 30 * (1 - np.exp(-30 * t)))
    return (0.8 * np.sin(phase) * np.exp(-t * 14)).astype(np.float32)


def snare(rate: int = RATE, seed: int = 0) -> Mono:
    """Noise and a tone at 190 Hz."""
    t = np.arange(rate // 5) / rate
    noise = np.random.default_rng(seed).standard_normal(len(t))
    return (0.2 * (noise + np.sin(2 * np.pi * 190 * t)) * np.exp(-t * 22)).astype(np.float32)


def hat(rate: int = RATE) -> Mono:
    """Short noise without lows."""
    t = np.arange(rate // 25) / rate
    noise = np.diff(np.random.default_rng(1).standard_normal(len(t) + 1))
    return (0.06 * noise * np.exp(-t * 90)).astype(np.float32)


def chord(midi: Sequence[int], seconds: float, rate: int = RATE) -> Mono:
    """A plucked chord of four partials a note, with an attack of 5 ms."""
    t = np.arange(round(seconds * rate)) / rate
    shape = np.minimum(t / 0.005, 1) * np.exp(-t * 1.5) * np.minimum((seconds - t) / 0.02, 1)
    tone = np.zeros(len(t))
    for note in midi:
        hz = 440 * 2 ** ((note - 69) / 12)
        tone += sum(np.sin(2 * np.pi * hz * k * t) / k**1.5 for k in range(1, 5))
    return (0.08 * tone * shape).astype(np.float32)


_CHORDS = ((48, 60, 64, 67), (45, 57, 60, 64), (41, 53, 57, 60), (43, 55, 59, 62))


def song(bpm: float, seconds: float, metre: int = 4, start: float = 0.5) -> tuple[Mono, Times]:
    """Drums on every beat, hats on the eighths, a new chord on every bar; and its beats.

    In four the kick is on 1 and 3 and the snare on 2 and 4; in three the kick is on 1, the snare on
    2 and 3.
    """
    beats = grid(bpm, seconds, start)
    drums = (
        [kick(), snare(), 0.6 * kick(), snare(seed=2)] if metre == 4 else [kick(), snare(), snare()]
    )
    if metre not in (3, 4):
        drums = [kick()] + [snare()] * (metre - 1)
    bar = metre * 60 / bpm
    mix = place(drums, beats, seconds)
    mix += place([hat()], grid(bpm * 2, seconds, start), seconds)
    mix += place([chord(notes, bar) for notes in _CHORDS], beats[::metre], seconds)
    return mix, beats
