"""The tempo and the beats of somebody who tapped along."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backbeat.errors import RequestError
from backbeat.music.steady import SteadyGrid

FEWEST = 4
_TWICE = 0.4
"""A tap this soon after another, of the usual distance, is the same tap."""
_FURTHEST = 0.25
"""How far a tap may lie from its beat, of the period, to count."""
_TURNS = 4


def tapped_grid(taps: Sequence[float]) -> SteadyGrid:
    """The steady beat nearest to taps; a tap that is missing, doubled or wrong does no harm.

    Args:
        taps: seconds, in any order.

    Raises:
        RequestError: too few, or they keep no tempo.
    """
    times = np.unique(np.asarray(taps, np.float64))
    if len(times) < FEWEST:
        raise RequestError(
            f"{len(times)} taps are too few to tell a tempo by.", f"Tap {FEWEST} beats or more."
        )
    period = float(np.median(np.diff(times)))
    times = times[np.concatenate([[True], np.diff(times) > _TWICE * period])]
    # Of the distances that are one beat, not those across a missing tap.
    gaps = np.diff(times)
    period = float(np.median(gaps / np.maximum(1, np.round(gaps / period))))
    # Counted from tap to tap, so that a period that is a little off adds up to nothing.
    counts = np.concatenate([[0], np.cumsum(np.maximum(1, np.round(np.diff(times) / period)))])
    half = len(times) // 2
    slope = float(np.median((times[half:] - times[:-half]) / (counts[half:] - counts[:-half])))
    line = np.array([slope, np.median(times - slope * counts)])
    for _ in range(_TURNS):
        near = np.abs(times - np.polyval(line, counts)) <= _FURTHEST * slope
        if near.sum() < FEWEST or 2 * near.sum() < len(times):
            raise RequestError("The taps keep no tempo.", "Tap every beat, evenly.")
        line = np.polyfit(counts[near], times[near], 1)
    middle = round(float(np.median(counts[near])))
    return SteadyGrid(float(line[0]), float(line[1] + line[0] * middle))
