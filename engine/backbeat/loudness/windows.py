"""From energies on a grid of 10 ms to loudness: ITU-R BS.1770-5, EBU Tech 3341 and 3342 (2023).

The grid is finer than the 100 ms most meters step by: a momentary maximum between two of their
steps is up to 0.45 LU higher than they read (Tech 3341, case 13).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64s = npt.NDArray[np.float64]

GRID_HZ = 100
"""Steps of the energy grid per second."""
MOMENTARY, SHORT_TERM = 40, 300
"""Lengths of the two sliding windows, in steps of the grid."""

_GATING_STEP = 10
"""Gating blocks are as long as the momentary window and overlap by 75 %."""
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_RANGE_GATE_LU = -20.0
_RANGE_TAIL = 150
"""Silence appended before the last value of a loudness range, in steps (Tech 3342)."""
_OFFSET_DB = -0.691


def lufs(power: Float64s | float) -> Float64s:
    """Loudness of a K-weighted, channel-weighted mean square; -inf for silence."""
    with np.errstate(divide="ignore"):
        return np.asarray(_OFFSET_DB + 10 * np.log10(power), np.float64)


def power_of(loudness: Float64s | float) -> Float64s:
    """The mean square of a loudness in LUFS."""
    return np.asarray(10 ** ((np.asarray(loudness) - _OFFSET_DB) / 10), np.float64)


def sliding(powers: Float64s, length: int, step: int = 1) -> Float64s:
    """Loudness of each full window of `length` steps, one every `step`, shape (windows,)."""
    total = np.concatenate([[0.0], np.cumsum(powers)])
    starts = np.arange(0, len(powers) - length + 1, step)
    # Rounding may make a difference of sums slightly negative.
    return lufs(np.maximum(total[starts + length] - total[starts], 0) / length)


def mean_around(values: Float64s, length: int) -> Float64s:
    """The mean of a window of `length` around each value, what lies outside left out."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values))
    low = np.maximum(place - length // 2, 0)
    high = np.minimum(place + length - length // 2, len(values))
    means = (total[high] - total[low]) / np.maximum(high - low, 1)
    # Rounding may push a mean slightly outside the range of its values.
    least, most = values.min(initial=np.inf), values.max(initial=-np.inf)
    return np.asarray(np.clip(means, least, most), np.float64)


def integrated(powers: Float64s) -> float | None:
    """Programme loudness, gated at -70 LUFS and at 10 LU below what that leaves; None: all below.

    Args:
        powers: K-weighted mean squares of all channels, weighted and added, shape (steps,).
    """
    blocks = sliding(powers, MOMENTARY, _GATING_STEP)
    loud = blocks[blocks > _ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return None
    gate = float(lufs(power_of(loud).mean())) + _RELATIVE_GATE_LU
    ungated = loud[loud > gate]
    return float(lufs(power_of(ungated).mean()))


def loudness_range(powers: Float64s) -> float | None:
    """LRA of a file in LU, by Tech 3342; None for less than 3 s, or nothing above the gate."""
    if len(powers) < SHORT_TERM:
        return None
    blocks = sliding(np.pad(powers, (0, _RANGE_TAIL)), SHORT_TERM)
    loud = blocks[blocks > _ABSOLUTE_GATE_LUFS]
    if not len(loud):
        return None
    gate = float(lufs(power_of(loud).mean())) + _RANGE_GATE_LU
    ungated = np.sort(loud[loud > gate])
    low, high = (ungated[round((len(ungated) - 1) * part)] for part in (0.10, 0.95))
    return float(high - low)
