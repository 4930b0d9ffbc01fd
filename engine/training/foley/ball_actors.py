"""Balls: what bounces, what is played to and fro, what rolls into others."""

from __future__ import annotations

import math

import numpy as np

from training.foley.actors import SECONDS, Actor, Camera, direction
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


def ball(random: Random) -> Actor:
    """A ball that bounces on a floor and off walls, or is dribbled."""
    gravity = log_uniform(random, 250, 2600)
    bounce, radius = random.uniform(0.45, 0.95), log_uniform(random, 1.6, 34)
    floor, drop = random.uniform(0.5, 1) * HEIGHT, log_uniform(random, 12, 170)
    left, right = random.uniform(0, 0.25) * WIDTH, random.uniform(0.75, 1) * WIDTH
    walls, dribbled = random.random() < 0.4, random.random() < 0.3
    at = np.array([random.uniform(0, 1) * WIDTH, floor - drop])
    speed = np.array([random.uniform(-160, 160), random.uniform(-120, 60)])
    hard = math.sqrt(2 * gravity * drop)
    step, path, impacts = 1 / 960, [], []
    for number in range(int((SECONDS + 0.2) / step)):
        speed[1] += gravity * step
        at = at + speed * step
        if at[1] > floor and speed[1] > 0:
            if speed[1] > 0.1 * hard + 15 and -8 < at[0] < WIDTH + 8:
                impacts.append(number * step)
            at[1], speed[1] = floor, -bounce * speed[1]
            if dribbled and abs(speed[1]) < 0.75 * hard:
                speed[1] = -hard * random.uniform(0.7, 1)
            if abs(speed[1]) < 20:
                speed[1] = 0
        if walls and ((at[0] < left and speed[0] < 0) or (at[0] > right and speed[0] > 0)):
            if abs(speed[0]) > 30:
                impacts.append(number * step)
            speed[0] *= -0.8
        if not dribbled and not speed[1] and random.random() < 0.002:
            at = np.array([random.uniform(0.1, 0.9) * WIDTH, floor - drop])
        path.append(at.copy())
    look = shape(random, "disc", radius)
    shaded, nearer = random.random() < 0.5, random.uniform(-0.1, 0.1)
    hand = shape(random, "blob", radius * random.uniform(0.6, 1.4)) if dribbled else None

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        here = path[min(len(path) - 1, int(t / step))]
        size = scale * (1 + nearer * t)
        if shaded:
            disc(
                picture, camera(np.array([here[0], floor + radius * 0.9])), radius * size, 20, 0.25
            )
        if hand is not None:
            top = np.array([here[0], min(here[1] - radius * 1.4, floor - drop * 0.6)])
            hand.draw(picture, camera(top), 0, scale, camera(top + [60, -60]))
        look.draw(picture, camera(here), t * 3 * float(np.sign(speed[0])), size)

    return Actor("ball", draw, [moment for moment in impacts if moment < SECONDS])


