"""Glass that breaks: a crack, and shards that ring as they fall."""

from __future__ import annotations

import numpy as np

from backbeat.foley.synthesis.modes import Modes, ring
from backbeat.foley.synthesis.noise import Band, Signal, dying
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import later, level, room

LEAD_S = 0.003
_RATIOS = np.array([1, 1.857, 3.25, 4.946])
"""Of struck glass, as in the STK's preset."""


def shatter(order: Order) -> Sound:
    """A pane or a bottle breaks."""
    rng, n, rate = order.rng, order.n, order.rate
    size = order.character.size
    crack = dying(
        rng,
        n,
        rate,
        [
            Band(300 / size, 1500, -9, 0.1),
            Band(1500, 4000, -3, 0.16),
            Band(4000, 9000, 0, 0.22),
            Band(9000, 18000, -3, 0.2),
        ],
    )
    pane = Modes(
        np.array([310, 530, 870, 1320, 1890]) / size,
        np.full(5, 0.09),
        np.array([1, 0.9, 0.8, 0.6, 0.5]),
    )
    made = level(crack) * np.float32(1.1) + level(
        ring(rng, pane.jittered(rng), n, rate, contact_s=0.0006)
    ) * np.float32(0.35)
    made += _shards(order, 150, 0.16) + _shards(order, 26, 0.42) * np.float32(0.8)
    return Sound(
        room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.4, share_db=-17, dull=7000), LEAD_S
    )


def _shards(order: Order, count: int, mean_s: float) -> Signal:
    """Pieces that hit the floor, fewer and fewer."""
    rng, n, rate = order.rng, order.n, order.rate
    made = np.zeros(n, np.float32)
    length = int(0.16 * rate)
    bank = []
    for _ in range(14):
        hz = np.exp(rng.uniform(np.log(1500), np.log(6500)))
        piece = Modes(
            hz * _RATIOS * np.exp(rng.normal(0, 0.06, 4)),
            rng.uniform(0.05, 0.16, 4),
            np.array([1, 0.9, 0.8, 0.6]),
        )
        one = ring(rng, piece, length, rate, contact_s=0.00008)
        one[-64:] *= np.linspace(1, 0, 64, dtype=np.float32)
        one += dying(rng, length, rate, [Band(3000, 15000, 0, 0.02)]) * np.float32(1.2)
        bank.append(level(one))
    for start in rng.exponential(mean_s, count) + 0.012:
        at = int(start * rate)
        if at + length < n:
            share = rng.uniform(0.05, 0.5) * np.exp(-1.4 * start)
            made[at : at + length] += bank[int(rng.integers(14))] * np.float32(share)
    return made


def recipes() -> tuple[Recipe, ...]:
    """What breaks."""
    return (
        Recipe(
            "glass break",
            "GLASBrk",
            (
                "glass",
                "break",
                "breaks",
                "shatter",
                "shatters",
                "smash",
                "crash",
                "window",
                "bottle",
                "pane",
            ),
            "Glass breaks",
            1.5,
            shatter,
        ),
    )
