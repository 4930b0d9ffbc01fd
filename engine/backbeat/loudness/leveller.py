"""Reduces the loudness range on request: attenuates loud passages and raises soft ones.

The gain follows the loudness of 3 s around each moment, so that no word and no drum is touched by
itself, and never leaves 6 dB. What is 20 LU below the rest, such as a pause, is left where its
surroundings are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.loudness import windows
from backbeat.loudness.gain_curve import GainCurve, at_edges
from backbeat.loudness.windows import GRID_HZ, SHORT_TERM

Float64s = npt.NDArray[np.float64]

_MAX_DB = 6.0
_GATE_LU = 20.0
_TRIES = 24


def levelled(power: Float64s, rate: int, samples: int, most_lu: float) -> GainCurve:
    """The least gain movement that brings the loudness range to `most_lu`, or as near as allowed.

    Args:
        power: K-weighted mean squares of all channels in steps of 10 ms, shape (steps,).
        rate: of the samples, in Hz.
        samples: how many a channel.
        most_lu: the greatest loudness range wanted.
    """
    whole, spread = windows.integrated(power), windows.loudness_range(power)
    if whole is None or spread is None or spread <= most_lu:
        return GainCurve()
    around = np.clip(_around(power) - whole, -_GATE_LU, _GATE_LU)

    def gain_db(share: float) -> Float64s:
        return windows.mean_around(np.clip(-share * around, -_MAX_DB, _MAX_DB), GRID_HZ)

    low, high = 0.0, 1.0
    for _ in range(_TRIES):
        middle = (low + high) / 2
        left = windows.loudness_range(power * 10 ** (gain_db(middle) / 10))
        low, high = (low, middle) if left is not None and left <= most_lu else (middle, high)
    return GainCurve(0.0, at_edges(-gain_db(high), rate, samples))


def _around(power: Float64s) -> Float64s:
    return np.maximum(windows.lufs(windows.mean_around(power, SHORT_TERM)), -120.0)
