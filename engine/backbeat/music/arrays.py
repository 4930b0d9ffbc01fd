"""The array types that the modules of this room pass to one another."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Float32s: TypeAlias = npt.NDArray[np.float32]
Float64s: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]

RATE = 22050
"""Samples per second that beats are looked for at, mono."""


def probability(log_odds: Float64s) -> Float64s:
    """1 / (1 + exp(-x)), of anything."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))), np.float64)
