"""Cloth, paper and leather that move.

What is heard of them is not an even hiss: folds rub, catch and let go, so that the noise comes in
gusts that differ from band to band, with sparse snaps in clusters, and where a stroke ends the
fabric falls against what is under it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from backbeat.foley.synthesis.grains import Grain, moments, scatter
from backbeat.foley.synthesis.noise import (
    Band,
    Signal,
    dying,
    moving_once,
    spectrum_db,
    stretched,
    wander,
)
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import hump, later, level, room

LEAD_S = 0.004
_CENTRES = np.geomspace(80, 15000, 24).astype(np.float32)
_FRAMES_HZ = 150
_TICK = Grain(3200, 0.8, 0.0012, 0.9, vary=0.5)


@dataclass(frozen=True, slots=True)
class Fabric:
    """What moves."""

    rub: tuple[tuple[float, float], ...]
    """Spectrum of folds that rub, as points of (Hz, dB)."""
    gusts: float
    """How unevenly it rubs, as a standard deviation of the logarithm of its level."""
    snap: Grain
    """What is heard where a fold catches and lets go."""
    snaps_per_s: float
    snaps_db: float
    """Of the snaps, against the rubbing."""
    rough: float
    """Of the snaps' levels, as a standard deviation of the logarithm."""
    ticks_per_s: float
    """Of dry small catches of the weave, or of the grain of leather."""
    ticks_db: float
    fall: tuple[Band, ...]
    """Of the fabric against what is under it."""
    fall_db: float


CLOTH = Fabric(
    ((80, -22), (160, -9), (320, 0), (640, -1), (1250, -4), (2500, -6), (5000, -9), (15000, -32)),
    0.55,
    Grain(560, 0.65, 0.006, 0.95, vary=0.6),
    90,
    6.0,
    0.9,
    40,
    -12.0,
    (Band(110, 350, 0, 0.12), Band(350, 1200, -5, 0.09), Band(1200, 5000, -14, 0.06)),
    -1.0,
)
LEATHER = Fabric(
    ((80, -18), (160, -6), (320, 0), (640, -1), (1250, -6), (2500, -9), (5000, -12), (15000, -38)),
    0.7,
    Grain(500, 0.6, 0.007, 0.85, vary=0.6),
    70,
    6.0,
    1.1,
    35,
    -6.0,
    (Band(100, 320, 0, 0.14), Band(320, 1000, -3, 0.1), Band(1000, 4000, -12, 0.07)),
    -4.0,
)
"""The loud part of a move is low, folds that let go and fall; what hisses is quieter and goes on
longer. So it is in the recording of leather that was in sight."""
PAPER = Fabric(
    ((80, -34), (300, -20), (900, -9), (2000, -2), (4500, 0), (9000, -5), (15000, -14)),
    0.6,
    Grain(4200, 0.6, 0.0025, 0.9, vary=0.6),
    220,
    4.0,
    1.0,
    90,
    -3.0,
    (Band(250, 900, 0, 0.06), Band(900, 6000, -4, 0.05)),
    -12.0,
)


def _strokes(order: Order) -> tuple[Signal, list[float]]:
    """How fast the fabric moves, 1 at the most, and when its strokes end."""
    rng, n, rate = order.rng, order.n, order.rate
    main = min(order.seconds * float(rng.uniform(0.25, 0.45)), float(rng.uniform(0.15, 0.3)))
    move = 0.35 * hump(n, rate, LEAD_S + 0.025, 0.01, 0.04)
    move += hump(n, rate, main, 0.06, float(rng.uniform(0.06, 0.1)))
    ends = [LEAD_S + 0.04, main + 0.04]
    at = main + 0.06
    while at < order.seconds - 0.2:
        at += float(rng.uniform(0.09, 0.2))
        long_s = float(rng.uniform(0.03, 0.06))
        move += hump(n, rate, at, long_s, 0.7 * long_s) * np.float32(
            np.exp(rng.uniform(np.log(0.06), np.log(0.45)))
        )
        ends.append(at + 0.5 * long_s)
    # Where nobody moves it, it still settles.
    move += np.float32(0.02)
    move[: int(LEAD_S * rate)] = 0
    return np.asarray(move / move.max(), np.float32), ends


