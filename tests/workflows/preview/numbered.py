"""Clips whose pictures carry a number, and films that it is read back from."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

_ACROSS, _DOWN = 4, 3
_BITS = _ACROSS * _DOWN
CLIP = 256
"""Number of the first picture of clip 1; that of clip n is n times as much."""


def picture(number: int, width: int = 320, height: int = 180) -> NDArray[np.uint8]:
    """A picture of twelve fields, dark or bright, that are the bits of `number`; (h, w, 3)."""
    bits = [(number >> bit) & 1 for bit in range(_BITS)]
    fields = np.array(bits, np.uint8).reshape(_DOWN, _ACROSS) * 180 + 40
    rows = np.arange(height) * _DOWN // height
    columns = np.arange(width) * _ACROSS // width
    return np.repeat(fields[rows][:, columns][:, :, None], 3, axis=2)


def number_of(luma: NDArray[np.uint8]) -> int:
    """The number that a picture carries, from its luma, (h, w)."""
    height, width = luma.shape
    found = 0
    for bit in range(_BITS):
        row, column = divmod(bit, _ACROSS)
        y, x = int((row + 0.5) * height / _DOWN), int((column + 0.5) * width / _ACROSS)
        middle = luma[y - 4 : y + 4, x - 4 : x + 4]
        found |= int(middle.mean() > 125) << bit
    return found


def write_clip(
    path: Path,
    times: Sequence[Fraction],
    first: int = CLIP,
    size: tuple[int, int] = (320, 180),
    drawn: Callable[[int, int, int], NDArray[np.uint8]] = picture,
    gop: int = 12,
) -> Path:
    """Writes a clip with B-frames, a picture at each time, numbered from `first` on."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"crf": "10", "bf": "2"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.gop_size = gop
        stream.codec_context.time_base = stream.time_base = Fraction(1, 90000)
        for index, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(drawn(first + index, *size), format="rgb24")
            frame.pts, frame.time_base = round(time * 90000), Fraction(1, 90000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def even(count: int, rate: int | Fraction) -> list[Fraction]:
    """Times of pictures at a constant rate."""
    return [index / Fraction(rate) for index in range(count)]


def lumas(path: Path) -> list[NDArray[np.uint8]]:
    """The luma of each picture, as PyAV plays the film."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray()[: frame.height] for frame in container.decode(video=0)]


def lumas_by_ffmpeg(path: Path, size: tuple[int, int]) -> list[NDArray[np.uint8]]:
    """The same, as the ffmpeg of the system plays it at the rate the file states."""
    made = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        capture_output=True,
        check=True,
    ).stdout
    pictures = np.frombuffer(made, np.uint8).reshape(-1, size[1], size[0])
    return list(pictures)


def numbers(path: Path) -> list[int]:
    """The numbers of a film's pictures."""
    return [number_of(luma) for luma in lumas(path)]
