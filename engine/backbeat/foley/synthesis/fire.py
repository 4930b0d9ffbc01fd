"""Fire: lapping, hiss and crackles (after Farnell 2010)."""

from __future__ import annotations

import numpy as np

from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.noise import Signal, coloured, stretched, wander
from backbeat.foley.synthesis.recipe import Bed, Order, Recipe
from backbeat.foley.synthesis.shape import loud


def crackles(rng: np.random.Generator, n: int, rate: int, per_s: float) -> Signal:
    """Wood that bursts, now here and now there."""
    often = np.exp(0.7 * wander(rng, max(8, n * 30 // rate), 30, 1.5)) * per_s
    at = moments(rng, stretched(often.astype(np.float32), n), rate)
    levels = ((rng.pareto(1.5, len(at)) + 0.15).clip(0, 14)).astype(np.float32)
    snap = scatter(rng, Grain(4200, 0.6, 0.0011, 0.85, 0.6), at, levels, n, rate, periodic=True)
    few = moments(rng, np.full(n, per_s * 0.05, np.float32), rate)
    pops = (rng.pareto(2.0, len(few)) + 0.6).clip(0, 5).astype(np.float32)
    return snap + 2.0 * scatter(
        rng, Grain(1500, 0.4, 0.004, 0.7), few, pops, n, rate, periodic=True
    )


def fire(order: Order) -> Bed:
    """An open fire."""
    rng, n, rate = order.rng, order.n, order.rate
    sides = []
    flicker = wander(rng, max(8, n * 200 // rate), 200, 7.0)
    slow = wander(rng, max(8, n * 50 // rate), 50, 0.8)
    for _ in range(2):
        lap = coloured(
            rng, n, rate, [(20, -10), (45, 0), (120, -4), (300, -12), (900, -22), (3000, -34)]
        )
        lap *= stretched(np.exp(0.45 * flicker).astype(np.float32), n)
        hiss = coloured(rng, n, rate, [(300, -30), (1200, -6), (4000, 0), (9000, -4), (16000, -14)])
        hiss *= stretched(np.exp(0.5 * slow).astype(np.float32), n)
        sides.append(loud(lap) + np.float32(0.22) * loud(hiss))
    both = loud(crackles(rng, n, rate, 16 * order.character.strength + 6)) * np.float32(0.8)
    own = [loud(crackles(rng, n, rate, 8)) * np.float32(0.4) for _ in range(2)]
    return Bed(sides[0] + both + own[0], sides[1] + both + own[1])


def recipes() -> tuple[Recipe, ...]:
    """Fire."""
    return (
        Recipe(
            "fire",
            "FIRECrkl",
            (
                "fire",
                "campfire",
                "fireplace",
                "flames",
                "burn",
                "burning",
                "crackle",
                "crackling",
                "torch",
            ),
            "An open fire crackles",
            10.0,
            fire,
            temporary=False,
            loops=True,
        ),
    )
