"""Clips on disk for cuts: short, small, with motion whose moments are known."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from backbeat.media.decode import AudioBuffer
from backbeat.media.encode import write_video

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
