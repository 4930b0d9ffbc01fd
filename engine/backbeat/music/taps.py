"""The tempo and the beats of somebody who tapped along."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backbeat.errors import RequestError
from backbeat.music.evidence import Evidence
from backbeat.music.steady import SteadyGrid, best_grid

FEWEST = 4
_TWICE = 0.4
"""A tap this soon after another, of the usual distance, is the same tap."""
_RANGE = 1.08
"""How far the period may lie from the median."""
_FURTHEST = 0.15
"""How far a tap may lie from its beat, of the period, to count."""
_SHARES = (0.5, 0.25, 0.0)
"""Of the distances between taps: which is taken for that of a beat, in this order."""
_LEAST_SHARE = 0.7
"""Share of the taps that must count."""


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
    usual = float(np.median(np.diff(times)))
    times = times[np.concatenate([[True], np.diff(times) > _TWICE * usual])]
    gaps = np.diff(times)
    evidence = Evidence(times, np.ones(len(times)))
    # Where many taps are missing, the usual distance is no beat, and a short one is.
    for share in _SHARES:
        usual = float(np.quantile(gaps, share))
        # Of the distances that are one beat, not those across a missing tap.
        period = float(np.median(gaps / np.maximum(1, np.round(gaps / usual))))
        found = best_grid(evidence, period / _RANGE, period * _RANGE)
        turns = (times - found.beat_s) / found.period_s
        near = np.abs(turns - np.round(turns)) <= _FURTHEST
        if near.sum() >= max(FEWEST, _LEAST_SHARE * len(times)):
            middle = round(float(np.median(turns)))
            return SteadyGrid(found.period_s, found.beat_s + middle * found.period_s)
    raise RequestError("The taps keep no tempo.", "Tap every beat, evenly.")
