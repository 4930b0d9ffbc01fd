"""What comes down or to: things that are dropped and put down, feet, doors."""

from __future__ import annotations

import math

import numpy as np

from training.foley.actors import SECONDS, Actor, Camera, eased, hits
from training.foley.shapes import (
    HEIGHT,
    WIDTH,
    Picture,
    Point,
    Random,
    disc,
    line,
    log_uniform,
    polygon,
    shape,
)
from training.foley.striking_actors import ringing


def drop(random: Random) -> Actor:
    """Things that fall, tumble and stay."""
    parts, impacts = [], []
    for _ in range(int(random.integers(1, 5))):
        begin, gravity = random.uniform(0, 3), log_uniform(random, 300, 2400)
        floor, high = random.uniform(0.5, 0.97) * HEIGHT, log_uniform(random, 15, 170)
        land = begin + math.sqrt(2 * high / gravity)
        up = random.uniform(0, 0.45) * math.sqrt(2 * gravity * high)
        again = land + 2 * up / gravity
        impacts.append(land)
        if up > 60:
            impacts.append(again)
        look = shape(random, str(random.choice(["box", "blob", "bar"])), log_uniform(random, 4, 45))
        x, drift = random.uniform(0.1, 0.9) * WIDTH, random.uniform(-40, 40)
        spin, angle = random.uniform(-5, 5), random.uniform(-1, 1)
        held = random.random() < 0.5
        parts.append(
            (begin, land, again, gravity, floor, high, up, look, x, drift, spin, angle, held)
        )

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        for (
            begin,
            land,
            again,
            gravity,
            floor,
            high,
            up,
            look,
            x,
            drift,
            spin,
            angle,
            held,
        ) in parts:
            if t < begin:
                if not held:
                    continue
                at, turn = np.array([x, floor - high]), angle
            elif t < land:
                since = t - begin
                at = np.array([x + drift * since, floor - high + 0.5 * gravity * since**2])
                turn = angle + spin * since
            else:
                since = min(t, again) - land
                fallen = land - begin
                at = np.array(
                    [
                        x + drift * (fallen + 0.5 * since),
                        floor - up * since + 0.5 * gravity * since**2,
                    ]
                )
                turn = angle + spin * fallen - 0.3 * spin * since
            look.draw(picture, camera(at), turn, scale)

    return Actor("drop", draw, [moment for moment in impacts if moment < SECONDS])


def walk(random: Random) -> Actor:
    """Somebody who walks or runs: whole, the legs alone, or the feet close up; side or front."""
    stride = random.uniform(0.5, 1.35)
    size = log_uniform(random, 0.35, 4.2)
    way = float(random.choice([-1, 1]))
    pace = random.uniform(0, 90) * size
    length, floor = 60 * size, random.uniform(0.65, 0.97) * HEIGHT
    begin = random.uniform(0.05, 0.95) * WIDTH - way * pace * random.uniform(0, 2)
    lift, front = random.uniform(5, 22) * size, random.random() < 0.35
    runs = random.random() < 0.25
    share = 0.38 if runs else 0.6
    """Of a stride during which a foot is on the ground."""
    shades = random.uniform(10, 240, 4)
    width = max(2, random.uniform(5, 13) * size)
    stamps = random.uniform(0, 3) * size
    impacts = [
        (number - half) * stride
        for half in (0, 0.5)
        for number in range(14)
        if 0 < (number - half) * stride < SECONDS
    ]
    shown = [t for t in impacts if -length < begin + way * pace * t < WIDTH + length]
    in_view = floor - 10 * size < HEIGHT

    def foot(t: float, half: float) -> Point:
        u = (t / stride + half) % 1
        if u < share:
            along, up = length * (0.5 - u / share), 0.0
        else:
            w = (u - share) / (1 - share)
            along, up = (
                length * (-0.5 + eased(w)),
                lift * math.sin(math.pi * min(1.0, w * 1.02)) ** 1.2,
            )
        if front:
            along = along * 0.12 + (9 if half else -9) * size
        return np.array([begin + way * pace * t + along * way, floor - up])

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        bob = 3.5 * size * math.cos(4 * math.pi * t / stride) + ringing(
            sorted(shown), t, stamps, 0.03
        )
        hip = np.array([begin + way * pace * t, floor - 74 * size + bob])
        for half, shade in ((0, shades[0]), (0.5, shades[1])):
            end = foot(t, half)
            knee = (hip + end) / 2 + [9 * size * way * (0.2 if front else 1), 0]
            line(picture, camera(hip), camera(knee), shade, width * scale)
            line(picture, camera(knee), camera(end), shade, width * scale * 0.85)
            toe = camera(end + [6 * size * way * (0.2 if front else 1), 0])
            disc(picture, toe, 11 * size * scale, shades[3], 0.42)
        disc(picture, camera(hip - [0, 38 * size]), 15 * size * scale, shades[2], 2.4)
        swing = math.sin(2 * math.pi * t / stride) * 22 * size * (0.2 if front else 1)
        for sign in (1, -1):
            shoulder = hip - [0, 62 * size]
            line(
                picture,
                camera(shoulder),
                camera(shoulder + [sign * swing, 48 * size]),
                shades[2] * 0.9,
                width * 0.7 * scale,
            )
        disc(picture, camera(hip - [0, 88 * size]), 11 * size * scale, shades[3])

    return Actor("walk", draw, shown if in_view else [])


