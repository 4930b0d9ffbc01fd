"""Linear filters with few states as streams, without a loop over samples.

A block of samples and the states before it give the filtered block by one matrix product; the
states from block to block are a recurrence of small matrices, which `recurrence.py` solves the same
way.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt, tan

import numpy as np
import numpy.typing as npt

from backbeat.loudness.recurrence import Recurrence

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]

_BLOCK = 32
"""Samples to a matrix product; the fewest operations a sample that still fill the processor."""
_ROWS = 4096
"""Blocks to one product, so that what it reads and writes stays in cache."""


@dataclass(frozen=True, eq=False)
class System:
    """A filter: next = step @ state + enter * x; y = leave @ state + through * x."""

    step: Float64s
    enter: Float64s
    leave: Float64s
    through: float


class StateFilter:
    """Filters the channels of a stream.

    Args:
        system: the filter.
        channels: how many.
    """

    def __init__(self, system: System, channels: int) -> None:
        step, enter, leave = system.step, system.enter, system.leave
        states = self._states = len(step)
        powers = [np.eye(states)]
        for _ in range(_BLOCK):
            powers.append(step @ powers[-1])
        answers = [leave @ power @ enter for power in powers[: _BLOCK - 1]]
        responses = np.array([system.through, *answers])
        lag = np.arange(_BLOCK) - np.arange(_BLOCK)[:, np.newaxis]
        response = np.where(lag >= 0, responses[np.maximum(lag, 0)], 0.0)
        lasting = np.array([leave @ power for power in powers[:_BLOCK]]).T
        self._heard = np.concatenate([response, lasting]).astype(np.float32)
        """Matrix from a block and the state before it to the filtered block."""
        entering = np.array([powers[_BLOCK - 1 - place] @ enter for place in range(_BLOCK)])
        self._entering = entering.astype(np.float32)
        """Matrix from a block to what it adds to the state after it."""
        self._recurrence = Recurrence(powers[_BLOCK].T)
        self._state = np.zeros((channels, states))
        self._waiting = np.zeros((channels, 0), np.float32)

    def feed(self, samples: Float32s) -> Float32s:
        """The filtered sound of all whole blocks so far, shape (channels, m).

        Args:
            samples: shape (channels, n), following the last.
        """
        waiting = self._waiting.shape[1]
        joined = np.concatenate([self._waiting, samples], axis=1) if waiting else samples
        whole = joined.shape[1] // _BLOCK * _BLOCK
        self._waiting = joined[:, whole:]
        return self._filtered(joined[:, :whole])

    def finish(self) -> Float32s:
        """The filtered rest, shape (channels, m)."""
        count = self._waiting.shape[1]
        padded = np.pad(self._waiting, ((0, 0), (0, -count % _BLOCK)))
        return self._filtered(padded)[:, :count]

    def _filtered(self, samples: Float32s) -> Float32s:
        channels, count = samples.shape
        result = np.empty((channels, count // _BLOCK, _BLOCK), np.float32)
        blocks = samples.reshape(channels, -1, _BLOCK)
        for first in range(0, blocks.shape[1], _ROWS):
            part = slice(first, first + _ROWS)
            known = np.empty((channels, len(result[0, part]), _BLOCK + self._states), np.float32)
            known[:, :, :_BLOCK] = blocks[:, part]
            states = self._recurrence.solve(self._state, known[:, :, :_BLOCK] @ self._entering)
            known[:, :, _BLOCK:] = states[:, :-1]
            self._state = states[:, -1]
            np.matmul(known, self._heard, out=result[:, part])
        return result.reshape(channels, count)


def high_pass(rate: int, hz: float) -> System:
    """A Butterworth high-pass of 12 dB an octave: half of the power passes at `hz`."""
    warped = tan(pi * hz / rate)
    scale = 1 / (1 + sqrt(2) * warped + warped * warped)
    a1 = 2 * (warped * warped - 1) * scale
    a2 = (1 - sqrt(2) * warped + warped * warped) * scale
    b0, b1, b2 = scale, -2 * scale, scale
    return System(
        np.array([[-a1, 1.0], [-a2, 0.0]]),
        np.array([b1 - a1 * b0, b2 - a2 * b0]),
        np.array([1.0, 0.0]),
        b0,
    )
