"""Rooms, microphones and noise for generated speech; sound in and out is of one length."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, sosfilt

from backbeat.speech.spectrum import RATE

Sound = NDArray[np.float32]


def recorded(rng: Generator, sound: Sound, others: list[Sound]) -> Sound:
    """`sound` as a microphone would have taken it in some room.

    Args:
        rng: of the example.
        sound: one channel at `RATE`.
        others: other speech, of which a crowd is made.
    """
    sound = sound / max(float(np.abs(sound).max()), 1e-6)
    if rng.random() < 0.5:
        sound = _in_room(rng, sound)
    if rng.random() < 0.7:
        sound = _coloured(rng, sound)
    level = float(np.sqrt(np.mean(sound**2)))
    if rng.random() < 0.85:
        noise = (
            _crowd(rng, others, len(sound))
            if others and rng.random() < 0.25
            else _hiss(rng, len(sound))
        )
        sound = sound + noise * level * 10 ** (-rng.uniform(5, 45) / 20)
    if rng.random() < 0.2:
        limit = 10 ** (-rng.uniform(0, 12) / 20)
        sound = np.tanh(sound / limit) * limit
    return (sound * 10 ** (rng.uniform(-25, 0) / 20)).astype(np.float32)


def _in_room(rng: Generator, sound: Sound) -> Sound:
    decay = np.exp(rng.uniform(np.log(0.08), np.log(0.9)))
    count = int(decay * RATE)
    tail = rng.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    tail *= 10 ** (-rng.uniform(2, 18) / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    return np.asarray(fftconvolve(sound, tail)[: len(sound)], np.float32)


def _coloured(rng: Generator, sound: Sound) -> Sound:
    out = sound
    if rng.random() < 0.4:
        low, high = rng.uniform(60, 350), rng.uniform(2800, 7500)
        out = sosfilt(butter(2, (low, high), "band", fs=RATE, output="sos"), out)
    spectrum = np.fft.rfft(out)
    octave = np.log2(np.maximum(np.fft.rfftfreq(len(out), 1 / RATE), 40) / 1000)
    tilt = rng.uniform(-4, 4) * octave + rng.uniform(-4, 4) * np.sin(
        octave * rng.uniform(0.5, 2) + rng.uniform(0, 6)
    )
    return np.fft.irfft(spectrum * 10 ** (tilt / 20), len(out)).astype(np.float32)


def _hiss(rng: Generator, count: int) -> Sound:
    spectrum = np.fft.rfft(rng.standard_normal(count))
    frequency = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 30)
    noise = np.fft.irfft(spectrum * frequency ** -rng.uniform(0, 1), count)
    return (noise / np.sqrt(np.mean(noise**2))).astype(np.float32)


def _crowd(rng: Generator, others: list[Sound], count: int) -> Sound:
    total = np.zeros(count)
    for _ in range(int(rng.integers(3, 9))):
        voice = np.resize(others[int(rng.integers(len(others)))], count)
        total += np.roll(voice / max(float(voice.std()), 1e-6), int(rng.integers(count)))
    return (total / max(float(np.sqrt(np.mean(total**2))), 1e-6)).astype(np.float32)
