"""How a confidence is written."""

from __future__ import annotations

import math

_LEAST = 1e-6
"""So that .58, which as a number is a little less, is 58 %."""


def percent(confidence: float) -> str:
    """A confidence in percent, rounded down: a marker that lacks a little to be a sound is not to
    read as if it had that."""
    return f"{math.floor(100 * confidence + _LEAST)}%"
