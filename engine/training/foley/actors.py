"""What an actor of a simulated clip is, and how it moves: with hits, or without any.

Times are in seconds, lengths in pixels of the drawn picture. An actor's draw function takes the
picture, the moment and the camera.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from training.foley.shapes import HEIGHT, WIDTH, Picture, Point, Random, log_uniform

SECONDS = 4.0
Camera = Callable[[Point], Point]
Draw = Callable[[Picture, float, Camera, float], None]
"""Picture, moment, camera, and the camera's scale."""
Motion = Callable[[float], float]
"""How near something is to where it ends, from 0 to 1, at a moment."""
_FASTEST = 3.0
"""How often a second an arm goes to and fro that swings something."""
_SHORTEST_S = 0.28
"""What an arm takes at least from one place to another."""


@dataclass
class Actor:
    """A thing that moves, and the moments at which it hits something."""

    kind: str
    draw: Draw
    impacts: list[float] = field(default_factory=list)


def eased(u: float) -> float:
    """From 0 to 1 without a jerk at either end."""
    return u * u * u * (10 - 15 * u + 6 * u * u)


def hits(random: Random, rate: float = 0.0) -> tuple[Motion, list[float]]:
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


def to_and_fro(random: Random) -> Motion:
    """A motion between 0 and 1 that hits nothing, whose turn-rounds may be quicker than an arm's."""
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


def by_hand(random: Random) -> Motion:
    """A motion between 0 and 1 that hits nothing and that an arm can make: to and fro, three times a
    second at most, or from place to place, resting there or not.

    Arms go from place to place with as little jerk as there can be: Flash and Hogan, "The
    coordination of arm movements" (1985).
    """
    return _waved(random) if random.random() < 0.5 else _moved(random)


def _waved(random: Random) -> Motion:
    slow = log_uniform(random, 0.25, _FASTEST)
    quick = min(_FASTEST, slow * random.uniform(1.2, 2.7))
    phase, weight = random.uniform(0, 6), random.uniform(0.5, 1)

    def near(t: float) -> float:
        wave = weight * math.cos(2 * math.pi * slow * t + phase)
        wave += (1 - weight) * math.cos(2 * math.pi * quick * t + phase * 2)
        return 0.5 - 0.5 * wave

    return near


def _moved(random: Random) -> Motion:
    usual, rest = log_uniform(random, _SHORTEST_S, 1.2), random.uniform(0, 0.9)
    rests = random.random() < 0.6
    begins, lasts, ends = [-random.uniform(0, 1)], [], [float(random.random())]
    while begins[-1] < SECONDS + 1:
        there = float(random.random())
        if random.random() < 0.7:
            # Mostly it goes all the way.
            there = random.uniform(0, 0.2) + 0.8 * (ends[-1] < 0.5)
        lasts.append(max(_SHORTEST_S, usual * random.uniform(0.7, 1.5)))
        ends.append(there)
        begins.append(begins[-1] + lasts[-1] + random.exponential(rest) * rests)
    all_begins = np.array(begins)

    def near(t: float) -> float:
        k = max(0, int(np.searchsorted(all_begins, t)) - 1)
        u = min(1.0, max(0.0, (t - begins[k]) / lasts[k]))
        return ends[k] + (ends[k + 1] - ends[k]) * eased(u)

    return near


def place(random: Random, low: float = 0.12, high: float = 0.88) -> Point:
    """A point of the picture."""
    return np.array([random.uniform(low, high) * WIDTH, random.uniform(low, high) * HEIGHT])


def direction(angle: float) -> Point:
    """The point at distance 1 in a direction."""
    return np.array([math.cos(angle), math.sin(angle)])
