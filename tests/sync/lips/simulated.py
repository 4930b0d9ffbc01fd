"""Simulated faces and voices: movement at the speed of speech, related as much as a test wants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backbeat.sync.lips.expected import Expected
from backbeat.sync.lips.judging import Seen
from backbeat.sync.lips.movement import FEATURES, STEP_S, speech_band

Float64s = NDArray[np.float64]


def movement(seed: int, seconds: float) -> Float64s:
    """Lips of nobody, shape (n, 8)."""
    rng = np.random.default_rng(seed)
    return speech_band(rng.standard_normal((round(seconds / STEP_S), FEATURES)).cumsum(0))


def expected(lips: Float64s, method: str = "features") -> Expected:
    """A voice that lets expect exactly these lips, and no closure."""
    return Expected(lips, np.zeros(len(lips)), method)


def seen(lips: Float64s, first: int = 0, last: int | None = None) -> Seen:
    """Lips that are seen all the time, from one step of the voice to another."""
    part = lips[first:last]
    return Seen(part, np.ones(len(part), np.bool_), first, part[:, 0])


def late(lips: Float64s, offset_s: float) -> Float64s:
    """What a voice lets expect that is heard `offset_s` late, with silence before or after."""
    steps = round(offset_s / STEP_S)
    moved = np.zeros_like(lips)
    if steps >= 0:
        moved[steps:] = lips[: len(lips) - steps]
    else:
        moved[:steps] = lips[-steps:]
    return moved
