"""The K-weighting of ITU-R BS.1770-5 at any rate, as a stream, without a loop over samples.

The two filters are one linear system of four states. A block of samples and the states before it
give the weighted block by one matrix product; the states from block to block are a recurrence of
4 x 4 matrices, which `recurrence.py` solves the same way.
"""

from __future__ import annotations

from math import pi, tan

import numpy as np
import numpy.typing as npt

from backbeat.loudness.recurrence import Recurrence

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_BLOCK = 32
"""Samples to a matrix product; the fewest operations a sample that still fill the processor."""
_STATES = 4
_ROWS = 2048
"""Blocks to one product, so that what it reads and writes stays in cache."""

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


class KWeighting:
    """Weights the channels of a stream.

    Args:
        rate: in Hz.
        channels: how many.
    """

    def __init__(self, rate: int, channels: int) -> None:
        step, enter, leave, through = _system(*coefficients(rate))
        powers = [np.eye(_STATES)]
        for _ in range(_BLOCK):
            powers.append(step @ powers[-1])
        heard = np.array([through, *(leave @ power @ enter for power in powers[: _BLOCK - 1])])
        lag = np.arange(_BLOCK) - np.arange(_BLOCK)[:, np.newaxis]
        response = np.where(lag >= 0, heard[np.maximum(lag, 0)], 0.0)
        lasting = np.array([leave @ power for power in powers[:_BLOCK]]).T
        self._heard = np.concatenate([response, lasting]).astype(np.float32)
        """From a block and the state before it to the weighted block."""
        entering = np.array([powers[_BLOCK - 1 - place] @ enter for place in range(_BLOCK)])
        self._entering = entering.astype(np.float32)
        """From a block to what it adds to the state after it."""
        self._recurrence = Recurrence(powers[_BLOCK].T)
        self._state = np.zeros((channels, _STATES))
        self._waiting = np.zeros((channels, 0), np.float32)

    def feed(self, samples: Float32s) -> Float32s:
        """The weighted sound of what has come in whole blocks, shape (channels, m).

        Args:
            samples: shape (channels, n), following the last.
        """
        waiting = self._waiting.shape[1]
        joined = np.concatenate([self._waiting, samples], axis=1) if waiting else samples
        whole = joined.shape[1] // _BLOCK * _BLOCK
        self._waiting = joined[:, whole:]
        return self._weighted(joined[:, :whole])

    def finish(self) -> Float32s:
        """The weighted rest, shape (channels, m)."""
        count = self._waiting.shape[1]
        padded = np.pad(self._waiting, ((0, 0), (0, -count % _BLOCK)))
        return self._weighted(padded)[:, :count]

    def _weighted(self, samples: Float32s) -> Float32s:
        channels, count = samples.shape
        result = np.empty((channels, count // _BLOCK, _BLOCK), np.float32)
        blocks = samples.reshape(channels, -1, _BLOCK)
        for first in range(0, blocks.shape[1], _ROWS):
            part = slice(first, first + _ROWS)
            known = np.empty((channels, len(result[0, part]), _BLOCK + _STATES), np.float32)
            known[:, :, :_BLOCK] = blocks[:, part]
            states = self._recurrence.solve(self._state, known[:, :, :_BLOCK] @ self._entering)
            known[:, :, _BLOCK:] = states[:, :-1]
            self._state = states[:, -1]
            np.matmul(known, self._heard, out=result[:, part])
        return result.reshape(channels, count)


def _system(shelf: Float64s, high_pass: Float64s) -> tuple[Float64s, Float64s, Float64s, float]:
    """Both filters as states: next = step @ state + enter * x; y = leave @ state + through * x."""
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
    return step, enter, np.array([c0, 0.0, 1.0, 0.0]), float(c0 * b0)
