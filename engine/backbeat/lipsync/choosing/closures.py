"""When lips must meet: for "p", "b" and "m", which a viewer misses at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.lipsync.lines import Speech
from backbeat.lipsync.visemes.sounds import CLOSED

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

_HEARD, _STILL_HEARD = 0.35, 0.25
"""Probability from which a closure is heard, and down to which it lasts."""
_SURE = 0.6
"""Probability from which it is heard for certain."""
_SHORTEST_S = 0.015
_SOFT = 0.35
"""How far the pictures before and after a closure are on their way to it."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A stretch in which lips are closed."""

    start_s: float
    end_s: float
    sure: float
    """How surely it is heard, 0 to 1."""


def closures_in(speech: Speech) -> list[Closure]:
    """The closures that are heard, in order."""
    likely = speech.likely[:, CLOSED] if len(speech.likely) else np.zeros(0, np.float32)
    found = []
    start, peak = -1, 0.0
    for step, value in enumerate([*likely.tolist(), 0.0]):
        if start < 0 and value >= _STILL_HEARD:
            start, peak = step, value
        elif start >= 0 and value >= _STILL_HEARD:
            peak = max(peak, value)
        elif start >= 0:
            long_enough = (step - start) * speech.step_s >= _SHORTEST_S
            if peak >= _HEARD and long_enough:
                sure = min(1.0, peak / _SURE)
                found.append(Closure(start * speech.step_s, step * speech.step_s, sure))
            start = -1
    return found


def closed_at(closures: list[Closure], times_s: Float64s, period_s: float) -> Float64s:
    """How far lips are closed in each picture, 0 to 1; shape (m,).

    A picture is closed where half of it is heard with a closure; the one nearest to its middle is
    in any case.

    Args:
        closures: that are heard.
        times_s: when pictures are shown, rising; shape (m,).
        period_s: time between them.
    """
    closed = np.zeros(len(times_s))
    for closure in closures:
        within = (times_s >= closure.start_s - period_s / 2) & (
            times_s <= closure.end_s + period_s / 2
        )
        middle = (closure.start_s + closure.end_s) / 2
        nearest = int(np.argmin(np.abs(times_s - middle))) if len(times_s) else 0
        if len(times_s) and abs(times_s[nearest] - middle) <= period_s:
            within[nearest] = True
        closed[within] = np.maximum(closed[within], closure.sure)
    beside = np.zeros_like(closed)
    beside[1:] = closed[:-1]
    beside[:-1] = np.maximum(beside[:-1], closed[1:])
    return np.maximum(closed, _SOFT * beside)