def rally(random: Random) -> Actor:
    """A small ball over a table or a net, struck by bats at both ends."""
    table = random.uniform(0.5, 0.85) * HEIGHT
    left, right = random.uniform(0.02, 0.3) * WIDTH, random.uniform(0.7, 0.98) * WIDTH
    flight, radius = random.uniform(0.3, 0.8), log_uniform(random, 1.3, 6)
    arch = log_uniform(random, 8, 70)
    shade = random.uniform(150, 255) if random.random() < 0.7 else random.uniform(0, 60)
    bats = [shape(random, "disc", radius * random.uniform(2, 5)) for _ in range(2)]
    start = random.uniform(-flight, 0.2)
    bounces = random.random() < 0.75
    strokes = [start + number * flight for number in range(int(SECONDS / flight) + 3)]
    where = random.uniform(0.6, 0.85, len(strokes))
    landings = [a + flight * w for a, w in zip(strokes, where, strict=True)] if bounces else []
    surface = np.array(
        [[left, table], [right, table], [right + 20, table + 12], [left - 20, table + 12]]
    )
    table_shade = random.uniform(20, 200)
    lit = random.random() < 0.7

    def height(k: int, u: float) -> float:
        if not bounces:
            return arch * 4 * u * (1 - u) + arch * 0.4
        split = where[k]
        if u < split:
            v = u / split
            return arch * (1 - v) * (1 + 2 * v)
        v = (u - split) / (1 - split)
        return arch * v * (2.4 - 1.4 * v)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        if lit:
            polygon(picture, np.array([camera(point) for point in surface]), table_shade)
        k = max(0, min(len(strokes) - 1, int((t - start) // flight)))
        u = min(1.0, max(0.0, (t - strokes[k]) / flight))
        ends = (left, right) if k % 2 == 0 else (right, left)
        at = np.array([ends[0] + (ends[1] - ends[0]) * u, table - radius - height(k, u)])
        for side, bat in enumerate(bats):
            x = left if side == 0 else right
            mine = u if (k % 2 == 0) == (side == 1) else 1 - u
            swing = 26 * (1 - mine) ** 2 * (1 if side == 0 else -1) * -1
            hold = np.array([x + swing, table - radius - arch * 0.7])
            bat.draw(picture, camera(hold), 0.6, scale, camera(hold + [0, 60]))
        disc(picture, camera(at), radius * scale, shade)

    both = sorted([*strokes, *landings])
    return Actor("rally", draw, [moment for moment in both if 0 < moment < SECONDS])


def billiard(random: Random) -> Actor:
    """Balls that roll, meet, and meet the edge."""
    count, radius = int(random.integers(2, 8)), log_uniform(random, 2.5, 16)
    at = np.column_stack(
        [random.uniform(0.2, 0.8, count) * WIDTH, random.uniform(0.2, 0.8, count) * HEIGHT]
    )
    speed = np.zeros((count, 2))
    low = np.array([random.uniform(0, 0.15) * WIDTH, random.uniform(0, 0.2) * HEIGHT])
    high = np.array([random.uniform(0.85, 1) * WIDTH, random.uniform(0.8, 1) * HEIGHT])
    drag, step, path, impacts = random.uniform(0.2, 0.9), 1 / 480, [], []
    shot = random.uniform(0.1, 1)
    for number in range(int((SECONDS + 0.2) / step)):
        t = number * step
        if t > shot:
            k = int(random.integers(count))
            aim = at[(k + 1) % count] - at[k]
            angle = math.atan2(aim[1], aim[0]) + random.normal() * 0.1
            speed[k] += direction(angle) * random.uniform(120, 600)
            impacts.append(t)
            shot = t + random.uniform(0.7, 3)
        speed *= 1 - drag * step
        at = at + speed * step
        for axis in (0, 1):
            out = (at[:, axis] < low[axis] + radius) & (speed[:, axis] < 0)
            out |= (at[:, axis] > high[axis] - radius) & (speed[:, axis] > 0)
            impacts += [t] * int((out & (np.abs(speed[:, axis]) > 25)).sum())
            speed[out, axis] *= -0.8
        for a in range(count):
            for b in range(a):
                apart = at[a] - at[b]
                gap = math.hypot(*apart)
                if 0 < gap < 2 * radius:
                    along = apart / gap
                    closing = float((speed[a] - speed[b]) @ along)
                    if closing < 0:
                        speed[a] -= closing * along
                        speed[b] += closing * along
                        if closing < -25:
                            impacts.append(t)
        path.append(at.copy())
    looks = [shape(random, "disc", radius) for _ in range(count)]
    cloth, cue = random.uniform(30, 160), random.random() < 0.5
    shots = list(impacts)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        corners = [low, [high[0], low[1]], high, [low[0], high[1]]]
        polygon(picture, np.array([camera(np.array(corner)) for corner in corners]), cloth)
        here = path[min(len(path) - 1, int(t / step))]
        for look, one in zip(looks, here, strict=True):
            look.draw(picture, camera(one), 0, scale)
        if cue and shots:
            near = min(shots, key=lambda moment: abs(moment - t))
            back = 40 * min(1.0, abs(near - t) * 3)
            tip = path[min(len(path) - 1, int(near / step))][0] - [radius + back, 0]
            line(picture, camera(tip), camera(tip - [140, 30]), 200, 3 * scale)

    return Actor("billiard", draw, [moment for moment in impacts if moment < SECONDS])
