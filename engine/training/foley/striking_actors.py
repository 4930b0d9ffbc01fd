"""What strikes: sticks, fists, hammers, knives, hands and drumsticks."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from training.foley.actors import SECONDS, Actor, Camera, Motion, direction, hits, place
from training.foley.shapes import (
    Picture,
    Random,
    disc,
    line,
    log_uniform,
    polygon,
    shade_near,
    shape,
)


def striker(random: Random, free: Callable[[Random], Motion] | None = None) -> Actor:
    """A stick, a fist, a hammer or a hand that strikes.

    Args:
        random: draws it.
        free: how it moves that strikes nothing; None: it strikes.
    """
    strikes = free is None
    near, impacts = hits(random) if free is None else (free(random), [])
    contact = place(random)
    way = random.uniform(0, 2 * math.pi) if random.random() < 0.4 else -1.57 + random.normal() * 0.5
    reach = log_uniform(random, 5, 120)
    tool = shape(random, size=log_uniform(random, 5, 50))
    target = shape(random, size=log_uniform(random, 8, 90)) if random.random() < 0.65 else None
    jolt = random.uniform(0, 7) if strikes and random.random() < 0.5 else 0.0
    swing = random.choice([-1, 1]) * random.uniform(0, 1.3)
    turned = random.uniform(0, 6)
    wobble = random.uniform(0, 4)
    elbow = contact + direction(way) * reach * 1.5 + random.normal(0, 80, 2)
    below = np.array([0, tool.size * 0.7 + (target.size * 0.4 if target else 0)])
    sinks = random.uniform(0, 3) if strikes and random.random() < 0.3 else 0.0

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        u = near(t)
        if target is not None:
            shift = ringing(impacts, t, jolt)
            gone = sinks * sum(1 for moment in impacts if moment < t)
            target.draw(picture, camera(contact + below + [0, shift + gone]), 0, scale)
        at = contact + direction(way) * reach * (1 - u)
        at = at + wobble * (1 - u) * np.array([math.sin(5 * t), math.cos(4 * t)])
        held = camera(elbow + (at - contact) * 0.7)
        tool.draw(picture, camera(at), turned + swing * (1 - u), scale, held)

    return Actor("strike" if strikes else "free swing", draw, impacts)


def ringing(impacts: list[float], t: float, size: float, last: float = 0.05) -> float:
    """How far a thing shakes that was hit."""
    for moment in impacts:
        since = t - moment
        if 0 <= since < 6 * last:
            return size * math.exp(-since / last) * math.cos(since * 70)
    return 0.0


def stick(random: Random, free: Callable[[Random], Motion] | None = None) -> Actor:
    """A stick or hammer that turns about a hand.

    Args:
        random: draws it.
        free: how it moves that strikes nothing; None: it strikes.
    """
    near, impacts = hits(random) if free is None else (free(random), [])
    contact, length = place(random), log_uniform(random, 20, 170)
    rest = random.uniform(0, 2 * math.pi)
    swing = random.choice([-1, 1]) * random.uniform(0.2, 1.5)
    lift, short = random.uniform(0, 0.4), random.uniform(0.3, 1)
    shade, width = random.uniform(5, 250), log_uniform(random, 1, 10)
    hand = shape(random, "blob", log_uniform(random, 4, 28))
    head = shape(random, "box", log_uniform(random, 4, 22)) if random.random() < 0.4 else None
    target = shape(random, size=log_uniform(random, 8, 90)) if random.random() < 0.6 else None
    jolt = random.uniform(0, 6) if random.random() < 0.4 else 0.0
    sideways = direction(rest + 1.57) * np.sign(swing)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        away = 1 - near(t)
        angle = rest + swing * away
        pivot = contact - direction(rest) * length + sideways * lift * away * length
        seen = length * (1 - (1 - short) * math.sin(min(1.0, away) * 1.57))
        tip = pivot + direction(angle) * seen
        if target is not None:
            shift = ringing(impacts, t, jolt)
            middle = contact - sideways * target.size * 0.6
            target.draw(picture, camera(middle + [0, shift]), rest, scale)
        line(picture, camera(pivot), camera(tip), shade, width * scale)
        if head is not None:
            head.draw(picture, camera(tip), angle, scale)
        hand.draw(picture, camera(pivot), angle, scale, camera(pivot * 1.3 - contact * 0.3 + 30))

    return Actor("stick" if free is None else "free swing", draw, impacts)


def clap(random: Random) -> Actor:
    """Two things that meet: hands, blocks, cymbals."""
    near, impacts = hits(random)
    middle, reach = place(random, 0.2, 0.8), log_uniform(random, 5, 90)
    angle, gap = random.uniform(-0.8, 0.8), random.uniform(2, 12)
    one = shape(random, "blob", log_uniform(random, 5, 40))
    other = shape(random, "blob", one.size * random.uniform(0.8, 1.2))
    other.shade = shade_near(random, one.shade, 15)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        apart = direction(angle) * (reach * (1 - near(t)) + gap)
        for sign, hand in ((1, one), (-1, other)):
            arm = middle + apart * sign * 2 + [sign * 50, 90]
            hand.draw(picture, camera(middle + apart * sign), sign * 0.4, scale, camera(arm))

    return Actor("clap", draw, impacts)


def recoil(random: Random) -> Actor:
    """A thing that starts at once and swings back: a gun, a machine, a struck bag."""
    count = int(random.integers(1, 6))
    impacts: list[float] = []
    for moment in sorted(random.uniform(0.2, SECONDS - 0.2, count)):
        if not impacts or moment - impacts[-1] > 0.2:
            impacts.append(float(moment))
    look = shape(random, size=log_uniform(random, 10, 80))
    middle, way = place(random, 0.2, 0.8), random.uniform(0, 6.28)
    size, last = log_uniform(random, 2, 30), log_uniform(random, 0.03, 0.5)
    turn, wave = random.uniform(-0.5, 0.5), random.uniform(0, 40)
    angle, flash = random.uniform(0, 6), random.random() < 0.3

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        shift = 0.0
        for moment in impacts:
            since = t - moment
            if 0 <= since < 5 * last:
                shift += math.exp(-since / last) * math.cos(wave * since) * min(1.0, since / 0.015)
            if flash and 0 <= since < 0.04:
                disc(picture, camera(middle + direction(way) * -look.size), 14 * scale, 255)
        at = middle + direction(way) * size * shift
        look.draw(picture, camera(at), angle + turn * shift, scale, camera(middle + 80))

    return Actor("recoil", draw, impacts)


def chop(random: Random) -> Actor:
    """A knife on a board, which walks along what it cuts."""
    near, impacts = hits(random, log_uniform(random, 1, 7))
    contact, length = place(random, 0.3, 0.8), log_uniform(random, 30, 150)
    high, angle = log_uniform(random, 4, 45), random.uniform(-0.4, 0.4)
    blade, hand = (
        random.uniform(120, 255),
        shape(random, "blob", length * random.uniform(0.15, 0.35)),
    )
    other = shape(random, "blob", hand.size * random.uniform(0.8, 1.3))
    food = [
        shape(random, "blob", length * random.uniform(0.06, 0.2))
        for _ in range(int(random.integers(0, 6)))
    ]
    spots = random.normal(0, length * 0.4, (len(food), 2)) * [1, 0.15]
    creep = random.uniform(-12, 12)
    jolt = random.uniform(0, 3)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        away = 1 - near(t)
        at = contact + [creep * t, 0]
        shake = ringing(impacts, t, jolt, 0.03)
        for piece, spot in zip(food, spots, strict=True):
            piece.draw(picture, camera(contact + spot + [0, shake]), 0, scale)
        other.draw(
            picture, camera(at - [length * 0.5, 4]), 0, scale, camera(at - [length * 1.4, 60])
        )
        tip = at + direction(angle) * length * 0.5 - [0, high * away * 0.3]
        heel = at - direction(angle) * length * 0.5 - [0, high * away]
        edge = np.array([camera(point) for point in (tip, heel, heel - [0, 9], tip - [0, 3])])
        polygon(picture, edge, blade)
        hand.draw(picture, camera(heel - [8, 6]), 0, scale, camera(heel - [120, -20]))

    return Actor("chop", draw, impacts)


def drums(random: Random) -> Actor:
    """Two sticks in turn, on things that shake."""
    one, other = stick(random), stick(random)
    impacts = sorted([*one.impacts, *other.impacts])

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        one.draw(picture, t, camera, scale)
        other.draw(picture, t, camera, scale)

    return Actor("drums", draw, impacts)
