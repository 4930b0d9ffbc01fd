"""What moves without hitting anything: what a detector of impacts must not take for one."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from training.foley.actors import (
    Actor,
    Camera,
    Motion,
    by_hand,
    direction,
    eased,
    place,
    to_and_fro,
)
from training.foley.shapes import (
    HEIGHT,
    WIDTH,
    Picture,
    Random,
    disc,
    line,
    log_uniform,
    polygon,
    shape,
)
from training.foley.striking_actors import stick, striker


def pendulum(random: Random) -> Actor:
    """A thing that swings freely."""
    speed, wide = 2 * math.pi / random.uniform(0.5, 2.5), random.uniform(0.2, 1.3)
    length, pivot = log_uniform(random, 25, 170), place(random, 0.1, 0.5)
    look, phase = shape(random, size=log_uniform(random, 4, 36)), random.uniform(0, 6)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        angle = wide * math.cos(speed * t + phase)
        at = pivot + length * np.array([math.sin(angle), math.cos(angle)])
        line(picture, camera(pivot), camera(at), 40, 2 * scale)
        look.draw(picture, camera(at), angle, scale)

    return Actor("pendulum", draw)


def slide(random: Random) -> Actor:
    """A thing that glides about, or goes and stops gently."""
    look, middle = shape(random), place(random)
    reach, rates = (
        log_uniform(random, 10, 160) * random.uniform(0.3, 1, 2),
        random.uniform(0.05, 1.1, 2),
    )
    phase, spin = random.uniform(0, 6, 2), random.uniform(-2, 2)
    stops = random.random() < 0.4
    begin, last = random.uniform(0, 2), random.uniform(0.35, 1.6)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        if stops:
            shift = reach * (2 * eased(min(1.0, max(0.0, (t - begin) / last))) - 1)
        else:
            shift = reach * np.sin(2 * math.pi * rates * t + phase)
        look.draw(
            picture,
            camera(middle + shift),
            0 if stops else spin * t,
            scale,
            camera(middle + [0, 120]),
        )

    return Actor("slide", draw)


def toss(random: Random) -> Actor:
    """A thing thrown up and caught softly."""
    gravity, air = log_uniform(random, 300, 1800), random.uniform(0.4, 1.2)
    base = np.array([random.uniform(0.15, 0.85) * WIDTH, random.uniform(0.5, 0.95) * HEIGHT])
    look, hand = (
        shape(random, size=log_uniform(random, 3, 20)),
        shape(random, "blob", log_uniform(random, 7, 26)),
    )
    speed, give = gravity * air / 2, random.uniform(14, 40)
    rest = give / speed * 3.2

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        u = t % (air + 2 * rest)
        if u < air:
            down = -(speed * u - 0.5 * gravity * u * u)
        elif u < air + rest:
            w = (u - air) / rest
            down = speed * rest / 2 * (1 - (1 - w) ** 2) * 0.6
        else:
            w = (u - air - rest) / rest
            down = speed * rest / 2 * (1 - w**2) * 0.6
        hand.draw(
            picture, camera(base + [0, max(0.0, down) + 8]), 0, scale, camera(base + [50, 90])
        )
        look.draw(picture, camera(base + [0, down]), t * 4, scale)

    return Actor("toss", draw)


def gesture(random: Random) -> Actor:
    """Somebody who talks with hands and head."""
    size = log_uniform(random, 0.5, 3)
    middle = np.array([random.uniform(0.2, 0.8) * WIDTH, HEIGHT * random.uniform(0.7, 1.1)])
    shades = random.uniform(10, 240, 3)
    rates, phases = random.uniform(0.1, 1.8, 6), random.uniform(0, 6, 6)
    reach = random.uniform(5, 45, 6) * size

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        wave = reach * np.sin(2 * math.pi * rates * t + phases)
        disc(picture, camera(middle), 42 * size * scale, shades[0], 1.4)
        head = middle - [0, 80 * size] + wave[:2] * 0.15
        disc(picture, camera(head), 20 * size * scale, shades[1], 1.3)
        for sign, pair in ((-1, wave[2:4]), (1, wave[4:6])):
            hand = middle + [sign * 45 * size, -20 * size] + pair
            line(
                picture,
                camera(middle + [sign * 34 * size, -30 * size]),
                camera(hand),
                shades[0],
                12 * size * scale,
            )
            disc(picture, camera(hand), 9 * size * scale, shades[1])

    return Actor("gesture", draw)


def passing(random: Random) -> Actor:
    """A car, a person or a shadow that crosses the picture."""
    look = shape(random, str(random.choice(["box", "blob"])), log_uniform(random, 12, 130))
    begin, speed = random.uniform(-1, 2.5), log_uniform(random, 60, 900) * random.choice([-1, 1])
    y, start = random.uniform(0.2, 0.95) * HEIGHT, -140 if speed > 0 else WIDTH + 140

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        look.draw(picture, camera(np.array([start + speed * (t - begin), y])), 0, scale)

    return Actor("passing", draw)


def fan(random: Random) -> Actor:
    """A wheel, a fan or a spinning top."""
    middle, size, speed = place(random), log_uniform(random, 8, 80), log_uniform(random, 0.5, 30)
    blades, shade = int(random.integers(1, 6)), random.uniform(10, 245)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        for blade in range(blades):
            end = middle + direction(speed * t + 2 * math.pi * blade / blades) * size
            line(picture, camera(middle), camera(end), shade, size * 0.2 * scale)

    return Actor("fan", draw)


def cloth(random: Random) -> Actor:
    """A curtain, a flag, leaves: edges that wave."""
    left, top = random.uniform(0, 0.8) * WIDTH, random.uniform(-0.1, 0.5) * HEIGHT
    wide, high = log_uniform(random, 30, 180), log_uniform(random, 30, 160)
    rates, phases = random.uniform(0.3, 3, 3), random.uniform(0, 6, 3)
    reach, shade = random.uniform(1, 12), random.uniform(10, 245)
    rows = np.linspace(0, 1, 9)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        sway = sum(
            np.sin(2 * math.pi * (rate * t + rows * 2) + phase)
            for rate, phase in zip(rates, phases, strict=True)
        )
        right = np.column_stack([left + wide + reach * sway * rows, top + high * rows])
        edge = np.column_stack([left + reach * 0.5 * sway * rows, top + high * rows])
        points = np.array([camera(point) for point in [*edge, *right[::-1]]])
        polygon(picture, points, shade)

    return Actor("cloth", draw)


def followed(random: Random) -> Actor:
    """What a camera follows: it stays where it is in the picture, and the place goes by."""
    look = shape(random, str(random.choice(["blob", "box", "disc"])), log_uniform(random, 8, 70))
    middle, reach = place(random, 0.3, 0.7), log_uniform(random, 0.5, 12)
    rates, phases = random.uniform(0.3, 4, 2), random.uniform(0, 6, 2)
    legs, stride = random.random() < 0.4, random.uniform(0.4, 1.2)
    shade = random.uniform(10, 240)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        at = middle + reach * np.sin(2 * math.pi * rates * t + phases)
        if legs:
            for sign in (-1, 1):
                swing = sign * 0.5 * math.sin(2 * math.pi * t / stride)
                end = at + direction(math.pi / 2 + swing) * look.size * 2.2
                line(picture, at, end, shade, look.size * 0.4)
        look.draw(picture, at, 0.1 * math.sin(3 * t), 1.0)

    return Actor("followed", draw)


def waving(random: Random) -> Actor:
    """Somebody who waves with a whole arm, slowly or fast, from the elbow or the shoulder."""
    size, rate = log_uniform(random, 0.5, 2.6), log_uniform(random, 0.6, 3.5)
    shoulder = np.array([random.uniform(0.2, 0.8) * WIDTH, HEIGHT * random.uniform(0.5, 0.95)])
    rest, wide = -1.57 + random.normal() * 0.5, random.uniform(0.2, 0.9)
    whole, pause = random.random() < 0.5, random.uniform(0, 1) * (random.random() < 0.5)
    shades, lag = random.uniform(10, 240, 2), random.uniform(0, 0.9)
    hand = shape(random, "blob", 13 * size)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        phase = 2 * math.pi * rate * t
        strength = 1 - pause * (0.5 - 0.5 * math.cos(1.7 * t))
        upper = rest + (wide * 0.7 * math.sin(phase) * strength if whole else 0.0)
        elbow = shoulder + direction(upper) * 42 * size
        lower = upper + wide * math.sin(phase - lag) * strength
        tip = elbow + direction(lower) * 38 * size
        disc(picture, camera(shoulder + [0, 45 * size]), 38 * size * scale, shades[0], 1.5)
        line(picture, camera(shoulder), camera(elbow), shades[0], 14 * size * scale)
        line(picture, camera(elbow), camera(tip), shades[1], 11 * size * scale)
        hand.draw(picture, camera(tip), lower, scale)

    return Actor("waving", draw)


def reversing(random: Random) -> Actor:
    """A thing that goes to and fro evenly and is turned round within a tenth of a second or two,
    by nothing that it meets.
    """
    look, middle = shape(random, size=log_uniform(random, 5, 45)), place(random, 0.2, 0.8)
    way, reach = direction(random.uniform(0, 6.28)), log_uniform(random, 8, 90)
    period = log_uniform(random, 0.5, 3)
    sharp = max(0.15, 1 - random.uniform(0.12, 0.25) / period * 2)
    turn, phase = random.uniform(0, 0.8), random.uniform(0, 6)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        # An arc sine of a sine is a straight zigzag; less than the whole sine rounds its corners.
        wave = math.asin(sharp * math.sin(2 * math.pi * t / period + phase)) / math.asin(sharp)
        at = middle + way * reach * wave
        look.draw(picture, camera(at), turn * wave, scale, camera(middle + way * 20 + [60, 120]))

    return Actor("reversing", draw)


def swing_free(random: Random) -> Actor:
    """A tool that is waved about, and stops more suddenly now and then than an arm can stop it."""
    return _waved_about(random, to_and_fro)


def swing_by_hand(random: Random) -> Actor:
    """A tool that is waved about as an arm can wave it."""
    return _waved_about(random, by_hand)


def _waved_about(random: Random, free: Callable[[Random], Motion]) -> Actor:
    return (striker if random.random() < 0.6 else stick)(random, free)
