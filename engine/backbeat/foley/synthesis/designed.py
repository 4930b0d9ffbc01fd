"""Sounds of no thing: risers, booms, drops, explosions."""

from __future__ import annotations

import numpy as np

from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.noise import Band, coloured, dying, moving_once, stretched, wander
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import hump, later, level, low_passed, room

LEAD_S = 0.003


def explosion(order: Order) -> Sound:
    """A crack, a blast that rolls, and debris."""
    rng, n, rate = order.rng, order.n, order.rate
    size = order.character.size
    time = np.arange(n, dtype=np.float32) / rate
    crack = dying(
        rng,
        n,
        rate,
        [Band(200, 1200, 0, 0.35), Band(1200, 5000, -2, 0.25), Band(5000, 14000, -9, 0.12)],
    )
    phase = 2 * np.pi * np.cumsum((30 + 70 * np.exp(-time / 0.09)) / size) / rate
    boom = (np.sin(phase) * np.exp(-time / (0.4 * size))).astype(np.float32)
    roll = coloured(
        rng,
        n,
        rate,
        [(20, -6), (45, 0), (120, -2), (300, -7), (900, -13), (3000, -22), (9000, -38)],
    )
    swell = np.exp(0.45 * wander(rng, max(8, n * 60 // rate), 60, 7.0))
    roll *= (
        stretched(swell.astype(np.float32), n)
        * np.exp(-time / (0.55 * size))
        * np.minimum(1, time / 0.012)
    )
    after = hump(n, rate, 0.5, 0.25, 0.6) * 130
    at = moments(rng, after, rate)
    debris = scatter(
        rng,
        Grain(2200, 0.7, 0.005, 0.9),
        at,
        (rng.pareto(2.0, len(at)) + 0.2).astype(np.float32),
        n,
        rate,
    )
    made = level(crack) * np.float32(0.8) + level(boom) + level(roll) * np.float32(1.3)
    made = np.tanh(2.4 * made / np.abs(made).max()).astype(np.float32) + level(debris) * np.float32(
        0.06
    )
    return Sound(
        room(rng, later(made, LEAD_S, n, rate), rate, t60_s=1.4, share_db=-9, dull=1200), LEAD_S
    )


def boom(order: Order) -> Sound:
    """A low hit under a cut or a title."""
    rng, n, rate = order.rng, order.n, order.rate
    time = np.arange(n, dtype=np.float32) / rate
    phase = 2 * np.pi * np.cumsum((38 + 60 * np.exp(-time / 0.05)) / order.character.size) / rate
    made = (np.sin(phase) * np.exp(-time / 0.75)).astype(np.float32)
    made += level(
        dying(
            rng,
            n,
            rate,
            [Band(60, 250, 0, 0.9), Band(250, 1200, -9, 0.4), Band(1200, 5000, -18, 0.15)],
        )
    ) * np.float32(0.7)
    made = np.tanh(1.8 * made).astype(np.float32)
    return Sound(
        room(rng, later(made, LEAD_S, n, rate), rate, t60_s=2.2, share_db=-4, dull=500), LEAD_S
    )


def sub_drop(order: Order) -> Sound:
    """A low tone that falls away."""
    n, rate = order.n, order.rate
    time = np.arange(n, dtype=np.float32) / rate
    hz = (28 + 62 * np.exp(-time / (0.3 * order.seconds))) / order.character.size
    made = np.sin(2 * np.pi * np.cumsum(hz) / rate) * np.exp(-time / (0.45 * order.seconds))
    made = np.tanh(1.4 * made).astype(np.float32) * np.minimum(1, time / 0.004)
    return Sound(later(np.asarray(made, np.float32), LEAD_S, n, rate), LEAD_S)


def riser(order: Order) -> Sound:
    """Rises up to its end, where what it announces happens."""
    rng, n, rate = order.rng, order.n, order.rate
    end_s = order.seconds - 0.06
    centres = np.geomspace(100, 16000, 24).astype(np.float32)
    frames = max(24, int(order.seconds * 60))
    time = np.linspace(0, order.seconds, frames) / end_s
    centre = 250 * (7000 / 250) ** np.clip(time, 0, 1)
    away = np.log2(centres[None] / centre[:, None])
    gains = np.exp(-0.5 * (away / 1.1) ** 2) * (np.clip(time, 0, 1) ** 2.2)[:, None]
    air = moving_once(rng, n, rate, gains.astype(np.float32), centres)
    at = np.arange(n, dtype=np.float32) / rate
    rise = np.clip(at / end_s, 0, 1)
    tone = np.zeros(n, np.float32)
    for step in (1.0, 1.498, 2.003):
        tone += np.sin(2 * np.pi * np.cumsum(110 * step * 2 ** (2 * rise)) / rate).astype(
            np.float32
        )
    made = level(air) + level(np.asarray(tone * rise**2, np.float32)) * np.float32(0.35)
    made *= np.where(at > end_s, np.exp(-np.maximum(at - end_s, 0) / 0.008), 1).astype(np.float32)
    return Sound(made, end_s)


def thunder(order: Order) -> Sound:
    """A bolt near by: a tearing crack, then claps from farther and farther, then the roll."""
    rng, n, rate = order.rng, order.n, order.rate
    time = np.arange(n, dtype=np.float32) / rate
    crack = [
        Band(60, 300, 0, 2.6),
        Band(300, 1200, -1, 1.5),
        Band(1200, 4000, -4, 0.8),
        Band(4000, 12000, -12, 0.35),
    ]
    made = level(dying(rng, n, rate, crack)) * np.float32(0.9)
    for _ in range(8):
        at = float(rng.exponential(0.35))
        # Air swallows what is high, the more the farther it has come.
        far = [
            Band(50, 200, 0, 1.8),
            Band(200, 800, -3 - 4 * at, 0.9),
            Band(800, 3000, -8 - 10 * at, 0.4),
        ]
        clap = level(dying(rng, n, rate, far)) * np.minimum(1, time / (0.004 + 0.04 * at))
        made += later(clap.astype(np.float32), at, n, rate) * np.float32(rng.uniform(0.3, 0.9))
    roll = coloured(
        rng, n, rate, [(20, -6), (45, 0), (90, -3), (200, -14), (600, -34), (2000, -60)]
    )
    swell = np.exp(0.6 * wander(rng, max(8, n * 30 // rate), 30, 1.8))
    roll *= stretched(swell.astype(np.float32), n) * np.minimum(1, time / 0.05)
    made += level(roll * np.exp(-time / (0.35 * order.seconds))) * np.float32(0.6)
    return Sound(low_passed(later(made, LEAD_S, n, rate), rate, 9000), LEAD_S)


def recipes() -> tuple[Recipe, ...]:
    """Designed sounds, and what is as large as they are."""
    return (
        Recipe(
            "explosion",
            "EXPLDsgn",
            ("explosion", "explode", "explodes", "blast", "bomb", "detonation", "boom"),
            "An explosion",
            2.8,
            explosion,
        ),
        Recipe(
            "boom",
            "DSGNBoom",
            ("boom", "hit", "impact", "cinematic", "braam", "low", "title"),
            "A low hit",
            2.6,
            boom,
            temporary=False,
        ),
        Recipe(
            "sub drop",
            "DSGNBass",
            ("sub", "drop", "bass", "fall", "low"),
            "A low tone falls away",
            2.0,
            sub_drop,
            temporary=False,
            elastic=True,
        ),
        Recipe(
            "riser",
            "DSGNRise",
            ("riser", "rise", "build", "tension", "uplifter", "sweep"),
            "Rises up to a moment",
            3.0,
            riser,
            temporary=False,
            elastic=True,
        ),
        Recipe(
            "thunder",
            "THUN",
            ("thunder", "thunderclap", "lightning", "storm", "bolt"),
            "Thunder",
            5.0,
            thunder,
            elastic=True,
        ),
    )
