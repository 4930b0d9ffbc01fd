"""Water: bubbles that ring as they rise, and the hiss of spray.

A bubble of air under water rings at one frequency, which rises as it nears the surface
(Minnaert 1933; van den Doel 2005: f(t) = f0 (1 + eta d t), d = 0.043 f0 + 0.0014 f0^1.5).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.noise import Band, Signal, dying
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import hump, later, level, room

LEAD_S = 0.004
_RISE = 0.075


def bubbles(
    rng: np.random.Generator,
    per_s: NDArray[np.float32],
    rate: int,
    *,
    low: float = 350.0,
    high: float = 6000.0,
    power: float = 2.0,
    periodic: bool = False,
) -> Signal:
    """Bubbles, as often a second as each sample of `per_s` says, between `low` and `high` Hz.

    Levels are even ones to a power: the higher, the fewer are loud.
    """
    n = len(per_s)
    at = moments(rng, per_s, rate)
    made = np.zeros(n, np.float64)
    if not len(at):
        return made.astype(np.float32)
    bank = [
        _bubble(f, rate, rise)
        for f, rise in zip(
            np.exp(rng.uniform(np.log(low), np.log(high), 40)),
            rng.uniform(0.0, 2.0, 40),
            strict=True,
        )
    ]
    levels = rng.uniform(0.02, 1, len(at)) ** power
    which = rng.integers(0, len(bank), len(at))
    for kind, shape in enumerate(bank):
        mine = which == kind
        if not mine.any():
            continue
        train = np.bincount(at[mine], levels[mine], minlength=n).astype(np.float64)
        made += _convolved(train, shape, periodic)
    return made.astype(np.float32)


def _convolved(train: NDArray[np.float64], shape: Signal, periodic: bool) -> NDArray[np.float64]:
    n, length = len(train), len(shape)
    made = np.zeros(n)
    for start in np.flatnonzero(train).tolist():
        end = min(start + length, n)
        made[start:end] += train[start] * shape[: end - start]
        if periodic and start + length > n:
            rest = shape[end - start :][:n]
            made[: len(rest)] += train[start] * rest
    return made


def _bubble(hz: float, rate: int, rise: float) -> Signal:
    damping = 0.043 * hz + 0.0014 * hz**1.5
    n = max(8, int(min(0.25, 7 / damping) * rate))
    time = np.arange(n) / rate
    phase = 2 * np.pi * hz * (time + 0.5 * rise * _RISE * damping * time**2)
    attack = np.minimum(1, np.arange(n) / (0.0008 * rate))
    return np.asarray(np.sin(phase) * np.exp(-damping * time) * attack, np.float32)


def spray(
    rng: np.random.Generator,
    per_s: NDArray[np.float32],
    n: int,
    rate: int,
    *,
    periodic: bool = False,
) -> Signal:
    """Fine drops that fall back."""
    at = moments(rng, per_s, rate)
    levels = (rng.pareto(2.5, len(at)) + 0.2).astype(np.float32)
    return scatter(rng, Grain(4200, 0.5, 0.0012, 0.9), at, levels, n, rate, periodic=periodic)


def drip(order: Order) -> Sound:
    """A drop that falls into water: a click and a bubble, in a space."""
    rng, n, rate = order.rng, order.n, order.rate
    made = np.zeros(n, np.float32)
    base = 900 / order.character.size * np.exp(rng.normal(0, 0.12))
    for start, scale, amount in ((0.0, 2.1, 0.25), (0.012, 1.0, 1.0), (0.05, 1.45, 0.35)):
        bubble = _bubble(base * scale, rate, 2.5)
        made += later(bubble * np.float32(amount), start * rng.uniform(0.8, 1.2), n, rate)
    made += level(dying(rng, n, rate, [Band(1500, 8000, 0, 0.012)])) * np.float32(0.12)
    made = room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.7, share_db=-9, dull=4000)
    return Sound(made, LEAD_S)


def splash(order: Order) -> Sound:
    """Something falls into water."""
    rng, n, rate = order.rng, order.n, order.rate
    size = order.character.size
    slap = dying(
        rng,
        n,
        rate,
        [
            Band(80 / size, 400, -2, 0.25),
            Band(400, 1500, 0, 0.35),
            Band(1500, 5000, -4, 0.5),
            Band(5000, 14000, -10, 0.4),
        ],
    )
    after = hump(n, rate, 0.16, 0.09, 0.35)
    made = level(slap) + level(spray(rng, after * 2500, n, rate)) * np.float32(0.7)
    made += level(bubbles(rng, after * 140, rate, low=250 / size, high=2500)) * np.float32(0.9)
    return Sound(room(rng, later(made, LEAD_S, n, rate), rate, t60_s=0.4, share_db=-16), LEAD_S)


def pour(order: Order) -> Sound:
    """A liquid is poured: bubbles rise in pitch as the vessel fills."""
    rng, n, rate = order.rng, order.n, order.rate
    time = np.linspace(0, 1, n, dtype=np.float32)
    flow = np.minimum(1, np.minimum(time * 14, (1 - time) * 9)).astype(np.float32)
    parts = 6
    made = np.zeros(n, np.float32)
    for part in range(parts):
        share = np.clip(1 - np.abs(time * (parts - 1) - part), 0, 1) * flow
        low = 320 * (1 + 0.16 * part)
        made += bubbles(rng, share * 230, rate, low=low, high=low * 7)
    hiss = dying(rng, n, rate, [Band(900, 5000, 0, 100.0)]) * flow
    return Sound(level(made) + level(hiss) * np.float32(0.12), float(0.07 * order.seconds))


def stream_parts(
    rng: np.random.Generator, n: int, rate: int, amount: float, low: float, high: float
) -> Signal:
    """Running water without end: bubbles that come and go in gushes."""
    from backbeat.foley.synthesis.noise import coloured, stretched, wander

    slow = np.exp(0.35 * wander(rng, max(8, n * 50 // rate), 50, 2.0))
    per_s = stretched(slow, n) * np.float32(amount)
    made = bubbles(rng, per_s, rate, low=low, high=high, periodic=True)
    hiss = coloured(
        rng, n, rate, [(60, -18), (250, -4), (700, 0), (1800, -3), (4500, -9), (12000, -20)]
    )
    hiss *= stretched(slow, n)
    made /= np.sqrt(np.mean(made**2)) + 1e-9
    return made + hiss * np.float32(0.55)


def recipes() -> tuple[Recipe, ...]:
    """What happens in water."""
    return (
        Recipe(
            "water drip",
            "WATRDrip",
            ("drop", "drip", "dripping", "leak", "tap"),
            "A drop falls into water",
            0.9,
            drip,
        ),
        Recipe(
            "water splash",
            "WATRSplsh",
            ("splash", "plunge", "jump", "dive", "puddle"),
            "Something falls into water",
            1.4,
            splash,
        ),
        Recipe(
            "water pour",
            "WATRMisc",
            ("pour", "pouring", "glass", "drink", "fill", "filling"),
            "A liquid is poured into a vessel",
            2.5,
            pour,
            elastic=True,
        ),
    )
