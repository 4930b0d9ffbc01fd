"""What is seen close: a ball on a floor, a bat, a foot, things thrown at a wall."""

from __future__ import annotations

import math

import numpy as np

from training.foley.actors import SECONDS, Actor, Camera, direction, eased, hits, place
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
from training.foley.striking_actors import ringing


def close_ball(random: Random) -> Actor:
    """A large ball that bounces on a floor that is seen, is flattened by it, and may leave the
    picture above.
    """
    radius, floor = log_uniform(random, 14, 70), random.uniform(0.7, 0.98) * HEIGHT
    gravity, dribbled = log_uniform(random, 400, 2600), random.random() < 0.5
    high = log_uniform(random, 15, 260)
    keep = 1.0 if dribbled else random.uniform(0.55, 0.92)
    landings, lofts = [], []
    at = random.uniform(0, min(0.6, 2 * math.sqrt(2 * high / gravity)))
    while at < SECONDS + 1 and high > 1.5:
        air = 2 * math.sqrt(2 * high / gravity)
        landings.append(at)
        lofts.append((air, high))
        at += air
        high *= keep**2 * (random.uniform(0.85, 1.15) if dribbled else 1)
    look, soft = shape(random, "disc", radius), random.uniform(0, 0.25)
    x, drift, spin = (
        random.uniform(0.2, 0.8) * WIDTH,
        random.uniform(-50, 50),
        random.uniform(-3, 3),
    )
    ground, shadow = random.uniform(15, 240), random.random() < 0.6

    def height(t: float) -> float:
        k = int(np.searchsorted(landings, t)) - 1
        if k < 0:
            # It falls from as high as it will spring.
            return 0.5 * gravity * (landings[0] - t) * (t - landings[0] + lofts[0][0])
        air, _ = lofts[k]
        since = t - landings[k]
        return 0.5 * gravity * since * (air - since) if since < air else 0.0

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        edge = [[-90, floor - 8], [WIDTH + 90, floor - 8]]
        low = [[WIDTH + 90, HEIGHT + 90], [-90, HEIGHT + 90]]
        polygon(picture, np.array([camera(np.array(point)) for point in [*edge, *low]]), ground)
        up = height(t)
        across = x + drift * t
        if shadow:
            spread = radius * (0.8 + 0.4 * min(1.0, up / 120)) * scale
            disc(picture, camera(np.array([across, floor])), spread, ground * 0.5, 0.18)
        squash = 1 - soft * max(0.0, 1 - up / (radius * 0.25))
        at = np.array([across, floor - radius * squash - up])
        look.draw(picture, camera(at), spin * t, scale, squash=squash)

    return Actor("close ball", draw, [t for t in landings if 0 < t < SECONDS])


def bat(random: Random) -> Actor:
    """A bat seen close: a ball comes, is struck and leaves, and comes again."""
    period = random.uniform(0.5, 1.4)
    begin, contact = random.uniform(0.1, 0.9), place(random, 0.3, 0.7)
    radius, face = log_uniform(random, 2, 12), log_uniform(random, 10, 55)
    way, rise = float(random.choice([-1, 1])), random.uniform(-0.5, 0.7)
    come, go = log_uniform(random, 300, 900), log_uniform(random, 300, 1100)
    draws_back, swing = random.uniform(0.2, 1.2), random.uniform(0.1, 0.22)
    shades = random.uniform(5, 250, 2)
    hand = shape(random, "blob", face * 0.45)
    impacts = [begin + period * k for k in range(8) if begin + period * k < SECONDS]

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        phase = (t - begin + period / 2) % period - period / 2
        if phase < -swing:
            away = draws_back * eased(min(1.0, (phase + period / 2) / (period / 2 - swing)))
        elif phase < 0:
            away = draws_back * (phase / swing) ** 2
        else:
            through = phase / (period / 2)
            away = -0.7 * draws_back * math.sin(math.pi * min(1.0, through))
        angle = -1.57 + way * away
        pivot = contact + [way * radius, face * 1.6]
        middle = pivot + direction(angle) * face * 1.6
        line(picture, camera(pivot), camera(middle), shades[0] * 0.6, face * 0.2 * scale)
        disc(picture, camera(middle), face * 0.6 * scale, shades[0], 1.3)
        hand.draw(picture, camera(pivot), angle, scale, camera(pivot + [way * 80, 60]))
        speed = come if phase < 0 else go
        path = np.array([-way * speed * abs(phase), -rise * 160 * phase + 220 * phase**2])
        disc(picture, camera(contact + path - [way * radius, 0]), radius * scale, shades[1])

    return Actor("bat", draw, impacts)