def _rub(order: Order, fabric: Fabric, move: Signal) -> Signal:
    """Folds that rub: low, middle and high parts of it come and go each for itself."""
    rng, n, rate = order.rng, order.n, order.rate
    frames = max(16, round(order.seconds * _FRAMES_HZ))
    colour = spectrum_db(_CENTRES * np.float32(order.character.size), fabric.rub)
    speed = move[np.minimum((np.arange(frames) * (n / frames)).astype(int), n - 1)]
    parts = np.stack([wander(rng, frames, _FRAMES_HZ, 9.0) for _ in range(4)], axis=1)
    place = np.linspace(0, 3, len(_CENTRES))
    low = np.minimum(place.astype(int), 2)
    share = (place - low).astype(np.float32)
    each = parts[:, low] * (1 - share) + parts[:, low + 1] * share
    # The faster, the brighter.
    bright = (_CENTRES / 800.0)[None] ** (0.3 * (speed[:, None] - 0.6))
    gains = colour[None] * bright * np.exp(fabric.gusts * each)
    rubbed = moving_once(rng, n, rate, gains.astype(np.float32), _CENTRES)
    grit = stretched(np.exp(0.35 * wander(rng, frames * 4, _FRAMES_HZ * 4, 60.0)), n)
    return level(rubbed * move * grit)


def rustle(order: Order, fabric: Fabric) -> Sound:
    """A move: two or three strokes, the first at once."""
    rng, n, rate = order.rng, order.n, order.rate
    move, ends = _strokes(order)
    made = _rub(order, fabric, move)
    often = max(8, round(order.seconds * 100))
    clusters = stretched(np.exp(1.0 * wander(rng, often, 100, 12.0) - 0.5), n)
    places = moments(rng, (move * clusters * fabric.snaps_per_s).astype(np.float32), rate)
    # The first touch is one of them.
    places = np.concatenate([[int(LEAD_S * rate)], places])
    levels = np.exp(rng.normal(0, fabric.rough, len(places)).clip(-2.5, 1.6)) * move[places] ** 0.6
    levels[0] = np.exp(0.8)
    snap = replace(fabric.snap, hz=fabric.snap.hz / order.character.size)
    snaps = scatter(rng, snap, places, levels.astype(np.float32), n, rate)
    made += level(snaps) * np.float32(10 ** (fabric.snaps_db / 20))
    ticks = moments(
        rng, (clusters**2 * (0.25 + move) * fabric.ticks_per_s).astype(np.float32), rate
    )
    sizes = np.exp(rng.normal(0, 0.9, len(ticks)).clip(-2, 2)) * (0.3 + move[ticks])
    ticking = scatter(rng, _TICK, ticks, sizes.astype(np.float32), n, rate)
    made += level(ticking) * np.float32(10 ** (fabric.ticks_db / 20))
    short = min(n, round(0.15 * rate))
    for at in ends:
        fallen = level(dying(rng, short, rate, fabric.fall)) * hump(short, rate, 0.006, 0.003, 1.0)
        amount = rng.uniform(0.5, 1.0) * 10 ** (fabric.fall_db / 20)
        amount *= move[min(n - 1, int((at - 0.02) * rate))] ** 0.7
        made += later(fallen * np.float32(amount), at, n, rate)
    return Sound(room(rng, made, rate, t60_s=0.25, share_db=-16.0, dull=3000), LEAD_S)


def recipes() -> tuple[Recipe, ...]:
    """What rustles."""
    return (
        Recipe(
            "cloth",
            "FOLYClth",
            ("cloth", "clothes", "fabric", "rustle", "jacket", "shirt", "movement", "sleeve"),
            "Cloth moves",
            0.9,
            lambda order: rustle(order, CLOTH),
            elastic=True,
        ),
        Recipe(
            "leather",
            "FOLYClth",
            ("leather", "jacket", "bag", "belt", "glove"),
            "Leather moves",
            0.9,
            lambda order: rustle(order, LEATHER),
            elastic=True,
        ),
        Recipe(
            "paper",
            "FOLYProp",
            ("paper", "page", "book", "newspaper", "letter", "turn"),
            "Paper is handled",
            0.9,
            lambda order: rustle(order, PAPER),
            elastic=True,
        ),
    )
