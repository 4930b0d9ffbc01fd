"""What hands do: hammer a nail, type, drum with fingers, set a cup down, ring a cymbal, shoot."""

from __future__ import annotations

import math

import numpy as np

from training.foley.actors import SECONDS, Actor, Camera, direction, eased, hits, place
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


def nail(random: Random) -> Actor:
    """A hammer that drives a small thing into a board, a little deeper with each blow."""
    near, impacts = hits(random, log_uniform(random, 0.8, 4))
    head = place(random, 0.25, 0.75)
    long, handle = log_uniform(random, 6, 40), log_uniform(random, 25, 120)
    side = float(random.choice([-1, 1]))
    swing, thick = random.uniform(0.25, 1.1), log_uniform(random, 1, 4)
    iron = shape(random, "box", log_uniform(random, 5, 24))
    hand = shape(random, "blob", iron.size * random.uniform(0.7, 1.3))
    board, shades = random.uniform(20, 230), random.uniform(5, 250, 2)
    jolt, sinks = random.uniform(0, 2), long * random.uniform(0.02, 0.12)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        gone = min(long * 0.9, sinks * sum(1 for moment in impacts if moment < t))
        shift = np.array([0, ringing(impacts, t, jolt, 0.03)])
        edge = [[-60, head[1] + long], [WIDTH + 60, head[1] + long]]
        low = [[WIDTH + 60, HEIGHT + 90], [-60, HEIGHT + 90]]
        polygon(picture, np.array([camera(np.array(p) + shift) for p in [*edge, *low]]), board)
        top = head + [0, gone] + shift
        line(picture, camera(top), camera(head + [0, long]), shades[0], thick * scale)
        angle = swing * (1 - near(t)) * side
        pivot = top + [side * handle, -iron.size * 0.5]
        tip = pivot - direction(angle) * handle * side
        line(picture, camera(pivot), camera(tip), shades[1], max(2.0, iron.size * 0.25) * scale)
        iron.draw(picture, camera(tip), angle + 1.57, scale)
        hand.draw(picture, camera(pivot), angle, scale, camera(pivot + [side * 90, 50]))

    return Actor("nail", draw, impacts)


def _pressed(random: Random, rate: float, quick: float) -> tuple[list[float], list[int]]:
    """When keys are pressed, and by which of eight fingers."""
    moments, at = [], random.uniform(0.1, 1)
    while at < SECONDS:
        moments.append(at)
        at += max(quick, random.exponential(1 / rate))
        if random.random() < 0.08:
            at += random.uniform(0.3, 1)
    return moments, random.integers(0, 8, len(moments)).tolist()


def typing(random: Random) -> Actor:
    """Fingers that go down on keys or on a table, one after the other, each by a little."""
    impacts, fingers = _pressed(random, log_uniform(random, 1.5, 6), 0.12)
    middle, size = place(random, 0.3, 0.7), log_uniform(random, 0.5, 3)
    lift, down = random.uniform(5, 16) * size, random.uniform(0.05, 0.12)
    skin, keys = random.uniform(20, 240), random.uniform(10, 245)
    gap, slant = random.uniform(13, 18) * size, random.uniform(-0.2, 0.2)
    hover = random.uniform(0, 0.35) * lift
    palms = [shape(random, "blob", 26 * size) for _ in range(2)]

    def height(finger: int, t: float) -> float:
        for moment, its in zip(impacts, fingers, strict=True):
            since = t - moment
            if its == finger and -down - 0.1 < since < 0.16:
                if since < -down:
                    return hover + (lift - hover) * eased((since + down + 0.1) / 0.1)
                if since < 0:
                    return lift * (1 - (1 + since / down) ** 2)
                return hover * eased(since / 0.16)
        return hover

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        wide, flat = gap * 6, 16 * size
        corners = [[-wide, -flat * 0.4], [wide, -flat * 0.4], [wide, flat], [-wide, flat]]
        polygon(picture, np.array([camera(middle + corner) for corner in corners]), keys)
        for finger in range(8):
            hand = 1 if finger > 3 else -1
            knuckle = middle + [gap * (finger - 3.5 + 0.6 * hand), 26 * size]
            tip = knuckle + [slant * 20 * size, -24 * size - height(finger, t)]
            line(picture, camera(knuckle), camera(tip), skin - 10 * (finger % 2), 7 * size * scale)
        for hand, palm in zip((-1, 1), palms, strict=True):
            at = middle + [hand * gap * 2.6, 44 * size]
            palm.draw(picture, camera(at), 0, scale, camera(at + [hand * 40 * size, 120]))

    return Actor("typing", draw, impacts)


