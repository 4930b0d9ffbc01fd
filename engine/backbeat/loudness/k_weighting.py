"""The K-weighting of ITU-R BS.1770-5 at any rate: its two filters as one system of four states."""

from __future__ import annotations

from math import pi, tan

import numpy as np
import numpy.typing as npt

from backbeat.loudness.state_filter import StateFilter, System

Float64s = npt.NDArray[np.float64]

_STATES = 4

# The analogue filters behind the standard's two tables of coefficients at 48 kHz.
_SHELF_HZ, _SHELF_DB, _SHELF_Q = 1681.974450955533, 3.999843853973347, 0.7071752369554196
_SHELF_BEND = 0.4996667741545416
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.13547087602444, 0.5003270373238773


def coefficients(rate: int) -> tuple[Float64s, Float64s]:
    """Of the shelf and the high-pass at `rate` Hz: b0, b1, b2, a1, a2 each, a0 being 1.

    At 48 kHz they are those of BS.1770-5, tables 1 and 2, to nine places.
    """
    warped = tan(pi * _SHELF_HZ / rate)
    high = 10 ** (_SHELF_DB / 20)
    band = high**_SHELF_BEND
    damped, square = warped / _SHELF_Q, warped * warped
    scale = 1 + damped + square
    shelf = np.array(
        [
            high + band * damped + square,
            2 * (square - high),
            high - band * damped + square,
            2 * (square - 1),
            1 - damped + square,
        ]
    )
    warped = tan(pi * _HIGH_PASS_HZ / rate)
    damped, square = warped / _HIGH_PASS_Q, warped * warped
    poles = np.array([2 * (square - 1), 1 - damped + square]) / (1 + damped + square)
    return shelf / scale, np.concatenate([[1.0, -2.0, 1.0], poles])


class KWeighting(StateFilter):
    """Weights the channels of a stream.

    Args:
        rate: in Hz.
        channels: how many.
    """

    def __init__(self, rate: int, channels: int) -> None:
        super().__init__(_system(*coefficients(rate)), channels)


def _system(shelf: Float64s, high_pass: Float64s) -> System:
    b0, b1, b2, a1, a2 = shelf
    c0, c1, c2, d1, d2 = high_pass
    # Of the shelf, in transposed direct form II: y = b0 x + s0.
    step = np.zeros((_STATES, _STATES))
    step[0, :2], step[1, :2] = [-a1, 1], [-a2, 0]
    enter = np.zeros(_STATES)
    enter[:2] = [b1 - a1 * b0, b2 - a2 * b0]
    # The high-pass hears y.
    step[2] = [c1 - d1 * c0, 0, -d1, 1]
    step[3] = [c2 - d2 * c0, 0, -d2, 0]
    enter[2:] = [(c1 - d1 * c0) * b0, (c2 - d2 * c0) * b0]
    return System(step, enter, np.array([c0, 0.0, 1.0, 0.0]), float(c0 * b0))
