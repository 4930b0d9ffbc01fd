"""What moves in a simulated clip, when it hits, and what moves without hitting anything.

Times are in seconds, lengths in pixels of the drawn picture. An actor's draw function takes the
picture, the moment and the camera.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

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

SECONDS = 4.0
Camera = Callable[[Point], Point]
Draw = Callable[[Picture, float, Camera, float], None]
"""Picture, moment, camera, and the camera's scale."""


@dataclass
class Actor:
    """A thing that moves, and the moments at which it hits something."""

    kind: str
    draw: Draw
    impacts: list[float] = field(default_factory=list)


def eased(u: float) -> float:
    """From 0 to 1 without a jerk at either end."""
    return u * u * u * (10 - 15 * u + 6 * u * u)


def hits(random: Random, rate: float = 0.0) -> tuple[Callable[[float], float], list[float]]:
    """How near something is to what it strikes, from 0 (raised) to 1 (contact), and when it hits.

    Args:
        random: draws it.
        rate: hits a second; 0: any.
    """
    rate = rate or log_uniform(random, 0.35, 6)
    moments, at = [], random.uniform(0.1, 1 / rate + 0.3)
    uneven = random.uniform(0.01, 0.4)
    while at < SECONDS + 1:
        moments.append(at)
        at += max(0.11, (1 / rate) * (1 + random.normal() * uneven))
    power, share = random.uniform(1.4, 3.5), random.uniform(0.1, 0.5)
    bounce = float(random.choice([0, 0, random.uniform(0.05, 0.35), random.uniform(0.35, 0.9)]))
    dwell = random.uniform(0, 0.5) if bounce < 0.05 else 0.0
    reach = random.uniform(0.45, 1, len(moments) + 1)
    longest = random.uniform(0.1, 0.28)
    """Seconds that a strike takes at most."""
    waits = random.uniform(0, 0.8)
    """Share of the time between that it rests raised."""
    all_hits = np.array(moments)

    def near(t: float) -> float:
        k = int(np.searchsorted(all_hits, t))
        before = all_hits[k - 1] if k else all_hits[0] - 1 / rate
        after = all_hits[k] if k < len(all_hits) else before + 1 / rate
        span, far = after - before, reach[k]
        u = min(1.0, max(0.0, (t - before) / span))
        strike = max(0.05, min(share, longest / span))
        if u > 1 - strike:
            return 1 - far * (1 - ((u - 1 + strike) / strike) ** power)
        w = u / (1 - strike)
        if dwell and w < dwell:
            return 1.0
        w = min(1.0, (w - dwell) / (1 - dwell) / max(0.2, 1 - waits * (span > 0.6)))
        if bounce:
            up = min(0.5, 0.12 / (span * (1 - strike)))
            if w < up:
                return 1 - far * bounce * (1 - (1 - w / up) ** 2)
            return 1 - far * (bounce + (1 - bounce) * eased((w - up) / (1 - up)))
        return 1 - far * eased(w)

    return near, [moment for moment in moments if 0 < moment < SECONDS]


def to_and_fro(random: Random) -> Callable[[float], float]:
    """A smooth motion between 0 and 1 that hits nothing, with turn-rounds that may be quick."""
    slow = log_uniform(random, 0.25, 4)
    phase, weight = random.uniform(0, 6), random.uniform(0.3, 1)
    quick = slow * random.uniform(1.3, 2.7)
    rests = random.random() < 0.4

    def near(t: float) -> float:
        wave = weight * math.cos(2 * math.pi * slow * t + phase)
        wave += (1 - weight) * math.cos(2 * math.pi * quick * t + phase * 2)
        if rests:
            wave = math.tanh(2.2 * wave) / math.tanh(2.2)
        return 0.5 - 0.5 * wave

    return near


def place(random: Random, low: float = 0.12, high: float = 0.88) -> Point:
    """A point of the picture."""
    return np.array([random.uniform(low, high) * WIDTH, random.uniform(low, high) * HEIGHT])


def direction(angle: float) -> Point:
    """The point at distance 1 in a direction."""
    return np.array([math.cos(angle), math.sin(angle)])


def striker(random: Random, strikes: bool = True) -> Actor:
    """A stick, a fist, a hammer or a hand that strikes; or the same without striking anything."""
    near, impacts = hits(random) if strikes else (to_and_fro(random), [])
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


def stick(random: Random, strikes: bool = True) -> Actor:
    """A stick or hammer that turns about a hand."""
    near, impacts = hits(random) if strikes else (to_and_fro(random), [])
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

    return Actor("stick" if strikes else "free swing", draw, impacts)


def clap(random: Random) -> Actor:
    """Two things that meet: hands, blocks, cymbals."""
    near, impacts = hits(random)
    middle, reach = place(random, 0.2, 0.8), log_uniform(random, 5, 90)
    angle, gap = random.uniform(-0.8, 0.8), random.uniform(2, 12)
    one = shape(random, "blob", log_uniform(random, 5, 40))
    other = shape(random, "blob", one.size * random.uniform(0.8, 1.2))
    other.shade = float(np.clip(one.shade + random.uniform(-15, 15), 0, 255))

    def draw(picture: Picture, t: float, camera: Camera, scale: float) -> None:
        apart = direction(angle) * (reach * (1 - near(t)) + gap)
        for sign, hand in ((1, one), (-1, other)):
            arm = middle + apart * sign * 2 + [sign * 50, 90]
            hand.draw(picture, camera(middle + apart * sign), sign * 0.4, scale, camera(arm))

    return Actor("clap", draw, impacts)


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
