"""A simulated clip: a place, what moves in it, a camera, a light, a codec; and when things hit."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from training.foley.actors import SECONDS
from training.foley.casts import cast_of
from training.foley.shapes import HEIGHT, SEEN, WIDTH, Random, log_uniform
from training.foley.stage import Stage, staged
from training.foley.visibility import places

RATE = 60
_SUBFRAMES = 3


@dataclass(frozen=True)
class Clip:
    """What the network is shown, and what it should say."""

    pictures: NDArray[np.uint8]
    """Shape (n, 90, 160), 60 a second."""
    impacts: NDArray[np.float64]
    """In seconds, ascending."""
    kinds: tuple[str, ...]
    places: NDArray[np.float64]
    """Where each impact is seen, x and y in pixels, shape (n, 2); NaN where nobody can see it."""


def clip(seed: int, kind: str = "") -> Clip:
    """A clip of one seed: the same each time.

    Args:
        seed: of everything in it.
        kind: of what moves, as for `casts.cast_of`.
    """
    random = np.random.default_rng(seed)
    cast = cast_of(random, kind)
    shutter, stage = staged(random, cast)
    return Clip(_filmed(random, stage, shutter), stage.impacts, stage.kinds, places(stage))


def _filmed(random: Random, stage: Stage, shutter: float) -> NDArray[np.uint8]:
    frames = []
    for number in range(int(SECONDS * RATE)):
        total = np.zeros((HEIGHT, WIDTH), np.float32)
        for part in range(_SUBFRAMES):
            total += stage.drawn((number + shutter * part / _SUBFRAMES) / RATE)
        frames.append(stage.lit(random, total / _SUBFRAMES, number / RATE))
    return finished(random, frames)


def finished(
    random: Random, frames: list[NDArray[np.uint8]], rate: Fraction = Fraction(RATE)
) -> NDArray[np.uint8]:
    """Pictures as the network is shown them: letterboxed and compressed now and then, and small."""
    frames = _letterboxed(random, frames)
    if random.random() < 0.7:
        frames = _encoded(random, frames, rate)
    return np.stack([cv2.resize(frame, SEEN, interpolation=cv2.INTER_AREA) for frame in frames])


def _letterboxed(random: Random, frames: list[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    if random.random() > 0.1:
        return frames
    if random.random() < 0.5:
        bar = int(random.uniform(0.06, 0.15) * HEIGHT)
        small = [cv2.resize(frame, (WIDTH, HEIGHT - 2 * bar)) for frame in frames]
        return [cv2.copyMakeBorder(one, bar, bar, 0, 0, cv2.BORDER_CONSTANT) for one in small]
    bar = int(random.uniform(0.1, 0.3) * WIDTH)
    small = [cv2.resize(frame, (WIDTH - 2 * bar, HEIGHT)) for frame in frames]
    return [cv2.copyMakeBorder(one, 0, 0, bar, bar, cv2.BORDER_CONSTANT) for one in small]


def _encoded(
    random: Random, frames: list[NDArray[np.uint8]], rate: Fraction
) -> list[NDArray[np.uint8]]:
    """The pictures through H.264 or MPEG-4, of any quality."""
    codec = "libx264" if random.random() < 0.8 else "mpeg4"
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        if codec == "libx264":
            quality = str(int(random.integers(20, 38)))
            stream.options = {"crf": quality, "preset": "ultrafast", "threads": "1"}
        else:
            stream.options = {"threads": "1"}
            stream.bit_rate = int(log_uniform(random, 3e5, 3e6))
        for frame in frames:
            container.mux(
                stream.encode(
                    av.VideoFrame.from_ndarray(frame, format="gray").reformat(format="yuv420p")
                )
            )
        container.mux(stream.encode())
    file.seek(0)
    with av.open(file) as container:
        decoded = [
            frame.to_ndarray(format="gray")[:HEIGHT, :WIDTH] for frame in container.decode(video=0)
        ]
    return decoded if len(decoded) == len(frames) else frames
