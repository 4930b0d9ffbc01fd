"""Hands and people that are busy: much moves and stops, in several places, and little of it hits.

Most of what moves in footage of somebody who strikes something is of this kind: the other hand, the
body that leans along, things that are taken up, turned over and held somewhere else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from training.foley.actors import Actor, Camera, Motion, by_hand, direction, hits, place
from training.foley.shapes import (
    HEIGHT,
    WIDTH,
    Picture,
    Point,
    Random,
    Shape,
    disc,
    line,
    log_uniform,
    polygon,
    shade_near,
    shape,
)
from training.foley.striking_actors import ringing


def manipulating(random: Random) -> Actor:
    """A thing in one hand that is moved, turned and held still, and another hand about it."""
    size = log_uniform(random, 7, 55)
    middle, thing = place(random, 0.25, 0.75), shape(random, size=size)
    path, turning, other = (by_hand(random) for _ in range(3))
    reach = random.normal(0, 1, 2) * log_uniform(random, 0.3, 2.2) * size
    turned, at_first = random.uniform(-1.6, 1.6), random.uniform(0, 6)
    hands = [_Hand(random, size * random.uniform(0.5, 1.2)) for _ in range(2)]
    side = float(random.choice([-1, 1]))
    away = random.uniform(0.4, 2.5) * size
    comes_from = direction(random.uniform(0.2, 2.9)) * random.uniform(90, 220)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        at = middle + reach * (path(t) - 0.5)
        angle = at_first + turned * turning(t)
        grip = at + direction(angle) * size * 0.8 * side
        apart = at + direction(angle + math.pi) * (size * 0.8 + away * other(t)) * side
        hands[0].draw(picture, camera, scale, grip, grip + comes_from, angle, t)
        thing.draw(picture, camera(at), angle, scale)
        hands[1].draw(picture, camera, scale, apart, apart + comes_from * [-1, 1], -angle, t)

    return Actor("manipulating", draw)


def somebody(random: Random) -> Actor:
    """A person from the knee up who leans, turns and does something with both hands."""
    person = _Person(random)
    lean, turn, nod, *arms = (by_hand(random) for _ in range(7))

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        one, other, third, fourth = (arm(t) for arm in arms)
        pose = _Pose(lean(t), turn(t), nod(t), ((one, other), (third, fourth)))
        person.draw(picture, camera, scale, pose, t)

    return Actor("somebody", draw)


def worker(random: Random) -> Actor:
    """A person who strikes something with a tool or a hand, leaning along, and moves otherwise."""
    person, (near, impacts) = _Person(random), hits(random)
    nod, upper, lower = (by_hand(random) for _ in range(3))
    jolt = random.uniform(0, 6) * float(random.random() < 0.6)
    target = shape(random, size=log_uniform(random, 8, 80)) if random.random() < 0.85 else None
    met = person.tip(_Pose(1.0, 0.0, 0.5, ((0.5, 0.5), (0.0, 0.0))))
    way = met - person.tip(_Pose(0.9, 0.0, 0.5, ((0.5, 0.5), (0.1, 0.1))))
    way = way / max(1e-6, float(np.hypot(*way)))

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        u = near(t)
        if target is not None:
            at = met + way * (target.size * 0.5 + ringing(impacts, t, jolt))
            target.draw(picture, camera(at), 0.0, scale)
        pose = _Pose(u, 0.0, nod(t), ((upper(t), lower(t)), (1 - u, 1 - u)))
        person.draw(picture, camera, scale, pose, t)

    return Actor("worker", draw, impacts)


@dataclass(frozen=True)
class _Pose:
    """How a person stands, each from 0 to 1."""

    lean: float
    turn: float
    nod: float
    arms: tuple[tuple[float, float], tuple[float, float]]
    """Of the left and the right arm, shoulder and elbow."""


class _Person:
    """A body with a head, two arms, and something in the right hand or nothing."""

    def __init__(self, random: Random) -> None:
        size = log_uniform(random, 0.45, 3)
        self._size = size
        self._hips = np.array(
            [random.uniform(0.15, 0.85) * WIDTH, HEIGHT * random.uniform(0.75, 1.3)]
        )
        self._leans, self._turns = random.uniform(-0.4, 0.4), random.uniform(0, 0.35)
        self._nods = random.uniform(0, 9)
        self._rest, self._wide = random.uniform(0.2, 2.2, (2, 2)), random.uniform(0.1, 1.6, (2, 2))
        self._shades = random.uniform(8, 245, 3)
        self._marks = [
            (
                random.uniform([-26, -75], [26, -5]),
                log_uniform(random, 1.5, 12),
                shade_near(random, self._shades[0], 60),
            )
            for _ in range(int(random.integers(0, 12)))
        ]
        self._hands = [_Hand(random, 9 * size) for _ in range(2)]
        self._head = shape(random, "blob", 19 * size)
        long = log_uniform(random, 5, 30) * size
        self._held = shape(random, size=long) if random.random() < 0.6 else None
        self._long = 8 * size if self._held is None else long * 1.4

    def tip(self, pose: _Pose) -> Point:
        """Where what the right hand holds ends, or the hand."""
        _, _, wrist, angle = self._arm(pose, 1)
        return wrist + direction(angle) * self._long

    def draw(self, picture: Picture, camera: Camera, scale: float, pose: _Pose, t: float) -> None:
        """Draws it; fingers move by themselves."""
        size = self._size
        outline = [(-24, 0), (24, 0), (34, -72), (20, -84), (-20, -84), (-34, -72)]
        corners = [camera(self._of_body(pose, *corner)) for corner in outline]
        polygon(picture, np.array(corners), self._shades[0])
        for spot, wide, shade in self._marks:
            disc(picture, camera(self._of_body(pose, *spot)), wide * size * scale, shade)
        top = self._of_body(pose, self._nods * (pose.nod - 0.5), -102.0)
        self._head.draw(picture, camera(top), 0.03 * self._nods * pose.nod, scale)
        for side, hand in enumerate(self._hands):
            shoulder, elbow, wrist, angle = self._arm(pose, side)
            line(picture, camera(shoulder), camera(elbow), self._shades[0], 15 * size * scale)
            line(picture, camera(elbow), camera(wrist), self._shades[1], 11 * size * scale)
            if self._held is not None and side:
                middle = wrist + direction(angle) * self._long * 0.5
                self._held.draw(picture, camera(middle), angle, scale)
            hand.draw(picture, camera, scale, wrist, elbow, angle, t)

    def _of_body(self, pose: _Pose, x: float, y: float) -> Point:
        angle = self._leans * (pose.lean - 0.5)
        across = x * (1 - self._turns * pose.turn) * self._size
        cos, sin = math.cos(angle), math.sin(angle)
        down = y * self._size
        return self._hips + [cos * across - sin * down, sin * across + cos * down]

    def _arm(self, pose: _Pose, side: int) -> tuple[Point, Point, Point, float]:
        """Shoulder, elbow and wrist, and which way the hand points."""
        out = 2 * side - 1
        upper, lower = pose.arms[side]
        (open_, bent), (raised, closed) = self._rest[side], self._wide[side]
        shoulder = self._of_body(pose, out * 32.0, -70.0)
        first = math.pi / 2 - out * (open_ * 0.5 + raised * upper)
        elbow = shoulder + direction(first) * 40 * self._size
        second = first - out * (bent + closed * (lower - 0.5))
        return shoulder, elbow, elbow + direction(second) * 36 * self._size, second


class _Hand:
    """A palm, fingers that open and close, and the arm that it ends."""

    def __init__(self, random: Random, size: float) -> None:
        self._palm: Shape = shape(random, "blob", size)
        self._palm.limb = 0.0
        self._size, self._skin = size, self._palm.shade
        self._sleeve = shade_near(random, self._skin, 70)
        self._closing: Motion = by_hand(random)
        self._fingers = int(random.integers(0, 5))
        self._spread, self._long = random.uniform(0.15, 0.4), random.uniform(0.8, 1.4)
        self._opens = random.uniform(0, 0.5)

    def draw(
        self,
        picture: Picture,
        camera: Camera,
        scale: float,
        at: Point,
        comes_from: Point,
        angle: float,
        t: float,
    ) -> None:
        """Draws it with the arm, from where that comes."""
        line(picture, camera(comes_from), camera(at), self._sleeve, self._size * 0.9 * scale)
        opened = self._spread + self._opens * self._closing(t)
        for finger in range(self._fingers):
            way = angle + (finger - (self._fingers - 1) / 2) * opened
            end = at + direction(way) * self._size * self._long
            line(picture, camera(at), camera(end), self._skin, self._size * 0.25 * scale)
        self._palm.draw(picture, camera(at), angle, scale)
