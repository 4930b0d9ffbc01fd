"""Loudness of the speech in a recording.

Dialogue-gated deliveries mean Dolby's Dialogue Intelligence, whose detector nobody else has. This
is an estimate with another detector, in the spirit of ITU-R BS.1770-1: the mean of all channels
while somebody speaks, without a gate.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from backbeat.loudness import windows

Float64s = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
"""A flag for each step of 10 ms."""


def dialogue_loudness(power: Float64s, dialogue_mask: Mask) -> float | None:
    """Mean loudness of the steps with speech in LUFS; None where there is none.

    Args:
        power: K-weighted mean squares of all channels, shape (steps,).
        dialogue_mask: which steps, shape (steps,).
    """
    mean = float(power[dialogue_mask].mean()) if dialogue_mask.any() else 0.0
    return float(windows.lufs(mean)) if mean > 0 else None


def dialogue_range(power: Float64s, dialogue_mask: Mask) -> float | None:
    """Loudness range of the speech alone, its steps put together; in LU."""
    return windows.loudness_range(power[dialogue_mask])
