"""Sound of an event, and recordings of it by other devices, made from nothing but numbers."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_audio, write_video

RATE = 16000
Mono = NDArray[np.float32]


def scene(seconds: float, seed: int = 0) -> Mono:
    """Syllables of noise and hum in bands that change, with pauses: nothing in it repeats."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    made = np.zeros(count + 2 * RATE)
    at = 0
    while at < count:
        length = int(rng.uniform(0.08, 0.35) * RATE)
        time = np.arange(length) / RATE
        shape = np.hanning(length) ** rng.uniform(0.4, 1.5)
        voice = sum(
            rng.uniform(0.1, 1) * np.sin(2 * np.pi * number * rng.uniform(90, 260) * time)
            for number in range(1, 12)
        )
        noise = np.convolve(rng.standard_normal(length), rng.standard_normal(9), "same")
        made[at : at + length] += shape * (voice + rng.uniform(0, 1) * noise) * rng.uniform(0.2, 1)
        at += length + int(rng.choice([0.02, 0.1, 0.4], p=[0.6, 0.3, 0.1]) * RATE)
    made = made[:count] + 0.001 * rng.standard_normal(count)
    return (0.5 * made / np.abs(made).max()).astype(np.float32)


def recorded(
    event: Mono, offset_s: float, ppm: float, seconds: float, noise_db: float = -60, seed: int = 1
) -> Mono:
    """What a device hears whose time t is offset_s + t * (1 + ppm / 1e6) of the event.

    The event is read between its samples by a windowed sinc of 32 of them.
    """
    time = np.arange(round(seconds * RATE))
    exact = (offset_s * RATE) + time * (1 + ppm * 1e-6)
    first = np.floor(exact).astype(int)
    heard = np.zeros(len(time))
    for tap in range(-15, 17):
        place = first + tap
        inside = (place >= 0) & (place < len(event))
        away = exact - place
        weight = np.sinc(away) * np.cos(np.pi * np.clip(away / 33, -0.5, 0.5)) ** 2
        heard[inside] += weight[inside] * event[place[inside]]
    level = float(np.std(event)) * 10 ** (noise_db / 20)
    return (heard + level * np.random.default_rng(seed).standard_normal(len(time))).astype("f4")


def in_bad_room(sound: Mono, seed: int = 2) -> Mono:
    """With reverberation 14 dB stronger than the direct sound, without anything over 3.4 kHz, and
    with noise 10 dB below.
    """
    rng = np.random.default_rng(seed)
    tail = np.arange(1, 4800)
    response = np.concatenate([[1.0], rng.standard_normal(4799) * np.exp(-tail / 900) * 0.25])
    size = 1 << (len(sound) + 4800).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.fft.rfft(response, size)
    spectrum *= 1 / np.sqrt(1 + (np.fft.rfftfreq(size, 1 / RATE) / 3400) ** 8)
    wet = np.fft.irfft(spectrum, size)[: len(sound)]
    noise = np.std(wet) * 10 ** (-10 / 20) * rng.standard_normal(len(sound))
    return (wet + noise).astype("f4")


def write_scene(folder: Path) -> None:
    """scene.wav of 24 s; take.wav, which starts 3 s into it; and clap.mov, a video of it."""
    event = scene(24)
    write_audio(folder / "scene.wav", event[:, np.newaxis], RATE)
    write_audio(folder / "take.wav", recorded(event, 3.0, 0.0, 15)[:, np.newaxis], RATE)
    write_clap(folder / "clap.mov", late=0)


def write_clap(path: Path, late: int, seconds: float = 4.0, flash: bool = True) -> None:
    """A video at 25 pictures a second of a flash, seen `late` pictures after its bang at 2 s."""
    sound = 0.01 * scene(seconds, 3)
    bang = np.random.default_rng(4).standard_normal(RATE // 20) * np.exp(
        -np.arange(RATE // 20) / 80
    )
    sound[2 * RATE : 2 * RATE + len(bang)] += 0.3 * bang.astype("f4")
    pictures = np.full((round(seconds * 25), 90, 160, 3), 60, np.uint8)
    rng = np.random.default_rng(5)
    pictures += rng.integers(0, 20, pictures.shape[1:], np.uint8)
    if flash:
        pictures[50 + late : 52 + late] = 235
    write_video(path, list(pictures), Fraction(25), audio=AudioBuffer(sound[:, np.newaxis], RATE))
