"""Cloth, paper and leather that move: friction, in bursts as the arm goes."""

from __future__ import annotations

import numpy as np

from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.noise import coloured
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import hump, level

LEAD_S = 0.004


def rustle(order: Order, hz: float, per_s: float, rough: float, body_db: float) -> Sound:
    """A move: two or three strokes, the first at once."""
    rng, n, rate = order.rng, order.n, order.rate
    move = hump(n, rate, LEAD_S + 0.05, 0.018, 0.07)
    at = 0.1
    while at < order.seconds - 0.12:
        at += float(rng.uniform(0.08, 0.16))
        move = move + hump(
            n, rate, at, rng.uniform(0.02, 0.05), rng.uniform(0.04, 0.08)
        ) * np.float32(rng.uniform(0.3, 0.9))
    move[: int(LEAD_S * rate)] = 0
    move /= move.max()
    places = moments(rng, (move * per_s).astype(np.float32), rate)
    levels = (np.exp(rng.normal(0, rough, len(places))) * move[places]).astype(np.float32)
    made = level(
        scatter(rng, Grain(hz / order.character.size, 0.55, 0.002, 0.95), places, levels, n, rate)
    )
    body = coloured(
        rng, n, rate, [(80, -12), (250, -2), (600, 0), (hz, -3), (hz * 3, -16), (16000, -34)]
    )
    made += level(body * move) * np.float32(10 ** (body_db / 20))
    # The first touch.
    touch = scatter(
        rng,
        Grain(hz * 0.6, 0.3, 0.003, 0.9),
        np.array([int(LEAD_S * rate)]),
        np.ones(1, np.float32),
        n,
        rate,
    )
    return Sound(made + 0.5 * level(touch), LEAD_S)


def recipes() -> tuple[Recipe, ...]:
    """What rustles."""
    return (
        Recipe(
            "cloth",
            "FOLYClth",
            ("cloth", "clothes", "fabric", "rustle", "jacket", "shirt", "movement", "sleeve"),
            "Cloth moves",
            0.6,
            lambda order: rustle(order, 2200, 900, 0.4, -2.0),
            elastic=True,
        ),
        Recipe(
            "leather",
            "FOLYClth",
            ("leather", "jacket", "bag", "belt", "glove"),
            "Leather moves",
            0.6,
            lambda order: rustle(order, 1100, 350, 0.8, -6.0),
            elastic=True,
        ),
        Recipe(
            "paper",
            "FOLYProp",
            ("paper", "page", "book", "newspaper", "letter", "turn"),
            "Paper is handled",
            0.6,
            lambda order: rustle(order, 4200, 700, 0.9, -12.0),
            elastic=True,
        ),
    )
