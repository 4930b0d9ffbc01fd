"""True peaks of sound just below half the sampling rate, which the meter's filter misses.

The meter's filter of 64 taps sees everything up to 0.46 of the rate, which is all there is in what
has been through a codec or a converter. What is made in a computer may reach to the half itself;
there 512 taps are needed, and are read only where a high-pass finds something.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from backbeat.loudness.oversampling import BLOCK, OVERSAMPLING, kaiser, sliding, with_context

Float32s = npt.NDArray[np.float32]
Float64s = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

TAPS = 512
BEFORE, AFTER = TAPS // 2 - 1, TAPS // 2
"""Samples before and after a block that its reading depends on."""

_SPAN = BEFORE + BLOCK + AFTER
_PASS_TAPS = 255
_PASS_REACH = _PASS_TAPS // 2
_PASS_FROM = 0.466
"""Of the rate: half passes here, nothing below 0.455, all above 0.477."""
_LOW_PASS_TO, _LOW_PASS_REACH = 0.484, 255
_MISSED = 2.0
"""Ratio by which the miss may exceed the amplitude of the high-passed sound."""
_AT_ONCE = 256


def missed(line: Float32s, blocks: Ints) -> Float32s:
    """The most that the short filter can have missed in some blocks.

    Args:
        line: `BEFORE` samples, whole blocks, and `AFTER` samples of one channel.
        blocks: which ones.

    Returns:
        amplitudes, shape (len(blocks),).
    """
    # A block's reading also depends on half a block on either side.
    reach = _PASS_REACH + BLOCK // 2
    first = BEFORE - reach
    windows = np.lib.stride_tricks.sliding_window_view(line[first:], 2 * reach + BLOCK)[::BLOCK]
    return _highest(windows, blocks, _high_pass(2 * BLOCK)) * np.float32(_MISSED)


def read(line: Float32s, blocks: Ints) -> Float32s:
    """The highest amplitude between the samples of some blocks, shape (len(blocks),).

    Args:
        line: as for `missed`.
        blocks: which ones.
    """
    windows = np.lib.stride_tricks.sliding_window_view(line, _SPAN)[::BLOCK]
    return _highest(windows, blocks, _reader())


def reaches_half(blocks: Iterable[Float32s], least: float) -> bool:
    """Whether there is sound just below half the sampling rate.

    Args:
        blocks: shape (n, channels), piece by piece.
        least: amplitude from which on it counts.
    """
    for joined in with_context(blocks, _PASS_REACH, _PASS_REACH):
        for line in joined:
            windows = np.lib.stride_tricks.sliding_window_view(line, _PASS_TAPS + BLOCK - 1)
            if np.abs(windows[::BLOCK] @ _high_pass(BLOCK)).max() > least:
                return True
    return False


def low_passed(blocks: Iterable[Float32s]) -> Iterator[Float32s]:
    """The sound without what is above 0.49 of the sampling rate; up to 0.478 it stays as it is.

    Meters and converters disagree on peaks in that band, and it is inaudible.

    Args:
        blocks: shape (n, channels), piece by piece.

    Yields:
        the same samples, filtered, in other pieces.
    """
    left = 0

    def counted() -> Iterator[Float32s]:
        nonlocal left
        for block in blocks:
            left += len(block)
            yield block

    for joined in with_context(counted(), _LOW_PASS_REACH, _LOW_PASS_REACH):
        windows = np.lib.stride_tricks.sliding_window_view(joined, 2 * _LOW_PASS_REACH + BLOCK, 1)
        filtered = (windows[:, ::BLOCK] @ _low_pass()).reshape(len(joined), -1).T
        yield filtered[:left]
        left -= min(left, len(filtered))


def _highest(windows: Float32s, rows: Ints, matrix: Float32s) -> Float32s:
    """The greatest amplitude that a matrix makes of each of some windows, shape (len(rows),)."""
    highest = np.empty(len(rows), np.float32)
    for start in range(0, len(rows), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        highest[part] = np.abs(windows[rows[part]] @ matrix).max(axis=1)
    return highest


@cache
def _high_pass(outputs: int) -> Float32s:
    taps = -_low(_PASS_FROM, _PASS_REACH)
    taps[_PASS_REACH] += 1
    return sliding(taps[np.newaxis], outputs)


@cache
def _low_pass() -> Float32s:
    return sliding(_low(_LOW_PASS_TO, _LOW_PASS_REACH)[np.newaxis], BLOCK)


def _low(edge: float, reach: int) -> Float64s:
    """A low-pass of 2 * reach + 1 taps; half passes at `edge`, in parts of the rate."""
    place = np.arange(-reach, reach + 1)
    taps = np.sinc(2 * edge * place) * kaiser(place, reach + 1)
    return np.asarray(taps / taps.sum(), np.float64)


@cache
def _reader() -> Float32s:
    phases = np.arange(1, OVERSAMPLING)[:, np.newaxis] / OVERSAMPLING
    place = np.arange(-BEFORE, AFTER + 1) - phases
    taps = np.sinc(place) * kaiser(place, TAPS / 2)
    return sliding(taps / taps.sum(axis=1, keepdims=True), BLOCK)
