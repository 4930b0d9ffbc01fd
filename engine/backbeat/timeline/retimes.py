"""The retime of an item, from its time effects."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from backbeat.errors import TimelineError
from backbeat.timeline.model import Retime

_NORMAL_SPEED = Fraction(1)
_FASTEST = 1000
"""Times the speed of its media, above what any editor can set: Premiere Pro stops at 100."""


def retime_of(scalars: Sequence[float | None], item_name: str) -> tuple[Retime, Fraction]:
    """The kind of retime, and the frames of media played for each record frame.

    Args:
        scalars: time scalar of each time effect of an item; None if it is not constant.
        item_name: the item, for the error message.

    Raises:
        TimelineError: a speed is not a finite number, or far above those of editors.
    """
    if not scalars:
        return Retime.NONE, _NORMAL_SPEED
    scalar = scalars[0]
    if len(scalars) > 1 or scalar is None:
        return Retime.RAMP, _NORMAL_SPEED
    if scalar == 0:
        return Retime.FREEZE, Fraction(0)
    if not math.isfinite(scalar):
        raise TimelineError(f"{item_name} plays at {scalar} times its speed.")
    if abs(scalar) > _FASTEST:
        raise TimelineError(
            f"{item_name} plays at {scalar:g} times its speed, and editors stop far below "
            f"{_FASTEST}.",
            "Correct its speed in the editor.",
        )
    speed = Fraction(abs(scalar)).limit_denominator(1_000_000)
    if speed == 0:
        return Retime.RAMP, _NORMAL_SPEED
    if scalar < 0:
        return Retime.REVERSED, speed
    return (Retime.NONE if speed == 1 else Retime.LINEAR), speed
