"""Beds of air: room tone, ventilation, wind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.synthesis.noise import Signal, coloured, moving, stretched, wander, white
from backbeat.foley.synthesis.recipe import Bed, Order, Recipe
from backbeat.foley.synthesis.shape import loud

Points = Sequence[tuple[float, float]]


def sides(order: Order, points: Points, apart: float) -> tuple[Signal, Signal]:
    """Noise of a colour on both sides, `apart` from 0 (the same) to 1 (nothing in common)."""
    rng, n, rate = order.rng, order.n, order.rate
    own = np.float32(apart**0.5)
    both = coloured(rng, n, rate, points) * np.float32((1 - apart) ** 0.5)
    return both + own * coloured(rng, n, rate, points), both + own * coloured(rng, n, rate, points)


def slowly(order: Order, hz: float, amount: float) -> Signal:
    """A factor about 1 that wanders, periodic over the whole."""
    rate = max(20.0, 8 * hz)
    count = max(8, int(order.seconds * rate))
    return stretched(
        np.exp(amount * wander(order.rng, count, rate, hz)).astype(np.float32), order.n
    )


def room_tone(order: Order) -> Bed:
    """A quiet room: what is left when all are silent."""
    points = [
        (20, -4),
        (40, 0),
        (80, -3),
        (160, -9),
        (400, -19),
        (1000, -28),
        (3000, -36),
        (8000, -43),
        (20000, -52),
    ]
    left, right = sides(order, points, 0.5)
    breath = slowly(order, 0.2, 0.05)
    return Bed(left * breath, right * breath)


def ventilation(order: Order) -> Bed:
    """A fan behind a grille: its hum, its blades and the air in the duct."""
    rng, n, rate = order.rng, order.n, order.rate
    points = [
        (25, -8),
        (60, -1),
        (120, 0),
        (240, -2),
        (500, -5),
        (1000, -10),
        (2200, -17),
        (5000, -28),
        (12000, -44),
    ]
    left, right = sides(order, points, 0.6)
    hum = np.zeros(n, np.float32)
    time = np.arange(n) / rate
    for number, hz, share in (
        (1, 29.2, 0.5),
        (2, 58.4, 1.0),
        (3, 117.0, 0.5),
        (4, 233.0, 0.16),
        (5, 349.0, 0.06),
    ):
        # A whole number of turns in the loop.
        turns = max(1, round(hz / order.character.size * order.seconds))
        phase = rng.uniform(0, 2 * np.pi) + number
        hum += np.float32(share) * np.sin(2 * np.pi * turns * time / order.seconds + phase).astype(
            np.float32
        )
    hum = loud(hum) * slowly(order, 0.5, 0.08)
    flutter = slowly(order, 2.0, 0.06)
    return Bed((left * flutter + 0.35 * hum), (right * flutter + 0.35 * hum))


_WIND = np.geomspace(40, 12000, 26).astype(np.float32)


def wind_gains(rng: np.random.Generator, seconds: float, speed: float) -> NDArray[np.float32]:
    """Of bands, 50 a second: gusts that are louder and higher at once, and edges that whistle."""
    frames = max(16, int(seconds * 50))
    gust = wander(rng, frames, 50, 0.25) * 0.75 + wander(rng, frames, 50, 1.5) * 0.35
    force = np.exp(0.36 * speed * gust)[:, None]
    centre = 330 * force**0.9
    away = np.log2(_WIND[None] / centre)
    body = np.where(away < 0, np.exp(-0.5 * (away / 1.9) ** 2), np.exp(-0.5 * (away / 1.5) ** 2))
    # What rustles and hisses everywhere, up to where the air swallows it.
    body = body + 0.02 * (_WIND[None] / 2000) ** -0.5 / (1 + (_WIND[None] / 7000) ** 4)
    made = body * force**1.5
    for hz, width, share in ((420, 0.16, 0.7), (760, 0.12, 0.45), (1150, 0.1, 0.22)):
        pitch = hz * force**0.35 * np.exp(0.07 * wander(rng, frames, 50, 0.6))[:, None]
        made = (
            made + share * np.exp(-0.5 * (np.log2(_WIND[None] / pitch) / width) ** 2) * force**2.2
        )
    return np.asarray(made, np.float32)


def wind(order: Order) -> Bed:
    """Wind about a house or over a field."""
    rng = order.rng
    gains = wind_gains(rng, order.seconds, 0.5 + 0.7 * order.character.strength)
    both = moving(white(rng, order.n), order.rate, gains, _WIND)
    own = [moving(white(rng, order.n), order.rate, gains, _WIND) for _ in range(2)]
    return Bed(
        both * np.float32(0.6) + own[0] * np.float32(0.8),
        both * np.float32(0.6) + own[1] * np.float32(0.8),
    )


def recipes() -> tuple[Recipe, ...]:
    """Beds of air."""
    return (
        Recipe(
            "room tone",
            "AMBRoom",
            ("room", "tone", "roomtone", "silence", "quiet", "interior", "air"),
            "The tone of a quiet room",
            20.0,
            room_tone,
            temporary=False,
            loops=True,
        ),
        Recipe(
            "ventilation",
            "MACHHvac",
            ("hvac", "ventilation", "air", "conditioning", "fan", "hum", "duct", "server"),
            "Air from a vent",
            20.0,
            ventilation,
            temporary=False,
            loops=True,
        ),
        Recipe(
            "wind",
            "WIND",
            ("wind", "windy", "gust", "gusts", "howl", "breeze", "storm", "desert", "mountain"),
            "Wind",
            20.0,
            wind,
            temporary=False,
            loops=True,
        ),
    )
