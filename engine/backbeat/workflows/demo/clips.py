"""The demo's shots: six short clips of moving shapes, each with its number and a frame counter."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.media.encode import write_video
from backbeat.progress import SILENT, Progress
from backbeat.timeline.time import from_timecode, timecode

WIDTH, HEIGHT = 640, 360
_SECONDS = 5
_FIRST_HOUR = 10

Mask = NDArray[np.bool_]
"""`(HEIGHT, WIDTH)`: where a shape is."""
_BACK, _BAND, _SHAPE, _INK, _TRACK = range(5)
_PALETTES = (
    ((22, 34, 57), (30, 46, 76), (238, 122, 48), (255, 244, 224), (50, 68, 102)),
    ((46, 20, 52), (60, 28, 68), (86, 205, 178), (240, 255, 248), (86, 46, 94)),
    ((18, 48, 44), (26, 62, 57), (250, 204, 76), (255, 250, 228), (42, 86, 79)),
    ((60, 24, 24), (77, 33, 31), (120, 190, 250), (240, 248, 255), (104, 52, 48)),
    ((36, 38, 44), (48, 51, 58), (236, 84, 120), (255, 238, 242), (74, 78, 88)),
    ((52, 44, 16), (68, 58, 24), (176, 140, 250), (246, 240, 255), (94, 82, 40)),
)
"""Red, green, blue of each clip's background, bands, shape, figures and unlit figures."""
CLIPS = len(_PALETTES)
"""How many there are."""
_SEGMENTS = (
    "abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg",
)  # fmt: skip
"""Which bars of a seven-segment display each figure lights, IEC's letters."""
_BOXES = {
    "a": (0.0, 0.0, 1.0, 0.16),
    "b": (0.76, 0.0, 1.0, 0.54),
    "c": (0.76, 0.46, 1.0, 1.0),
    "d": (0.0, 0.84, 1.0, 1.0),
    "e": (0.0, 0.46, 0.24, 1.0),
    "f": (0.0, 0.0, 0.24, 0.54),
    "g": (0.0, 0.42, 1.0, 0.58),
}
"""Left, top, right, bottom of each bar in a figure of size 1 by 1."""

# A row and a column, which numpy spreads over the picture as a shape needs them.
_X = np.arange(WIDTH, dtype=np.float32)[None, :]
_Y = np.arange(HEIGHT, dtype=np.float32)[:, None]


@dataclass(frozen=True)
class Clip:
    """One clip on disk."""

    path: Path
    number: int
    """What it shows in large figures, from 1."""
    rate: Fraction
    """Frames a second."""
    start: int
    """Timecode of its first frame, as a count of frames."""
    frames: int
    """Length."""

    @property
    def name(self) -> str:
        """Its file's name."""
        return self.path.name


def clip_name(number: int) -> str:
    """The file of clip `number`, from 1."""
    return f"shot_{number}.mov"


def make_clips(
    folder: Path,
    rate: Fraction,
    staged: Callable[[Path], Path],
    progress: Progress = SILENT,
) -> tuple[Clip, ...]:
    """Draws and writes `shot_1.mov` to `shot_6.mov`, with timecode from 10:01:00:00, 10:02 ... on.

    Args:
        folder: where they will be.
        rate: frames a second.
        staged: where to write a file meanwhile.
        progress: notified as work proceeds, and polled for cancellation.

    Raises:
        OutputError: the folder cannot be written to.
        CancelledError: the job was asked to stop.
    """
    clips = []
    for number in range(1, CLIPS + 1):
        nominal = max(1, round(rate))
        start = from_timecode(f"{_FIRST_HOUR}:{number:02}:00:00", rate)
        clip = Clip(folder / clip_name(number), number, rate, start, _SECONDS * nominal)
        part = progress.part((number - 1) / CLIPS, number / CLIPS)
        write_video(
            staged(clip.path),
            pictures(number, clip.frames),
            rate,
            start_timecode=timecode(start, rate),
            progress=part,
        )
        clips.append(clip)
    return tuple(clips)


def pictures(number: int, frames: int) -> Iterator[NDArray[np.uint8]]:
    """The frames of clip `number`, `(HEIGHT, WIDTH, 3)` red, green, blue."""
    palette = np.array(_PALETTES[number - 1], np.uint8)
    shape = _SHAPES[number - 1]
    ground = np.zeros((HEIGHT, WIDTH), np.uint8)
    ground[:, np.arange(WIDTH) // 40 % 2 == 1] = _BAND
    figure = np.zeros_like(ground)
    _draw_figure(figure, number, (40, 84, 112, 192), None)
    for frame in range(frames):
        picture = ground.copy()
        picture[shape(frame / frames)] = _SHAPE
        np.copyto(picture, figure, where=figure != 0)
        for place, digit in enumerate(f"{frame:03}"):
            _draw_figure(picture, int(digit), (500 + 36 * place, 288, 26, 44), _TRACK)
        picture[HEIGHT - 12 :] = _TRACK
        picture[HEIGHT - 12 :, : round(WIDTH * (frame + 1) / frames)] = _INK
        yield palette.take(picture, axis=0)


def _draw_figure(
    picture: NDArray[np.uint8], digit: int, box: tuple[int, int, int, int], unlit: int | None
) -> None:
    """Draws one figure into `box` (left, top, width, height); unlit bars first, where wanted."""
    left, top, width, height = box
    lit = _SEGMENTS[digit]
    for bars, colour in ((set(_BOXES) - set(lit), unlit), (set(lit), _INK)):
        if colour is None:
            continue
        for bar in bars:
            x0, y0, x1, y1 = _BOXES[bar]
            rows = slice(top + round(y0 * height), top + round(y1 * height))
            picture[rows, left + round(x0 * width) : left + round(x1 * width)] = colour


def _orbit(done: float) -> Mask:
    turn = 4 * math.pi * done
    return _disc(400 + 130 * math.cos(turn), 160 + 84 * math.sin(turn), 56)


def _sweep(done: float) -> Mask:
    place = 220 + 400 * abs(2 * ((1.5 * done) % 1) - 1)
    inside: Mask = (abs(_X - place) < 34) & (_Y > 40) & (_Y < 268)
    return inside


def _bounce(done: float) -> Mask:
    height = abs(math.sin(5 * math.pi * done))
    inside: Mask = (abs(_X - (220 + 360 * done)) < 48) & (abs(_Y - (220 - 130 * height)) < 48)
    return inside


def _ripple(done: float) -> Mask:
    distance = np.hypot(_X - 410, _Y - 160)
    inside: Mask = ((distance - 360 * done) % 72 < 24) & (distance < 128)
    return inside


def _stripes(done: float) -> Mask:
    inside: Mask = ((_X + _Y - 900 * done) % 90 < 30) & (_X > 220) & (_Y > 40) & (_Y < 268)
    return inside


def _pendulum(done: float) -> Mask:
    angle = 0.9 * math.sin(6 * math.pi * done)
    away = _X - 410
    rod = (abs(away * math.cos(angle) - _Y * math.sin(angle)) < 5) & (np.hypot(away, _Y) < 200)
    ball: Mask = _disc(410 + 200 * math.sin(angle), 200 * math.cos(angle), 46) | rod
    return ball


def _disc(x: float, y: float, radius: float) -> Mask:
    inside: Mask = (_X - x) ** 2 + (_Y - y) ** 2 < radius**2
    return inside


_SHAPES: tuple[Callable[[float], Mask], ...] = (
    _orbit,
    _sweep,
    _bounce,
    _ripple,
    _stripes,
    _pendulum,
)
"""Each clip's own shape, from the part of the clip that is over, 0 to 1."""
