"""Synthetic clips of which it is known what moves, when and how fast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 320, 180
RATE = Fraction(25)


def texture(seed: int, width: int = WIDTH, height: int = HEIGHT, fine: float = 2.0) -> Picture:
    """A ground with detail of all sizes from `fine` pixels up, RGB."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width, 3))
    for size in (fine, 3 * fine, 9 * fine, 27 * fine):
        noise = random.standard_normal((height, width, 3))
        soft = cv2.GaussianBlur(noise, (0, 0), size)
        total += soft / soft.std()
    return np.clip(128 + 28 * total, 20, 235).astype(np.uint8)


def scene(seed: int) -> Picture:
    """A ground in colours of its own, so that two scenes differ as two places do."""
    random = np.random.default_rng(seed + 1000)
    tint = random.uniform(0.35, 1.0, 3)
    lift = random.uniform(-30, 30, 3)
    return np.clip(texture(seed) * tint + lift, 16, 235).astype(np.uint8)


def shot(seed: int, count: int, speed: float = 1.5) -> Iterator[Picture]:
    """A scene in which a square of another scene moves by `speed` pixels a picture."""
    ground, square = scene(seed), scene(seed + 500)[:50, :50]
    for number in range(count):
        picture = ground.copy()
        left = round(20 + speed * number) % (WIDTH - 50)
        picture[60:110, left : left + 50] = square
        yield picture


def pan(seed: int, count: int, step: float) -> Iterator[Picture]:
    """A camera that pans by `step` pixels a picture over a still ground."""
    ground = texture(seed, WIDTH + int(abs(step) * count) + 8)
    for number in range(count):
        left = abs(step) * number if step > 0 else abs(step) * (count - number)
        moved = cv2.getRectSubPix(
            ground, (WIDTH, HEIGHT), (left + WIDTH / 2 - 0.5, HEIGHT / 2 - 0.5)
        )
        yield np.asarray(moved, np.uint8)


def bounces(seed: int, seconds: float, rate: Fraction = RATE) -> tuple[list[Picture], list[float]]:
    """A ball that falls and bounces before a still ground with a camera's noise.

    Returns:
        The pictures, and when the ball hits the floor, in seconds.
    """
    random = np.random.default_rng(seed)
    ground, floor, radius = texture(seed), 160.0, 22
    gravity = random.uniform(300, 600)
    height = random.uniform(70, 110)
    impacts = [float(np.sqrt(2 * height / gravity))]
    speed = gravity * impacts[0] * 0.85
    while (after := impacts[-1] + 2 * speed / gravity) < seconds and speed > 60:
        impacts.append(after)
        speed *= 0.85
    pictures = []
    for number in range(round(seconds * rate)):
        time = float(number / rate)
        done = sum(impact <= time for impact in impacts)
        if done == 0:
            above = height - gravity * time**2 / 2
        else:
            into = time - impacts[done - 1]
            above = max(0.0, gravity * impacts[0] * 0.85**done * into - gravity * into**2 / 2)
        picture = ground.copy()
        centre = (round(16 * (60 + 40 * time)), round(16 * (floor - radius - above)))
        cv2.circle(picture, centre, radius * 16, (250, 235, 120), -1, cv2.LINE_AA, 4)
        cv2.circle(picture, centre, radius * 8, (120, 60, 40), -1, cv2.LINE_AA, 4)
        noise = random.normal(0, 2, picture.shape)
        pictures.append(np.clip(picture + noise, 0, 255).astype(np.uint8))
    return pictures, [impact for impact in impacts if impact < seconds - 0.1]


def mixed(one: Picture, other: Picture, share: float) -> Picture:
    """A picture of a dissolve: `share` of the other."""
    return np.rint(one * (1 - share) + other * share).astype(np.uint8)


def encode(
    path: Path,
    pictures: Iterable[Picture],
    rate: Fraction = RATE,
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    times: Callable[[int], int] = lambda number: number,
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
    aspect: Fraction | None = None,
) -> Path:
    """Writes pictures with any codec, in the container that the ending names.

    Args:
        times: of each picture, by its number, in units of 1/1000 s where it is given, else of
            1/rate.
    """
    with av.open(str(path), "w", options=container or {}) as file:
        stream = file.add_stream(codec, rate=rate, options=options or {"crf": "16"})
        assert isinstance(stream, av.VideoStream)
        stream.pix_fmt = pixels
        uneven = times(1) != 1
        base = Fraction(1, 1000) if uneven else 1 / rate
        stream.codec_context.time_base = base
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        for number, picture in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
            form = "rgba" if picture.shape[2] == 4 else "rgb24"
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=form)
            frame.pts, frame.time_base = times(number), base
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path