def door(random: Random) -> Actor:
    """A door, a lid or a drawer that falls shut."""
    near, impacts = hits(random, random.uniform(0.3, 0.9))
    x, wide = (
        random.uniform(0.15, 0.85) * WIDTH,
        log_uniform(random, 25, 150) * random.choice([-1, 1]),
    )
    top, bottom = random.uniform(-0.1, 0.35) * HEIGHT, random.uniform(0.65, 1.1) * HEIGHT
    shade, depth = random.uniform(10, 245), random.uniform(0.1, 0.35)
    lid = random.random() < 0.3

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        away = (1 - near(t)) * 1.4
        along, out = wide * math.cos(away), depth * abs(wide) * math.sin(away)
        corners = np.array(
            [[x, top], [x + along, top - out * 0.5], [x + along, bottom + out], [x, bottom]]
        )
        if lid:
            corners = (corners[:, ::-1] - [HEIGHT / 2, WIDTH / 2]) * 0.8 + [WIDTH / 2, HEIGHT / 2]
        seen = np.array([camera(corner) for corner in corners])
        polygon(picture, seen, shade)
        polygon(picture, seen * 0.3 + seen.mean(0) * 0.7, 255 - shade)

    return Actor("door", draw, impacts)


def put_down(random: Random) -> Actor:
    """A hand that sets a thing on a table, and takes it again without a sound."""
    period = random.uniform(1.1, 3)
    begin, shut = random.uniform(0, 0.8), random.uniform(0.2, 0.4)
    table = random.uniform(0.5, 0.92) * HEIGHT
    thing, hand = (
        shape(random, size=log_uniform(random, 6, 40)),
        shape(random, "blob", log_uniform(random, 6, 30)),
    )
    x, wander, high = (
        random.uniform(0.15, 0.85) * WIDTH,
        random.uniform(0, 90),
        log_uniform(random, 10, 90),
    )
    power = random.uniform(1.3, 3)
    moments = [begin + period * (number + shut) for number in range(int(SECONDS / period) + 1)]
    top = random.uniform(10, 240)

    def up(t: float) -> float:
        u = ((t - begin) / period) % 1
        if u < shut:
            return 1 - (u / shut) ** power
        if u < shut + 0.25:
            return 0.0
        return eased((u - shut - 0.25) / (0.75 - shut))

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        edge = [[0, table], [WIDTH, table], [WIDTH, HEIGHT + 80], [0, HEIGHT + 80]]
        polygon(picture, np.array([camera(np.array(point)) for point in edge]), top)
        lifted = up(t)
        at = np.array([x + wander * math.sin(t) * lifted, table - thing.size * 0.6 - high * lifted])
        thing.draw(picture, camera(at), 0.3 * lifted, scale)
        grip = at - [0, thing.size * 0.7 + 12 * (lifted == 0)]
        hand.draw(picture, camera(grip), 0, scale, camera(grip + [90, -70]))

    return Actor("put down", draw, [moment for moment in moments if 0 < moment < SECONDS])


def jump(random: Random) -> Actor:
    """Somebody or something that leaps and lands."""
    gravity, floor = log_uniform(random, 500, 2000), random.uniform(0.6, 0.97) * HEIGHT
    body = shape(random, str(random.choice(["blob", "box"])), log_uniform(random, 8, 60))
    x, at, leaps, impacts = random.uniform(0.2, 0.8) * WIDTH, random.uniform(0.1, 1), [], []
    while at < SECONDS:
        high = log_uniform(random, 8, 80)
        air = 2 * math.sqrt(2 * high / gravity)
        leaps.append((at, air))
        impacts.append(at + air)
        at += air + random.uniform(0.25, 1.5)
    soft, drift = random.uniform(0.05, 0.3), random.uniform(-40, 40)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        up, squash = 0.0, 1.0
        for begin, air in leaps:
            since = t - begin
            if 0 <= since < air:
                up = 0.5 * gravity * since * (air - since)
            elif -0.2 < since < 0:
                squash = 1 - soft * math.sin(math.pi * -since / 0.2)
            elif 0 <= since - air < 0.2:
                squash = 1 - soft * math.sin(math.pi * min(1.0, (since - air) / 0.2))
        at = np.array([x + drift * t, floor - body.size * 0.8 * squash - up])
        body.draw(picture, camera(at), 0, scale, squash=squash)

    return Actor("jump", draw, [moment for moment in impacts if moment < SECONDS])
