"""A road: a hum from afar, and cars that pass with their tyres and engines.

The spectrum of traffic is the standard one (EN 1793-3), without its weighting by A: strong lows, a
plateau of tyres about 1 kHz, and 10 dB less for each octave above 2 kHz.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.synthesis.noise import Signal, drawn, moving, stretched, wander, white
from backbeat.foley.synthesis.recipe import Bed, Order, Recipe
from backbeat.foley.synthesis.shape import loud

_CENTRES = np.geomspace(40, 14000, 24).astype(np.float32)
_ENGINE_RATE = 8000
_HEARD_S = 4.0
"""How long an engine is heard before and after it passes, at most."""


def _curve(db: list[float]) -> NDArray[np.float64]:
    at = np.log([40, 90, 200, 500, 1200, 3000, 7000, 14000])
    return np.asarray(10 ** (np.interp(np.log(_CENTRES), at, db) / 20))


_FAR = _curve([2, 0, -7, -15, -19, -32, -48, -66])
_TYRES = _curve([-14, -9, -6, -4, 0, -9, -21, -36])
_ROAR = _curve([0, 2, -4, -11, -16, -24, -36, -52])


@dataclass(frozen=True, slots=True)
class _Car:
    """One that passes."""

    at_s: float
    near_s: float
    """How long it takes to halve its pressure: the farther or slower, the longer."""
    size: float
    turn: int
    """From which side it comes: 1 or -1."""
    roar: float
    """Its engine's noise, against that of its tyres."""
    turns_hz: float
    """Of its crankshaft."""
    tone: float
    """How much of its engine is a tone."""

    def away_s(self, time: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
        """Since it was nearest, round and round."""
        return np.asarray((time - self.at_s + seconds / 2) % seconds - seconds / 2)

    def near(self, away_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Its pressure, 1 where it is nearest."""
        return np.asarray(1 / (1 + (away_s / self.near_s) ** 2) ** 0.9)

    def sides(self, away_s: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        """How much of it is left and right."""
        side = 0.5 * np.tanh(away_s / self.near_s) * self.turn
        return 0.75 - side, 0.75 + side


def _cars(rng: np.random.Generator, seconds: float) -> list[_Car]:
    return [
        _Car(
            float(start),
            float(rng.uniform(0.45, 1.4)),
            float(np.exp(rng.uniform(np.log(0.25), 0))),
            int(rng.choice([-1, 1])),
            float(rng.uniform(0.5, 2.0)),
            float(rng.uniform(26, 46)),
            float(rng.uniform(0.3, 1.0)),
        )
        for start in rng.uniform(0, seconds, max(1, round(seconds / 2.4)))
    ]


def _engine(rng: np.random.Generator, car: _Car, seconds: float) -> tuple[Signal, ...]:
    """Orders of an engine, higher as it comes than as it goes; left and right, at 8 kHz."""
    n = round(seconds * _ENGINE_RATE)
    reach = min(_HEARD_S, seconds / 2)
    places = np.arange(int(-reach * _ENGINE_RATE), int(reach * _ENGINE_RATE))
    away = places / _ENGINE_RATE
    doppler = 1 - 0.045 * np.tanh(away / car.near_s)
    rev = np.exp(0.012 * stretched(wander(rng, max(16, int(reach * 40)), 20, 1.5), len(places)))
    turns = np.cumsum(car.turns_hz * doppler * rev) / _ENGINE_RATE
    tone = np.zeros(len(places))
    for order in range(1, 25):
        # Four cylinders fire twice a turn; the orders between are weaker.
        share = (1.0 if order % 4 == 0 else 0.35) * np.exp(rng.normal(0, 0.4)) / order**0.8
        tone += share * np.sin(2 * np.pi * (0.5 * order * turns + rng.random()))
    # It is silent where it comes round again.
    level = car.near(away) ** 1.2 * np.cos(np.pi / 2 * away / (reach + 1e-3)) ** 2
    sides = []
    for side in car.sides(away):
        one = np.zeros(n, np.float64)
        np.add.at(one, (places + round(car.at_s * _ENGINE_RATE)) % n, tone * level * side)
        sides.append(one.astype(np.float32))
    return tuple(sides)


def traffic(order: Order) -> Bed:
    """A hum from afar, and cars that pass."""
    rng, seconds = order.rng, order.seconds
    frames = max(32, int(seconds * 40))
    time = np.arange(frames) / frames * seconds
    gains = [
        np.tile(0.5 * _FAR, (frames, 1)) * np.exp(0.12 * wander(rng, frames, 40, 0.3))[:, None]
        for _ in range(2)
    ]
    engines = [np.zeros(round(seconds * _ENGINE_RATE), np.float32) for _ in range(2)]
    for car in _cars(rng, seconds):
        away = car.away_s(time, seconds)
        near = car.near(away)[:, None]
        # What is far is dull: the air, and what stands between, swallow the highs.
        dull = (_CENTRES[None] / 500.0) ** (-0.5 * (1 - near))
        colour = (near**1.3 * 0.3 * _TYRES + near * 0.5 * car.roar * _ROAR) * dull
        tones = _engine(rng, car, seconds)
        for side, share in enumerate(car.sides(away)):
            gains[side] = gains[side] + car.size * colour * share[:, None]
            engines[side] += tones[side] * np.float32(car.size * car.roar * car.tone)
    both = white(rng, order.n)
    made = []
    for gain, engine in zip(gains, engines, strict=True):
        own = (0.6 * both + 0.8 * white(rng, order.n)).astype(np.float32)
        noise = moving(own, order.rate, gain.astype(np.float32), _CENTRES)
        tone = drawn(engine, order.n, 1) if np.any(engine) else np.zeros(order.n, np.float32)
        made.append(loud(noise) + np.float32(0.35) * loud(tone))
    return Bed(*made)


def recipes() -> tuple[Recipe, ...]:
    """A bed of traffic."""
    return (
        Recipe(
            "traffic",
            "AMBTraf",
            ("traffic", "road", "street", "city", "cars", "highway", "urban"),
            "A road, and cars that pass",
            30.0,
            traffic,
            temporary=False,
            loops=True,
        ),
    )
