"""The stage of a simulated clip: a place, what moves in it, a camera and a light."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

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

MERGED_S = 0.05
"""Impacts nearer than this are one."""


class _Camera:
    """A camera on legs, in a hand, turning, zooming, shaken or following."""

    def __init__(self, random: Random, follows: bool = False) -> None:
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
        if follows:
            self.kind = "hand"
            self._reach, self._rates = self._reach * 8, self._rates * 0.3

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
            if moment > 0 and before_cut and (not merged or moment - merged[-1] > MERGED_S):
                merged.append(moment)
        return np.array(merged)

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(actor.kind for actor in self.cast)


def staged(random: Random, cast: list[Actor]) -> tuple[float, Stage]:
    """Where a cast moves, and the share of a 60th of a second that the shutter is open."""
    here = background(random)
    camera = _Camera(random, follows=any(actor.kind == "followed" for actor in cast))
    shutter, noise = random.uniform(0.08, 0.95), log_uniform(random, 0.4, 9)
    cut = float(random.uniform(0.5, 3.5)) if random.random() < 0.12 else None
    there = background(random) if cut is not None else here
    lamp = _Lamp(random)
    front = _Foreground(random) if random.random() < 0.12 else None
    return float(shutter), Stage(cast, here, there, camera, noise, cut, lamp, front)


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
