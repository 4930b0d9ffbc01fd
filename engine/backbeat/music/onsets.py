"""Where sounds begin: peaks of the novelty."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.novelty import Novelty

_APART_S = 0.05
_AROUND_S = 0.2
_FAINTEST = 0.05


def onsets(heard: Novelty) -> tuple[Float64s, Float64s]:
    """Times in seconds and strengths, 0 to 1 of the strongest, both shape (n,)."""
    values = heard.values
    if not values.any():
        return np.zeros(0), np.zeros(0)
    reach = round(_APART_S * heard.rate / 2)
    padded = np.pad(values, reach)
    peaks = values >= np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1)
    around = round(_AROUND_S * heard.rate)
    mean = np.convolve(values, np.full(around, 1 / around), mode="same")
    found = np.flatnonzero(peaks & (values > 1.3 * mean) & (values > _FAINTEST * values.max()))
    return found / heard.rate, values[found] / values.max()
