"""Sound between its samples where it is hard to see: just below half the sampling rate.

The meter's filter of 64 taps sees everything up to 0.46 of the rate, which is all there is in what
has been through a codec or a converter. What is made in a computer may reach to the half itself;
there 512 taps are needed, and are read only where a high-pass finds something.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from backbeat.loudness.oversampling import BLOCK, OVERSAMPLING

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

TAPS = 512
BEFORE, AFTER = TAPS // 2 - 1, TAPS // 2
"""Samples around a block that its reading hears."""

_BETA = 9.0
_SPAN = BEFORE + BLOCK + AFTER
_PASS_TAPS = 255
_PASS_REACH = _PASS_TAPS // 2
_PASS_FROM = 0.466
"""Of the rate: half passes here, nothing below 0.455, all above 0.477."""
_MISSED = 2.0
"""How much more than the high-passed sound itself the short filter may miss."""
_AT_ONCE = 256


def missed(line: Float32s, blocks: Ints) -> Float32s:
    """The most that the short filter can have missed in some blocks.

    Args:
        line: `BEFORE` samples, whole blocks, and `AFTER` samples of one channel.
        blocks: which ones.

    Returns:
        amplitudes, shape (len(blocks),).
    """
    # A block's reading also hears half a block on either side.
    reach = _PASS_REACH + BLOCK // 2
    first = BEFORE - reach
    windows = np.lib.stride_tricks.sliding_window_view(line[first:], 2 * reach + BLOCK)[::BLOCK]
    found = np.empty(len(blocks), np.float32)
    for start in range(0, len(blocks), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found[part] = np.abs(windows[blocks[part]] @ _high_pass()).max(axis=1)
    return found * np.float32(_MISSED)


def read(line: Float32s, blocks: Ints) -> Float32s:
    """The highest amplitude between the samples of some blocks, shape (len(blocks),).

    Args:
        line: as for `missed`.
        blocks: which ones.
    """
    windows = np.lib.stride_tricks.sliding_window_view(line, _SPAN)[::BLOCK]
    found = np.empty(len(blocks), np.float32)
    for start in range(0, len(blocks), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found[part] = np.abs(windows[blocks[part]] @ _reader()).max(axis=1)
    return found


def _kaiser(place: npt.NDArray[np.number], half: float) -> Float64s:
    edge = np.clip(place / half, -1, 1)
    return np.asarray(np.i0(_BETA * np.sqrt(1 - edge**2)) / np.i0(_BETA), np.float64)


def _sliding(filters: Float64s, outputs: int) -> Float32s:
    """Matrix from a window to `outputs` places after one another of each filter.

    Args:
        filters: shape (filters, taps).
        outputs: how many places.

    Returns:
        shape (taps + outputs - 1, outputs * filters).
    """
    count, taps = filters.shape
    matrix = np.zeros((taps + outputs - 1, outputs, count), np.float32)
    for place in range(outputs):
        matrix[place : place + taps, place] = filters.T
    return matrix.reshape(len(matrix), outputs * count)


@cache
def _high_pass() -> Float32s:
    place = np.arange(-_PASS_REACH, _PASS_REACH + 1)
    low = 2 * _PASS_FROM * np.sinc(2 * _PASS_FROM * place) * _kaiser(place, _PASS_REACH + 1)
    taps = -low / low.sum()
    taps[_PASS_REACH] += 1
    return _sliding(taps[np.newaxis], 2 * BLOCK)


@cache
def _reader() -> Float32s:
    phases = np.arange(1, OVERSAMPLING)[:, np.newaxis] / OVERSAMPLING
    place = np.arange(-BEFORE, AFTER + 1) - phases
    taps = np.sinc(place) * _kaiser(place, TAPS / 2)
    return _sliding(taps / taps.sum(axis=1, keepdims=True), BLOCK)
