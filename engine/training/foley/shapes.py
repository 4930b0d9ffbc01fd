"""Things as they are drawn: outlines with details, limbs, grounds and backgrounds, in grey."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 320, 180
"""Of the picture that is drawn."""
SEEN = (WIDTH // 2, HEIGHT // 2)
"""Width and height of what the network sees of it."""
Random = np.random.Generator
Picture = NDArray[np.float32]
Point = NDArray[np.float64]
_SUBPIXEL = 4


@dataclass
class Shape:
    """A thing: an outline about its middle, with details on it."""

    outline: NDArray[np.float64]
    """Shape (n, 2), of size about 1."""
    size: float
    """Half its length, in pixels."""
    shade: float
    details: list[tuple[NDArray[np.float64], float]] = field(default_factory=list)
    limb: float = 0.0
    """Width of the arm it is held by, against its size; 0: it is held by nothing."""
    limb_shade: float = 0.0

    def draw(
        self,
        picture: Picture,
        at: Point,
        angle: float = 0.0,
        scale: float = 1.0,
        held_from: Point | None = None,
        squash: float = 1.0,
    ) -> None:
        """Draws it.

        Args:
            picture: what it is drawn on.
            at: where its middle is, in pixels.
            angle: in radians.
            scale: against its size.
            held_from: where the arm that holds it comes from.
            squash: how flat an impact makes it, upright; 1: not at all.
        """
        cos, sin = math.cos(angle), math.sin(angle)
        turn = np.array([[cos, -sin], [sin, cos]]) * self.size * scale
        if held_from is not None and self.limb:
            width = max(1, round(self.size * self.limb * scale))
            line(picture, held_from, at, self.limb_shade, width)
        for outline, shade in [(self.outline, self.shade), *self.details]:
            points = outline @ turn.T
            points[:, 1] *= squash
            polygon(picture, points + at, shade)


def line(picture: Picture, start: Point, end: Point, shade: float, width: float) -> None:
    """Draws a line, `width` pixels wide."""
    a, b = (tuple(int(v * 16) for v in np.clip(p, -2000, 2000)) for p in (start, end))
    cv2.line(picture, a, b, float(shade), max(1, round(width)), cv2.LINE_AA, _SUBPIXEL)


def polygon(picture: Picture, points: NDArray[np.float64], shade: float) -> None:
    """Fills a polygon, shape (n, 2)."""
    fixed = (np.clip(points, -2000, 2000) * 16).astype(np.int32)
    cv2.fillPoly(picture, [fixed], float(shade), cv2.LINE_AA, _SUBPIXEL)


def disc(picture: Picture, at: Point, radius: float, shade: float, flat: float = 1.0) -> None:
    """Fills a circle, or an ellipse `flat` times as high."""
    middle = tuple(int(v * 16) for v in np.clip(at, -2000, 2000))
    axes = (max(8, int(radius * 16)), max(8, int(radius * flat * 16)))
    cv2.ellipse(picture, middle, axes, 0, 0, 360, float(shade), -1, cv2.LINE_AA, _SUBPIXEL)


def log_uniform(random: Random, low: float, high: float) -> float:
    """A number between two, each factor as likely as the next."""
    return float(np.exp(random.uniform(math.log(low), math.log(high))))


def shape(random: Random, kind: str = "", size: float = 0.0) -> Shape:
    """A thing of random outline, shade and details.

    Args:
        random: draws it.
        kind: "blob", "box", "bar" or "disc"; empty: any.
        size: half its length in pixels; 0: any.
    """
    kind = kind or str(random.choice(["blob", "box", "disc", "bar"]))
    size = size or log_uniform(random, 6, 60)
    outline = _outline(random, kind)
    shade = float(random.uniform(5, 250))
    made = Shape(outline, size, shade)
    for _ in range(int(random.integers(0, 5))):
        part = outline * random.uniform(0.1, 0.6)
        part = part + random.uniform(-0.4, 0.4, 2) * np.abs(outline).max(0)
        step = random.choice([-1, 1]) * random.uniform(15, 120)
        made.details.append((part, float(np.clip(shade + step, 0, 255))))
    if random.random() < 0.55:
        made.limb = float(random.uniform(0.3, 0.9))
        made.limb_shade = shade_near(random, shade, 50)
    return made


def shade_near(random: Random, shade: float, step: float) -> float:
    """A shade that is off by `step` at most."""
    return float(np.clip(shade + random.uniform(-step, step), 0, 255))


def _outline(random: Random, kind: str) -> NDArray[np.float64]:
    turn = np.arange(20) / 20 * 2 * math.pi
    if kind == "blob":
        radius = np.ones(20)
        for wave in (2, 3, 4):
            radius += 0.3 * random.normal() * np.cos(wave * turn + random.uniform(0, 6)) / wave
        flat = random.uniform(0.45, 1)
        return np.column_stack([radius * np.cos(turn), radius * np.sin(turn) * flat])
    if kind == "disc":
        return np.column_stack([np.cos(turn), np.sin(turn)])
    high = random.uniform(0.06, 0.25) if kind == "bar" else random.uniform(0.35, 1)
    return np.array([[-1, -high], [1, -high], [1, high], [-1, high]])


_MARGIN = 120
"""Of the background round the picture, for cameras that move."""


def background(random: Random) -> Picture:
    """A place: a wall, a room, a field or a gradient, larger than the picture by a margin."""
    high, wide = HEIGHT + 2 * _MARGIN, WIDTH + 2 * _MARGIN
    kind = random.random()
    if kind < 0.3:
        made = _clouds(random, high, wide)
    elif kind < 0.6:
        made = _texture(random, high, wide)
    elif kind < 0.8:
        made = _room(random, high, wide)
    else:
        made = np.full((high, wide), random.uniform(10, 240), np.float32)
    made += np.linspace(-1, 1, wide, dtype=np.float32)[None] * random.uniform(-40, 40)
    made += np.linspace(-1, 1, high, dtype=np.float32)[:, None] * random.uniform(-40, 40)
    for _ in range(int(random.integers(0, 14))):
        _clutter(random, made)
    if random.random() < 0.4:
        made = cv2.GaussianBlur(made, (0, 0), random.uniform(0.4, 5))
    made += random.normal(0, random.uniform(0, 6), made.shape).astype(np.float32)
    return np.clip(made, 0, 255).astype(np.float32)


def window(place: Picture, right: float, down: float, zoom: float, roll: float) -> Picture:
    """The part of a background that a camera sees."""
    middle = np.array([WIDTH / 2, HEIGHT / 2])
    cos, sin = zoom * math.cos(roll), zoom * math.sin(roll)
    turn = np.array([[cos, -sin], [sin, cos]])
    start = np.array([-_MARGIN, -_MARGIN]) - middle
    shift = turn @ start + middle - [right, down]
    matrix = np.float32(np.column_stack([turn, shift]))
    return cv2.warpAffine(
        place, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )


def still_window(place: Picture) -> Picture:
    """The part of a background that a camera at rest sees."""
    return place[_MARGIN : _MARGIN + HEIGHT, _MARGIN : _MARGIN + WIDTH].copy()


def _clouds(random: Random, high: int, wide: int) -> Picture:
    total = np.zeros((high, wide), np.float32)
    for step in (64, 32, 16, 8, 4):
        coarse = random.normal(0, 1, (high // step + 2, wide // step + 2)).astype(np.float32)
        grown = cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC)
        total += grown * step ** random.uniform(0.3, 1.0)
    return random.uniform(40, 200) + total / np.abs(total).max() * random.uniform(15, 100)


def _texture(random: Random, high: int, wide: int) -> Picture:
    """Bricks, boards, tiles, leaves or gravel."""
    base = float(random.uniform(40, 210))
    made = np.full((high, wide), base, np.float32)
    if random.random() < 0.5:
        across, down = log_uniform(random, 8, 120), log_uniform(random, 6, 80)
        for row in range(int(high / down) + 1):
            left = -across * random.random()
            while left < wide:
                corner = (int(left), int(row * down))
                end = (int(left + across) - 1, int((row + 1) * down) - 1)
                cv2.rectangle(made, corner, end, base + float(random.normal()) * 18, -1)
                left += across
        return made
    for _ in range(int(random.integers(80, 500))):
        at = random.uniform(0, 1, 2) * [wide, high]
        disc(
            made, at, log_uniform(random, 1.5, 14), random.uniform(10, 245), random.uniform(0.3, 1)
        )
    return made


def _room(random: Random, high: int, wide: int) -> Picture:
    """A wall, a floor or table, and edges between."""
    made = np.full((high, wide), random.uniform(30, 230), np.float32)
    edge = high * random.uniform(0.4, 0.8)
    tilt = random.uniform(-30, 30)
    corner = np.array([[0, edge + tilt], [wide, edge - tilt], [wide, high], [0, high]])
    polygon(made, corner, random.uniform(20, 235))
    for _ in range(int(random.integers(0, 5))):
        left, wall = random.uniform(0, wide), random.uniform(20, 120)
        top = random.uniform(0, edge)
        frame = np.array([[left, top], [left + wall, top], [left + wall, edge], [left, edge]])
        polygon(made, frame, random.uniform(10, 245))
    return made


def _clutter(random: Random, made: Picture) -> None:
    high, wide = made.shape
    at = random.uniform(0, 1, 2) * [wide, high]
    shape(random, size=log_uniform(random, 4, 90)).draw(made, at, random.uniform(0, 6))
