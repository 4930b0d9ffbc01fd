"""A simulated clip: a place, what moves in it, a camera, a light, a codec; and when things hit."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from training.foley import ball_actors, falling_actors, still_actors, striking_actors, unseen_actors
from training.foley.actors import SECONDS, Actor, eased
from training.foley.shapes import (
    HEIGHT,
    WIDTH,
    Picture,
    Point,
    Random,
    background,
    disc,
    log_uniform,
    still_window,
    window,
)

RATE = 60
SEEN = (160, 90)
"""Width and height of what the network sees."""
_SUBFRAMES = 3
_MERGED_S = 0.05
"""Impacts nearer than this are one."""

_HITTING = (
    (striking_actors.striker, 0.2),
    (striking_actors.stick, 0.15),
    (striking_actors.chop, 0.08),
    (striking_actors.drums, 0.05),
    (striking_actors.clap, 0.05),
    (ball_actors.ball, 0.12),
    (ball_actors.rally, 0.08),
    (ball_actors.billiard, 0.05),
    (falling_actors.drop, 0.06),
    (falling_actors.put_down, 0.05),
    (falling_actors.walk, 0.06),
    (striking_actors.recoil, 0.06),
    (falling_actors.door, 0.03),
    (falling_actors.jump, 0.02),
)
_MOVING = (
    (still_actors.swing_free, 0.34),
    (still_actors.pendulum, 0.12),
    (still_actors.slide, 0.14),
    (still_actors.toss, 0.1),
    (still_actors.gesture, 0.12),
    (still_actors.passing, 0.08),
    (still_actors.fan, 0.04),
    (still_actors.cloth, 0.06),
)
UNSEEN = {
    "dominoes": unseen_actors.dominoes,
    "gate": unseen_actors.gate,
    "stamp": unseen_actors.stamp,
}
FREE = {
    "free swing": still_actors.swing_free,
    "pendulum": still_actors.pendulum,
    "slide": still_actors.slide,
}
HITTING = {maker.__name__: maker for maker, _ in _HITTING}


@dataclass(frozen=True)
class Clip:
    """What the network is shown, and what it should say."""

    pictures: NDArray[np.uint8]
    """Shape (n, 90, 160), 60 a second."""
    impacts: NDArray[np.float64]
    """In seconds, ascending."""
    kinds: tuple[str, ...]


def clip(seed: int, kind: str = "") -> Clip:
    """A clip of one seed: the same each time.

    Args:
        seed: of everything in it.
        kind: the one thing that moves, of `UNSEEN`, `FREE` or `HITTING`; empty: as it comes.
    """
    random = np.random.default_rng(seed)
    cast = cast_of(random, kind)
    shutter, stage = staged(random, cast)
    return Clip(_filmed(random, stage, shutter), stage.impacts, stage.kinds)


def cast_of(random: Random, kind: str = "") -> list[Actor]:
    """What moves in a clip, `kind` as for `clip`."""
    if kind:
        maker = {**UNSEEN, **FREE, **HITTING}[kind]
        return [maker(random)]
    hitting = int(random.choice([0, 1, 2, 3], p=[0.26, 0.56, 0.14, 0.04]))
    moving = (
        int(random.choice([0, 1, 2], p=[0.45, 0.38, 0.17]))
        if hitting
        else int(random.integers(1, 4))
    )
    made = [_drawn(random, _HITTING)(random) for _ in range(hitting)]
    for _ in range(moving):
        made.insert(int(random.integers(0, len(made) + 1)), _drawn(random, _MOVING)(random))
    return made


def _drawn(random: Random, choices):
    weights = np.array([weight for _, weight in choices])
    return choices[int(random.choice(len(choices), p=weights / weights.sum()))][0]


class _Camera:
    """A camera on legs, in a hand, turning, zooming, shaken or following."""

    def __init__(self, random: Random) -> None:
        self.kind = str(
            random.choice(
                ["still", "hand", "pan", "zoom", "shake", "roll"],
                p=[0.4, 0.27, 0.13, 0.07, 0.08, 0.05],
            )
        )
        self._reach = log_uniform(random, 0.4, 8) * (2.5 if self.kind == "shake" else 1)
        self._rates, self._phases = random.uniform(0.3, 3.5, 4), random.uniform(0, 6, 4)
        self._turn = random.uniform(-90, 90, 2)
        self._from, self._to = sorted(random.uniform(0, SECONDS, 2))
        self._zoom = random.uniform(-0.1, 0.1)
        self._still_zoom = 1.0

    def view(self, t: float) -> tuple[float, float, float, float]:
        """How far right and down it looks, how near, and how far it rolls."""
        right = down = roll = 0.0
        zoom = 1.0
        wave = np.sin(2 * math.pi * self._rates * t + self._phases)
        if self.kind in ("hand", "shake", "roll"):
            right = self._reach * (wave[0] + 0.5 * wave[1])
            down = self._reach * 0.7 * (wave[2] + 0.5 * wave[3])
            roll = 0.03 * wave[0] if self.kind == "roll" else 0.004 * wave[2]
        elif self.kind == "pan":
            along = eased(min(1.0, max(0.0, (t - self._from) / (self._to - self._from + 0.2))))
            right, down = self._turn[0] * along, self._turn[1] * along * 0.5
        elif self.kind == "zoom":
            zoom = 1 + self._zoom * t
        return float(right), float(down), float(zoom), float(roll)


@dataclass(frozen=True)
class Stage:
    """All that a clip shows, whatever films it."""

    cast: list[Actor]
    here: Picture
    there: Picture
    """The place after the cut."""
    camera: _Camera
    noise: float
    """Standard deviation of a camera's noise, in steps of 255."""
    cut: float | None
    """When, in seconds."""
    lamp: _Lamp
    front: _Foreground | None

    def drawn(self, t: float) -> Picture:
        """What is seen at a moment, without blur, light and noise."""
        gone = self.cut is not None and t >= self.cut
        place, cast = (self.there, []) if gone else (self.here, self.cast)
        return _drawn_at(t, place, self.camera, cast, self.front)

    def lit(self, random: Random, picture: Picture, t: float) -> NDArray[np.uint8]:
        """A picture under the light of a moment, with the camera's noise."""
        lit = self.lamp.light(picture, t)
        grain = random.normal(0, self.noise, (HEIGHT // 2, WIDTH // 2)).astype(np.float32)
        lit += cv2.resize(grain, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
        return np.clip(lit, 0, 255).astype(np.uint8)

    @property
    def impacts(self) -> NDArray[np.float64]:
        """Moments at which things hit in the picture, in seconds, ascending."""
        merged: list[float] = []
        for moment in sorted(moment for actor in self.cast for moment in actor.impacts):
            before_cut = self.cut is None or moment < self.cut
            if moment > 0 and before_cut and (not merged or moment - merged[-1] > _MERGED_S):
                merged.append(moment)
        return np.array(merged)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(actor.kind for actor in self.cast)


def staged(random: Random, cast: list[Actor]) -> tuple[float, Stage]:
    """Where a cast moves, and the share of a 60th of a second that the shutter is open."""
    here, camera = background(random), _Camera(random)
    shutter, noise = random.uniform(0.08, 0.95), log_uniform(random, 0.4, 9)
    cut = float(random.uniform(0.5, 3.5)) if random.random() < 0.12 else None
    there = background(random) if cut is not None else here
    lamp = _Lamp(random)
    front = _Foreground(random) if random.random() < 0.12 else None
    return float(shutter), Stage(cast, here, there, camera, noise, cut, lamp, front)


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


def _drawn_at(
    t: float, place: Picture, camera: _Camera, cast: list[Actor], front: _Foreground | None
) -> Picture:
    right, down, zoom, roll = camera.view(t)
    still = camera.kind == "still"
    picture = still_window(place) if still else window(place, right, down, zoom, roll)
    middle = np.array([WIDTH / 2, HEIGHT / 2])
    cos, sin = zoom * math.cos(roll), zoom * math.sin(roll)
    turn = np.array([[cos, -sin], [sin, cos]])

    def seen(point: Point) -> Point:
        return turn @ (np.asarray(point, float) - middle) + middle - [right, down]

    for actor in cast:
        actor.draw(picture, t, seen, zoom)
    if front is not None:
        front.draw(picture, t)
    return picture


class _Foreground:
    """Something near the lens that hides a part."""

    def __init__(self, random: Random) -> None:
        self._at = random.uniform(0, 1, 2) * [WIDTH, HEIGHT]
        self._size, self._shade = log_uniform(random, 15, 70), random.uniform(5, 240)
        self._rate, self._reach = random.uniform(0, 0.6), random.uniform(0, 40)

    def draw(self, picture: Picture, t: float) -> None:
        """Draws it over everything."""
        shift = [self._reach * math.sin(2 * math.pi * self._rate * t), 0]
        disc(picture, self._at + shift, self._size, self._shade, 1.3)


class _Lamp:
    """Light that stays, flickers, fades or flashes, and a camera that exposes for it."""

    def __init__(self, random: Random) -> None:
        chance = random.random()
        self._kind = (
            "still"
            if chance < 0.75
            else "flicker"
            if chance < 0.85
            else "fade"
            if chance < 0.93
            else "flash"
        )
        self._size, self._rate = random.uniform(0.01, 0.15), random.uniform(2, 14)
        self._moments = random.uniform(0, SECONDS, int(random.integers(1, 4)))
        self._gain, self._lift = random.uniform(0.6, 1.15), random.uniform(-15, 25)

    def light(self, picture: Picture, t: float) -> Picture:
        """The picture under this light."""
        gain = self._gain
        if self._kind == "flicker":
            gain *= 1 + self._size * math.sin(2 * math.pi * self._rate * t)
        elif self._kind == "fade":
            gain *= 1 + 3 * self._size * math.sin(2 * math.pi * 0.15 * t)
        elif self._kind == "flash":
            gain *= 1 + sum(
                0.5 * math.exp(-(t - moment) / 0.06) for moment in self._moments if t >= moment
            )
        return picture * gain + self._lift


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