def tapping(random: Random) -> Actor:
    """Flat hands that slap a table or a drum, together or in turn."""
    sides = 2 if random.random() < 0.7 else 1
    moves = [hits(random, log_uniform(random, 0.6, 3.5)) for _ in range(sides)]
    together = sides == 2 and random.random() < 0.3
    if together:
        moves[1] = moves[0]
    middle, size = place(random, 0.3, 0.75), log_uniform(random, 8, 45)
    high, tilt = size * log_uniform(random, 0.4, 2.5), random.uniform(0.2, 1.1)
    hands = [shape(random, "blob", size) for _ in moves]
    top, jolt = random.uniform(15, 240), random.uniform(0, 3)
    impacts = sorted({moment for _, moments in moves for moment in moments})

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        shift = ringing(impacts, t, jolt, 0.04)
        left, right = middle[0] - size * 4, middle[0] + size * 4
        table = middle[1] + size * 0.3 + shift
        corners = [[left, table], [right, table], [right + 30, HEIGHT + 60], [left, HEIGHT + 60]]
        polygon(picture, np.array([camera(np.array(corner)) for corner in corners]), top)
        for side, (near, _), hand in zip((-1, 1), moves, hands, strict=False):
            away = 1 - near(t)
            at = middle + [side * size * 1.3, -high * away]
            hand.draw(picture, camera(at), side * tilt * away, scale, camera(at + [side * 70, 40]))

    return Actor("tapping", draw, impacts)


def cup(random: Random) -> Actor:
    """A cup that is lifted, moved along an arc and set down, fast or slowly, again and again."""
    period, share = random.uniform(0.8, 2.4), random.uniform(0.12, 0.35)
    begin, table = random.uniform(-0.3, 0.8), random.uniform(0.5, 0.9) * HEIGHT
    size, x = log_uniform(random, 6, 38), random.uniform(0.25, 0.75) * WIDTH
    high, reach = size * log_uniform(random, 0.7, 4), random.uniform(-90, 90)
    power, rest = random.uniform(1.3, 2.6), random.uniform(0.1, 0.4)
    shades, rattle = random.uniform(5, 250, 3), random.uniform(0, 0.12)
    hand = shape(random, "blob", size * random.uniform(0.6, 1.1))
    landings = [begin + period * (number + share) for number in range(int(SECONDS / period) + 2)]
    impacts = [moment for moment in landings if 0 < moment < SECONDS]

    def up(t: float) -> float:
        u = ((t - begin) / period) % 1
        if u < share:
            return 1 - (u / share) ** power
        w = (u - share - rest) / (1 - share - rest)
        return eased(min(1.0, max(0.0, w)))

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        edge = [[-60, table], [WIDTH + 60, table], [WIDTH + 60, HEIGHT + 80], [-60, HEIGHT + 80]]
        polygon(picture, np.array([camera(np.array(point)) for point in edge]), shades[0])
        lifted = up(t)
        turned = 0.4 * lifted + rattle * ringing(impacts, t, 1.0, 0.05)
        at = np.array([x + reach * lifted, table - size - high * lifted])
        sideways, tall = direction(turned) * size * 0.7, direction(turned + 1.57) * size
        body = [at - sideways - tall, at + sideways - tall]
        body += [at + sideways * 0.75 + tall, at - sideways * 0.75 + tall]
        polygon(picture, np.array([camera(corner) for corner in body]), shades[1])
        disc(picture, camera(at - tall), size * 0.7 * scale, shades[2], 0.3)
        grip = at + sideways * 1.4
        hand.draw(picture, camera(grip), turned, scale, camera(grip + [110, -30]))

    return Actor("cup", draw, impacts)


