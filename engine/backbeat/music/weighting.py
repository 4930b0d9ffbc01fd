"""The K-weighting of ITU-R BS.1770-5, as a frequency response."""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float64s

_STANDARD_RATE = 48000
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (-1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621))


def k_weighting(hz: Float64s) -> Float64s:
    """|H(f)|^2 of the two filters of BS.1770, whose coefficients the standard gives at 48 kHz."""
    z = np.exp(-2j * np.pi * hz / _STANDARD_RATE)
    gain = np.ones(len(hz))
    for (b0, b1, b2), (a1, a2) in (_SHELF, _HIGH_PASS):
        gain = gain * np.abs((b0 + b1 * z + b2 * z**2) / (1 + a1 * z + a2 * z**2)) ** 2
    return gain
