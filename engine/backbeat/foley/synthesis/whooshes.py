"""Air that is pushed aside: whooshes and swishes.

Their hit is their peak, where what passes is nearest.
"""

from __future__ import annotations

import numpy as np

from backbeat.foley.synthesis.noise import Signal, moving_once
from backbeat.foley.synthesis.recipe import Order, Recipe, Sound
from backbeat.foley.synthesis.shape import level

_CENTRES = np.geomspace(80, 16000, 24).astype(np.float32)


def whoosh(order: Order, low: float, high: float, width: float, floor: float) -> Sound:
    """Something passes: its noise rises in level and pitch, and falls faster than it came."""
    rng, n, rate = order.rng, order.n, order.rate
    peak = float(rng.uniform(0.42, 0.52))
    frames = max(24, int(order.seconds * 240))
    time = np.linspace(0, 1, frames)
    near = np.where(time < peak, time / peak, (1 - time) / (1 - peak))
    near = np.clip(near, 0, 1)
    speed = near**1.3
    # Doppler: brighter as it comes, duller as it goes.
    turn = np.where(time < peak, 1.0, 1.0 - 0.35 * np.clip((time - peak) / (1 - peak), 0, 1))
    centre = low * (high / low) ** speed * turn / order.character.size
    away = np.log2(_CENTRES[None] / centre[:, None])
    # A steep side below, a long one above.
    shape = np.where(
        away < 0,
        np.exp(-0.5 * (away / (0.55 * width)) ** 2),
        np.exp(-0.5 * (away / (1.25 * width)) ** 2),
    )
    gains = (shape + floor * speed[:, None] * (_CENTRES[None] < 9000)) * (near**2.4)[:, None]
    gains *= np.exp(rng.normal(0, 0.06, gains.shape))
    made = moving_once(rng, n, rate, gains.astype(np.float32), _CENTRES)
    loudest = _loudest(made, rate)
    return Sound(level(made), loudest)


def _loudest(signal: Signal, rate: int) -> float:
    """Where its energy, over 20 ms, is highest."""
    width = max(2, int(0.02 * rate))
    energy = np.concatenate([[0.0], np.cumsum(np.square(signal, dtype=np.float64))])
    sums = energy[width:] - energy[:-width]
    return float((int(np.argmax(sums)) + width / 2) / rate)


def recipes() -> tuple[Recipe, ...]:
    """From a blade to a transition."""

    def of(
        name: str,
        seconds: float,
        low: float,
        high: float,
        width: float,
        floor: float,
        words: tuple[str, ...],
        text: str,
        ucs: str = "WHSH",
    ) -> Recipe:
        return Recipe(
            f"whoosh {name}",
            ucs,
            ("whoosh", "swoosh", "swish", "pass", "swing", *words),
            text,
            seconds,
            lambda order: whoosh(order, low, high, width, floor),
            temporary=False,
            elastic=True,
        )

    return (
        of(
            "quick",
            0.28,
            500,
            1900,
            1.0,
            0.03,
            ("fast", "arm", "punch", "throw", "stick", "rope", "sword", "blade"),
            "Something thin swings by",
            "SWSH",
        ),
        of(
            "medium",
            0.5,
            300,
            1300,
            1.1,
            0.04,
            ("by", "bat", "turn", "card"),
            "Something swings by",
        ),
        of(
            "long",
            0.95,
            180,
            900,
            1.2,
            0.05,
            ("transition", "slow", "camera", "title"),
            "Something large passes",
        ),
        of(
            "deep",
            1.4,
            90,
            480,
            1.3,
            0.03,
            ("transition", "low", "heavy", "big", "ship", "cut"),
            "Something heavy passes, low",
        ),
    )