def cymbal(random: Random) -> Actor:
    """A stick on a cymbal or a drum's head, which rings long after it was hit."""
    near, impacts = hits(random, log_uniform(random, 0.4, 4))
    middle, wide = place(random, 0.25, 0.75), log_uniform(random, 15, 90)
    flat, tilt = random.uniform(0.08, 0.45), random.uniform(-0.3, 0.3)
    last, wave = log_uniform(random, 0.08, 1.2), random.uniform(8, 45)
    size, raised = random.uniform(0, 0.22), random.uniform(0.3, 1.3)
    shades, length = random.uniform(5, 250, 3), wide * random.uniform(0.8, 2)
    hold = middle + [random.choice([-1, 1]) * length, -random.uniform(0, 25)]
    hand = shape(random, "blob", log_uniform(random, 5, 25))
    spot = middle + [np.sign(hold[0] - middle[0]) * wide * random.uniform(0.2, 0.8), 0]
    legs = random.random() < 0.7

    def rung(t: float) -> float:
        total = 0.0
        for moment in impacts:
            since = t - moment
            if 0 <= since < 4 * last:
                total += size * math.exp(-since / last) * math.sin(wave * since)
        return total

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        if legs:
            line(picture, camera(middle), camera(middle + [0, 200]), shades[2], 3 * scale)
        angle = tilt + rung(t)
        turn = np.arange(24) / 24 * 2 * math.pi
        ring = np.column_stack([np.cos(turn), np.sin(turn) * flat]) * wide
        cos, sin = math.cos(angle), math.sin(angle)
        rim = ring @ np.array([[cos, sin], [-sin, cos]]) + middle
        polygon(picture, np.array([camera(point) for point in rim]), shades[0])
        polygon(
            picture,
            np.array([camera(point) for point in rim * 0.25 + middle * 0.75]),
            shades[1],
        )
        tip: Point = spot - [0, raised * length * 0.6 * (1 - near(t))]
        line(picture, camera(hold), camera(tip), shades[1], max(1.5, wide * 0.05) * scale)
        hand.draw(picture, camera(hold), 0, scale, camera(hold + (hold - middle) * 0.8 + 40))

    return Actor("cymbal", draw, impacts)


def gun(random: Random) -> Actor:
    """A gun in a hand: a flash, a kick upwards, and back to where it aimed."""
    impacts: list[float] = []
    at = random.uniform(0.2, 1.5)
    gap = log_uniform(random, 0.13, 1.5)
    while at < SECONDS:
        impacts.append(at)
        at += gap * random.uniform(0.8, 1.3) + 0.02
    grip, size = place(random, 0.25, 0.75), log_uniform(random, 10, 60)
    way, kick = float(random.choice([-1, 1])), random.uniform(0.04, 0.5)
    back, last = size * random.uniform(0.02, 0.3), log_uniform(random, 0.05, 0.25)
    shade, skin, flash = random.uniform(5, 110), random.uniform(60, 230), random.random() < 0.65
    hand, smoke = shape(random, "blob", size * 0.35), random.uniform(0, 0.5)
    sway = random.uniform(0, 3)

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        push, fired = 0.0, 9.0
        for moment in impacts:
            since = t - moment
            if since >= 0:
                fired = since
                push += min(1.0, since / 0.02) * math.exp(-since / last) * (since < 6 * last)
        aim = way * -kick * push
        ahead = direction(aim) * way
        here = grip - ahead * back * push + [sway * math.sin(2 * t), sway * math.cos(3 * t)]
        across = np.array([0, -size * 0.3])
        muzzle = here + across + ahead * size
        if smoke and fired < 0.5:
            disc(picture, camera(muzzle + [0, -40 * fired]), (4 + 30 * fired) * scale, 190, 0.7)
        line(
            picture,
            camera(here + across - ahead * size * 0.3),
            camera(muzzle),
            shade,
            size * 0.28 * scale,
        )
        line(picture, camera(here + across), camera(here), shade, size * 0.25 * scale)
        hand.shade = skin
        hand.draw(picture, camera(here), aim, scale, camera(here - ahead * 110 + [0, 25]))
        if flash and fired < 0.035:
            disc(picture, camera(muzzle + ahead * size * 0.25), size * 0.4 * scale, 255, 0.7)

    return Actor("gun", draw, impacts)
