"""Loudness over time, for pacing cuts and for drawing.

K-weighting, the momentary block of 400 ms and the short-term block of 3 s are those of
ITU-R BS.1770-5 and EBU Tech 3341. What is approximate: the weighting is applied to the power
spectra of blocks of 100 ms without overlap, instead of filtering the sound. Against the filters,
measured on recordings, short-term loudness is within 0.1 LU and momentary within 0.2 LU (2 LU in
near silence right after a kick); on steady bass tones of 25 to 50 Hz both are within 0.6 LU. And at
either end a value is the mean over as much of its block as the recording has.
"""

from __future__ import annotations

import numpy as np

from backbeat.music.arrays import Float32s, Float64s
from backbeat.music.blocks import BLOCK_RATE, Blocks
from backbeat.v1.music_pb2 import Energy

FLOOR = -120.0
"""LUFS of silence, and of anything quieter."""
_MOMENTARY_BLOCKS = 4
_SHORT_TERM_BLOCKS = 30
_OFFSET = -0.691


def measure(blocks: Blocks) -> Energy:
    """Short-term and momentary loudness; value i is that of the sound around i / 10 s."""
    return Energy(
        rate_hz=BLOCK_RATE,
        lufs=lufs(_around(blocks, _SHORT_TERM_BLOCKS)),
        momentary_lufs=lufs(_around(blocks, _MOMENTARY_BLOCKS)),
    )


def lufs(power: Float64s) -> Float32s:
    """K-weighted mean square as loudness."""
    loudness = _OFFSET + 10 * np.log10(np.maximum(power, 1e-13))
    return np.maximum(loudness, FLOOR).astype(np.float32)


def power(loudness: Float64s) -> Float64s:
    """Loudness as K-weighted mean square; 0 at the floor."""
    squares = 10 ** ((np.asarray(loudness, np.float64) - _OFFSET) / 10)
    return np.where(np.asarray(loudness) <= FLOOR, 0.0, squares)


def _around(blocks: Blocks, size: int) -> Float64s:
    """Mean of `size` blocks, an even number, centred on the start of each block."""
    window = np.ones(size)
    middle = slice(size // 2 - 1, size // 2 - 1 + len(blocks.power))
    # Differences of cumulative sums would leave rounding noise in silence beside loud parts.
    total, filled = (
        np.convolve(values, window)[middle] if len(values) else values
        for values in (blocks.power, blocks.filled)
    )
    return np.asarray(total / np.maximum(filled, 1e-9), np.float64)
