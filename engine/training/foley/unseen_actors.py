"""Three kinds of action that no network was trained on: they judge how far it generalises."""

from __future__ import annotations

import math

import numpy as np

from training.foley.actors import SECONDS, Actor, Camera, direction, eased, place
from training.foley.shapes import HEIGHT, WIDTH, Picture, Random, log_uniform, polygon, shape


def dominoes(random: Random) -> Actor:
    """Blocks in a row that topple, each against the next."""
    count, size = int(random.integers(4, 9)), log_uniform(random, 10, 32)
    gap, wide = size * random.uniform(1.1, 1.5), size * random.uniform(0.12, 0.3)
    base = np.array([random.uniform(0.05, 0.3) * WIDTH, random.uniform(0.5, 0.95) * HEIGHT])
    begin, each = random.uniform(0.2, 1), random.uniform(0.16, 0.42)
    touch = math.asin(min(0.95, gap / (2 * size)))
    impacts = [begin + each * (number + 1) for number in range(count)]
    shades = random.uniform(10, 245, count)

    def lean(number: int, t: float) -> float:
        u = (t - begin - each * number) / each
        if u <= 0:
            return 0.0
        end = touch if number < count - 1 else 1.5
        first = min(1.0, u) ** 2.2 * end
        return first + (
            min(1.0, (u - 1) / 2) * (1.35 - touch) if u > 1 and number < count - 1 else 0
        )

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        for number in range(count):
            foot = base + [gap * number, 0]
            up = direction(-math.pi / 2 + lean(number, t))
            side = np.array([-up[1], up[0]]) * wide
            block = [
                foot - side,
                foot + side,
                foot + side + up * 2 * size,
                foot - side + up * 2 * size,
            ]
            polygon(picture, np.array([camera(corner) for corner in block]), shades[number])

    return Actor("dominoes", draw, [moment for moment in impacts if 0 < moment < SECONDS])


def gate(random: Random) -> Actor:
    """A pendulum that swings against a post, and back."""
    length, pivot = log_uniform(random, 40, 150), place(random, 0.15, 0.4)
    speed, wide = 2 * math.pi / random.uniform(0.7, 2), random.uniform(0.4, 1.1)
    post = random.uniform(-0.25, 0.3) * wide
    look = shape(random, size=log_uniform(random, 6, 26))
    angle, turning, step, path, impacts = wide, 0.0, 1 / 960, [], []
    for number in range(int((SECONDS + 0.2) / step)):
        turning -= speed**2 * math.sin(angle) * step
        angle += turning * step
        if angle < post and turning < 0:
            impacts.append(number * step)
            turning = -turning * 0.97
            angle = post
        path.append(angle)
    edge = pivot + np.array([math.sin(post), math.cos(post)]) * length - [look.size, 0]
    stop = shape(random, "box", log_uniform(random, 8, 30))

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        now = path[min(len(path) - 1, int(t / step))]
        at = pivot + length * np.array([math.sin(now), math.cos(now)])
        stop.draw(picture, camera(edge - [stop.size, 0]), 0, scale)
        polygon(
            picture, np.array([camera(p) for p in (pivot, pivot + [2, 0], at + [2, 0], at)]), 60
        )
        look.draw(picture, camera(at), -now, scale)

    return Actor("gate", draw, [moment for moment in impacts if moment < SECONDS])


def stamp(random: Random) -> Actor:
    """A press whose head comes down on a belt of things, at the speed of a machine."""
    period, share = random.uniform(0.5, 1.6), random.uniform(0.12, 0.3)
    contact = place(random, 0.3, 0.75)
    head = shape(random, "box", log_uniform(random, 10, 45))
    high, begin = log_uniform(random, 12, 80), random.uniform(0, 0.5)
    goods = shape(random, "box", head.size * random.uniform(0.5, 0.9))
    space, belt = goods.size * 3, random.uniform(20, 220)
    rest = random.uniform(0.05, 0.3)
    moments = [begin + period * (number + share) for number in range(int(SECONDS / period) + 1)]

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        _, u = divmod((t - begin) / period, 1)
        if u < share:
            up, along = 1 - (u / share) ** 2, 0.0
        elif u < share + rest:
            up, along = 0.0, 0.0
        else:
            w = (u - share - rest) / (1 - share - rest)
            up, along = eased(w), eased(w)
        base = contact + [0, head.size * 0.7]
        edge = [[-50, base[1] + goods.size], [WIDTH + 50, base[1] + goods.size]]
        low = [[WIDTH + 50, base[1] + goods.size + 14], [-50, base[1] + goods.size + 14]]
        polygon(picture, np.array([camera(np.array(point)) for point in [*edge, *low]]), belt)
        for number in range(-4, 5):
            goods.draw(
                picture, camera(base + [space * (number - along), goods.size * 0.5]), 0, scale
            )
        at = contact - [0, high * up]
        polygon(
            picture,
            np.array([camera(at + corner) for corner in ([-4, -200], [4, -200], [4, 0], [-4, 0])]),
            90,
        )
        head.draw(picture, camera(at), 0, scale)

    return Actor("stamp", draw, [moment for moment in moments if 0 < moment < SECONDS])
