"""Small clips with something that moves, for jobs that look at pictures."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT = 160, 90
_JUMP_S = 1.5


def write_clip(path: Path, seconds: float = 6, rate: int = 25, seed: int = 0) -> Path:
    """A textured picture over which a square moves, and leaps every second and a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    ground = random.integers(60, 180, (HEIGHT // 6, WIDTH // 6), np.uint8)
    ground = np.kron(ground, np.ones((6, 6), np.uint8))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.thread_count = 1
        for number in range(round(seconds * rate)):
            time = number / rate
            x = int(WIDTH / 2 + (WIDTH / 3) * np.sin(time)) - 10
            y = 20 + int(30 * abs(np.sin(np.pi * time / _JUMP_S)))
            picture = np.zeros((HEIGHT, WIDTH), np.uint8)
            picture[: ground.shape[0], : ground.shape[1]] = ground
            picture[y : y + 18, x : x + 18] = 250
            frame = av.VideoFrame.from_ndarray(picture, format="gray").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