def foot(random: Random) -> Actor:
    """A foot that stamps or taps, seen from the knee down, or two of them in turn."""
    feet = 2 if random.random() < 0.4 else 1
    moves = [hits(random, log_uniform(random, 0.5, 3.5)) for _ in range(feet)]
    floor, size = random.uniform(0.6, 0.97) * HEIGHT, log_uniform(random, 0.5, 2.6)
    high, taps = random.uniform(6, 45) * size, random.random() < 0.35
    way, shades = float(random.choice([-1, 1])), random.uniform(5, 245, 3)
    x, shake = random.uniform(0.25, 0.7) * WIDTH, random.uniform(0, 2)
    impacts = sorted(moment for _, moments in moves for moment in moments)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        down = ringing(impacts, t, shake, 0.03)
        edge = [[-90, floor], [WIDTH + 90, floor], [WIDTH + 90, HEIGHT + 90], [-90, HEIGHT + 90]]
        ground = np.array([camera(np.array(point) + [0, down]) for point in edge])
        polygon(picture, ground, shades[2])
        for number, (near, _) in enumerate(moves):
            away = 1 - near(t)
            heel = np.array([x + number * 55 * size, floor - (0 if taps else high * away)])
            tilt = -way * away * (0.7 if taps else 0.25)
            toe = heel + direction(tilt) * way * 48 * size
            knee = heel + [way * 12 * size * away, -110 * size]
            line(picture, camera(knee), camera(heel - [0, 8]), shades[0], 20 * size * scale)
            sole = [heel - [way * 12 * size, 0], toe, toe - [0, 10 * size]]
            sole += [heel + [way * 14 * size, -26 * size], heel - [way * 12 * size, 26 * size]]
            polygon(picture, np.array([camera(point) for point in sole]), shades[1])

    return Actor("foot", draw, impacts)


def thrown(random: Random) -> Actor:
    """Things thrown at a wall: they grow smaller, hit it, and fall, spring back or stay."""
    throws, at = [], random.uniform(0.1, 1)
    while at < SECONDS:
        flight = random.uniform(0.15, 0.6)
        throws.append((at, flight, place(random, 0.2, 0.8), place(random, -0.2, 1.2)))
        at += flight + random.uniform(0.35, 1.5)
    ends = str(random.choice(["falls", "springs", "stays"], p=[0.45, 0.35, 0.2]))
    far, gravity = random.uniform(1.2, 5), log_uniform(random, 300, 1500)
    look = shape(random, "", log_uniform(random, 3, 26))
    spin, sideways = random.uniform(-8, 8), random.uniform(-60, 60)
    impacts = [begin + flight for begin, flight, _, _ in throws if begin + flight < SECONDS]

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        for begin, flight, goal, start in throws:
            since = t - begin - flight
            if t < begin or since > 1.2:
                continue
            if since < 0:
                u = (t - begin) / flight
                size = 1 / (u + (1 - u) / far)
                middle = start + (goal - start) * u * size
                middle = middle - [0, 60 * u * (1 - u)]
                look.draw(picture, camera(middle), spin * since, scale * size)
            elif ends == "stays":
                look.draw(picture, camera(goal), 0, scale)
            else:
                back = 1 + since * (1.5 if ends == "springs" else 0.1)
                fall = [sideways * since, 0.5 * gravity * since**2 - 40 * since]
                look.draw(picture, camera(goal + fall), spin * since * 0.3, scale * back)

    return Actor("thrown", draw, impacts)
