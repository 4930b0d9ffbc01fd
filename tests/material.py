"""Clips on disk for cuts: short, small, with motion whose moments are known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_audio, write_video
from tests.loudness.synthetic_speech import synthetic_speech

WIDTH, HEIGHT = 192, 108


def write_clip(
    path: Path,
    seconds: float = 6,
    rate: Fraction = Fraction(25),
    seed: int = 1,
    timecode: str | None = None,
    sound: bool = False,
) -> Path:
    """A textured square, never at rest, hops every two thirds of a second on a textured ground."""
    hum = np.sin(np.arange(round(seconds * 48000)) * 0.03).astype(np.float32)[:, np.newaxis] * 0.2
    write_video(
        path,
        _pictures(round(seconds * rate), rate, seed),
        rate,
        start_timecode=timecode,
        audio=AudioBuffer(hum, 48000) if sound else None,
    )
    return path


def write_talk(path: Path, seconds: float, said: list[tuple[float, float]]) -> Path:
    """A clip whose stereo sound speaks, by rule, from one second to another, over soft noise."""
    sound = _talk(seconds, said, 0)
    pictures = _pictures(round(seconds * 25), Fraction(25), 1)
    write_video(path, pictures, Fraction(25), audio=AudioBuffer(sound, 48000))
    return path


def write_knocks(path: Path, seconds: float, knocks: Sequence[float]) -> Path:
    """A clip whose square slides to the right, and whose sound knocks, over soft noise."""
    random = np.random.default_rng(1)
    sound = random.standard_normal((round(seconds * 48000), 2)).astype(np.float32) * 0.001
    for at in knocks:
        first = round(at * 48000)
        burst = np.convolve(random.standard_normal(4800) * 0.3, np.hanning(9) / 4, "same")
        wave = burst * np.exp(-np.arange(4800) / 700)
        sound[first : first + 4800] += wave[: len(sound) - first, np.newaxis].astype(np.float32)
    square, pictures = texture(5, 36, 36), []
    for number in range(round(seconds * 25)):
        picture = texture(6, 96, 160)
        left = 10 + number % 100
        picture[30:66, left : left + 36] = square
        pictures.append(picture)
    write_video(path, pictures, Fraction(25), audio=AudioBuffer(sound, 48000))
    return path


def write_voice(path: Path, seconds: float, said: list[tuple[float, float]], seed: int = 0) -> Path:
    """A recording that speaks as `write_talk` does."""
    write_audio(path, _talk(seconds, said, seed)[:, :1], 48000)
    return path


def _talk(seconds: float, said: list[tuple[float, float]], seed: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(seed).standard_normal((round(seconds * 48000), 2)) * 0.002
    sound = noise.astype(np.float32)
    for number, (start, end) in enumerate(said):
        voice = synthetic_speech(end - start, seed + number)
        first = round(start * 48000)
        sound[first : first + len(voice)] += voice[: len(sound) - first, np.newaxis]
    return sound


def write_still(path: Path, seed: int = 1) -> Path:
    """A textured picture."""
    Image.fromarray(texture(seed, HEIGHT * 2, WIDTH * 2)).save(path)
    return path


def write_clips(folder: Path, count: int = 4, seconds: float = 6) -> list[Path]:
    """Clips `clip_1.mov` and so on, each of another texture."""
    folder.mkdir(exist_ok=True)
    return [
        write_clip(folder / f"clip_{number}.mov", seconds, seed=number)
        for number in range(1, count + 1)
    ]


def texture(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    coarse = np.random.default_rng(seed).integers(40, 216, (height // 6, width // 6, 3), np.uint8)
    return np.kron(coarse, np.ones((6, 6, 1), np.uint8))


def _pictures(count: int, rate: Fraction, seed: int) -> Iterator[NDArray[np.uint8]]:
    ground = texture(seed, HEIGHT, WIDTH)
    square = texture(seed + 100, 36, 36)
    for number in range(count):
        into = float(number / rate) % (2 / 3) / (2 / 3)
        hop = int(float(number / rate) / (2 / 3)) % 4
        left = 10 + 36 * hop + round(36 * min(1.0, into * 4))
        picture = ground.copy()
        top = 36 + round(12 * math.sin(number * 0.9))
        picture[top : top + 36, left : left + 36] = square
        yield picture
