"""How loud sounds are: K-weighted energy in steps of 10 ms, by ITU-R BS.1770-5.

It serves to set levels. What it sets is measured again by the meter of `backbeat.loudness`, and in
tests by pyloudnorm too.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import pi, tan

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.found import Samples
from backbeat.foley.placement.filters import Biquad, Complexes, fast_length

Float64s = NDArray[np.float64]

STEP_S = 0.01
MOMENTARY = 40
"""Steps of a momentary window: 400 ms."""

_GATING_STEP = 10
_ABSOLUTE_GATE_LUFS, _RELATIVE_GATE_LU = -70.0, -10.0
_OFFSET_DB = -0.691
_PIECE_S = 1.2
"""What is weighted at once: with what comes before it, just under 2^16 samples at 48 kHz."""
_CONTEXT_S = 0.15
"""Seconds of sound before a block that its weighting hears: the high-pass has faded by then."""

# The analogue filters behind the standard's tables of coefficients, which are for 48 kHz.
_SHELF_HZ, _SHELF_DB, _SHELF_Q, _SHELF_BEND = 1681.974451, 3.999843854, 0.707175237, 0.499666774
_HIGH_PASS_HZ, _HIGH_PASS_Q = 38.135470876, 0.500327037


def powers(blocks: Iterable[Samples], rate: int) -> Float64s:
    """K-weighted mean squares of a stream, channels added, shape (steps,).

    Args:
        blocks: shape (n, channels), mono or stereo; each but the last whole steps long.
        rate: in Hz, a multiple of 100.
    """
    step, context = round(rate * STEP_S), round(rate * _CONTEXT_S)
    piece = round(_PIECE_S * rate)
    before: Samples | None = None
    found = [np.zeros(0)]
    for block in blocks:
        for first in range(0, len(block), piece):
            part = block[first : first + piece]
            if before is None:
                before = np.zeros((context, block.shape[1]), np.float32)
            joined = np.concatenate([before, part])
            found.append(_mean_squares(_weighted(joined, rate)[context:], step))
            before = joined[len(joined) - context :]
    return np.concatenate(found)


def _mean_squares(weighted: Samples, step: int) -> Float64s:
    """Of each step, channels added; the last is filled up with silence."""
    short = -len(weighted) % step
    if short:
        weighted = np.pad(weighted, ((0, short), (0, 0)))
    steps = weighted.reshape(-1, step * weighted.shape[1])
    return np.asarray(np.einsum("ns,ns->n", steps, steps) / step, np.float64)


def momentary(squares: Float64s, step: int = 1) -> Float64s:
    """Loudness of each 400 ms in LUFS, one every `step` steps; shape (windows,)."""
    total = np.concatenate([[0.0], np.cumsum(squares)])
    starts = np.arange(0, len(squares) - MOMENTARY + 1, step)
    mean = np.maximum(total[starts + MOMENTARY] - total[starts], 1e-20) / MOMENTARY
    return np.asarray(_OFFSET_DB + 10 * np.log10(mean), np.float64)


def loudest(samples: Samples, rate: int) -> float:
    """The loudest 400 ms of a sound that stands alone, in LUFS; -200 or so for silence."""
    squares = powers([samples], rate)
    return float(momentary(np.pad(squares, MOMENTARY)).max())


def integrated(squares: Float64s) -> float | None:
    """Programme loudness in LUFS, gated at -70 LUFS and 10 LU below what that leaves.

    None: nothing is above the gate, or there are not 400 ms of it.
    """
    blocks = momentary(squares, _GATING_STEP)
    loud = blocks[blocks > _ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return None
    gate = 10 * np.log10(np.mean(10 ** (loud / 10))) + _RELATIVE_GATE_LU
    return float(10 * np.log10(np.mean(10 ** (loud[loud > gate] / 10))))


def _weighted(samples: Samples, rate: int) -> Samples:
    """What wraps around lands in the context, where nobody listens."""
    count = fast_length(len(samples))
    spectrum = np.fft.rfft(samples, count, axis=0)
    spectrum *= _response(rate, count)[:, np.newaxis]
    return np.asarray(np.fft.irfft(spectrum, count, axis=0)[: len(samples)], np.float32)


@lru_cache(maxsize=8)
def _response(rate: int, count: int) -> Complexes:
    shelf, high_pass = coefficients(rate)
    return shelf.response(count) * high_pass.response(count)


def coefficients(rate: int) -> tuple[Biquad, Biquad]:
    """The shelf and the high-pass at `rate` Hz; at 48 kHz as in BS.1770-5, tables 1 and 2."""
    warped, high = tan(pi * _SHELF_HZ / rate), 10 ** (_SHELF_DB / 20)
    band, damped, square = high**_SHELF_BEND, warped / _SHELF_Q, warped * warped
    scale = 1 / (1 + damped + square)
    shelf = Biquad(
        (
            (high + band * damped + square) * scale,
            2 * (square - high) * scale,
            (high - band * damped + square) * scale,
        ),
        (2 * (square - 1) * scale, (1 - damped + square) * scale),
    )
    warped = tan(pi * _HIGH_PASS_HZ / rate)
    damped, square = warped / _HIGH_PASS_Q, warped * warped
    scale = 1 / (1 + damped + square)
    poles = (2 * (square - 1) * scale, (1 - damped + square) * scale)
    return shelf, Biquad((1.0, -2.0, 1.0), poles)
