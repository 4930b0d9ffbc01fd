"""How an item's media runs, from the time effects on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from backbeat.errors import TimelineError
from backbeat.timeline.model import Retime

_NORMAL_SPEED = Fraction(1)


def retime_of(scalars: Sequence[float | None], called: str) -> tuple[Retime, Fraction]:
    """The kind of retime, and the media consumed for each record frame.

    Args:
        scalars: of each time effect of an item, None where it is not a constant one.
        called: the item, for the error.

    Raises:
        TimelineError: a speed is no number.
    """
    if not scalars:
        return Retime.NONE, _NORMAL_SPEED
    scalar = scalars[0]
    if len(scalars) > 1 or scalar is None:
        return Retime.RAMP, _NORMAL_SPEED
    if scalar == 0:
        return Retime.FREEZE, Fraction(0)
    if not math.isfinite(scalar):
        raise TimelineError(f"{called} plays at {scalar} times its speed.")
    speed = Fraction(abs(scalar)).limit_denominator(1_000_000)
    if speed == 0:
        return Retime.RAMP, _NORMAL_SPEED
    if scalar < 0:
        return Retime.REVERSED, speed
    return (Retime.NONE if speed == 1 else Retime.LINEAR), speed
