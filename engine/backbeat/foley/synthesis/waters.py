"""Beds of water: rain, a stream, the sea."""

from __future__ import annotations

import numpy as np

from backbeat.foley.synthesis.air import sides, slowly
from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.noise import Signal, moving, white
from backbeat.foley.synthesis.recipe import Bed, Order, Recipe
from backbeat.foley.synthesis.shape import loud
from backbeat.foley.synthesis.water import stream_parts


def _drops(order: Order, per_s: float, grain: Grain) -> Signal:
    rng = order.rng
    at = moments(rng, np.full(order.n, per_s, np.float32), order.rate)
    levels = (rng.pareto(2.2, len(at)) + 0.1).clip(0, 8).astype(np.float32)
    return loud(scatter(rng, grain, at, levels, order.n, order.rate, periodic=True))


def rain(order: Order) -> Bed:
    """Steady rain on ground and leaves."""
    heavy = order.character.strength
    points = [
        (40, -20),
        (150, -14),
        (400, -9),
        (1000, -5),
        (2500, -1),
        (5000, 0),
        (9000, -2),
        (14000, -7),
        (20000, -16),
    ]
    left, right = sides(order, points, 0.9)
    swell = slowly(order, 0.3, 0.07)
    out = []
    shared = _drops(order, 60, Grain(2300, 0.5, 0.003, 0.7))
    for side in (left, right):
        fine = _drops(order, 350, Grain(5200, 0.5, 0.0009, 0.85))
        out.append(
            side * swell * np.float32(0.6 + 0.4 * heavy)
            + np.float32(0.55) * fine
            + np.float32(0.22) * shared
        )
    return Bed(*out)


def stream(order: Order) -> Bed:
    """A brook over stones."""
    rng, n, rate = order.rng, order.n, order.rate
    low = 300 / order.character.size
    left = stream_parts(rng, n, rate, 190, low, 4200)
    right = stream_parts(rng, n, rate, 190, low, 4200)
    return Bed(left + 0.4 * right, right + 0.4 * left)


_CENTRES = np.geomspace(40, 16000, 24).astype(np.float32)


def sea(order: Order) -> Bed:
    """Waves on a beach: they swell, break and wash back."""
    rng, seconds = order.rng, order.seconds
    count = max(1, round(seconds / 6.5))
    frames = max(32, int(seconds * 40))
    time = np.arange(frames) / frames * seconds
    far = 10 ** (
        np.interp(
            np.log(_CENTRES),
            np.log([40, 120, 400, 1500, 6000, 16000]),
            [-6, -3, -10, -19, -30, -44],
        )
        / 20
    )
    breaking = 10 ** (
        np.interp(
            np.log(_CENTRES), np.log([40, 120, 400, 1500, 6000, 16000]), [-10, -1, 0, -4, -12, -26]
        )
        / 20
    )
    wash = 10 ** (
        np.interp(
            np.log(_CENTRES),
            np.log([40, 120, 400, 1500, 6000, 16000]),
            [-30, -20, -10, -1, -3, -13],
        )
        / 20
    )
    gains = [np.tile(far, (frames, 1)) * 0.8 for _ in range(2)]
    starts = (np.arange(count) + rng.uniform(-0.2, 0.2, count)) * seconds / count
    for start in starts:
        size, place = rng.uniform(0.55, 1.0), rng.uniform(-0.5, 0.5)
        after = (time - start) % seconds
        before = (start - time) % seconds
        rise = np.exp(-0.5 * (before / 1.3) ** 2) * (before < seconds / 2)
        crash = np.where(after < seconds / 2, np.exp(-after / 1.1), 0) + rise
        back = np.where(after < seconds * 0.75, (after / 1.0) * np.exp(1 - after / 1.0), 0)
        for side, pan in enumerate((1 - place, 1 + place)):
            gains[side] = gains[side] + pan * size * (
                crash[:, None] * breaking + 0.55 * back[:, None] * wash
            )
    noise = [white(rng, order.n) for _ in range(2)]
    return Bed(
        *(
            moving(one, order.rate, gain.astype(np.float32), _CENTRES)
            for one, gain in zip(noise, gains, strict=True)
        )
    )


def recipes() -> tuple[Recipe, ...]:
    """Beds of water."""
    return (
        Recipe(
            "rain",
            "RAIN",
            ("rain", "raining", "rainy", "shower", "downpour", "storm", "drizzle"),
            "Steady rain",
            20.0,
            rain,
            temporary=False,
            loops=True,
        ),
        Recipe(
            "stream",
            "WATRFlow",
            ("stream", "river", "brook", "creek", "water", "flow", "flowing", "running"),
            "A brook over stones",
            20.0,
            stream,
            temporary=False,
            loops=True,
        ),
        Recipe(
            "sea",
            "WATRSurf",
            ("sea", "ocean", "waves", "surf", "beach", "shore", "coast", "seaside"),
            "Waves on a beach",
            26.0,
            sea,
            temporary=False,
            loops=True,
        ),
    )
