"""Onsets: peaks of the spectral flux that stand out from their surroundings."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.novelty import Novelty, between_values, moving_mean

_APART_S = 0.06
_AROUND_S = 0.25
_ABOVE_MEAN = 1.5
_FAINTEST = 0.05


def onsets(flux: Novelty) -> tuple[Float64s, Float64s]:
    """Times in seconds and strengths relative to the strongest, both shape (n,)."""
    values = flux.full
    if not values.any():
        return np.zeros(0), np.zeros(0)
    reach = round(_APART_S * flux.rate / 2)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(values, reach), 2 * reach + 1)
    standing_out = _ABOVE_MEAN * moving_mean(values, round(_AROUND_S * flux.rate))
    loud = values > np.maximum(standing_out, _FAINTEST * values.max())
    peaks = np.flatnonzero((values == around.max(axis=1)) & loud)
    times = np.maximum(flux.seconds(between_values(values, peaks)), 0)
    return times, values[peaks] / values.max()
