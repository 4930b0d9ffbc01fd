"""Sounds that a user gives by mouth shapes, instead of those that were heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.footage.footage import Span
from backbeat.lipsync.visemes.names import ShapeSet

Float32s = NDArray[np.float32]
Bools = NDArray[np.bool_]

_LEAST = 1e-3
"""Probability of every kind that has the shape, since the recogniser may have found none likely."""


@dataclass(frozen=True, slots=True)
class GivenShape:
    """A mouth shape that a user gave."""

    span: Span
    name: str
    """Of the set."""


def given_sounds(
    likely: Float32s, step_s: float, shapes: Sequence[GivenShape], chosen: ShapeSet
) -> tuple[Float32s, Bools]:
    """Probabilities of sounds with those that a user's shapes leave.

    Of the kinds of sounds that have a shape, those are likelier that were heard.

    Args:
        likely: as `Speech.likely`, shape (steps, kinds).
        step_s: length of a step.
        shapes: on the same clock.
        chosen: the set that they are of.

    Returns:
        The probabilities, and in which steps they are a user's, shape (steps,).
    """
    result, given = likely.copy(), np.zeros(len(likely), np.bool_)
    grouping = chosen.grouping()
    for shape in shapes:
        first, last = round(shape.span.start_s / step_s), round(shape.span.end_s / step_s)
        steps = slice(max(0, first), max(0, last))
        kinds = grouping[:, chosen.shapes.index(shape.name)]
        left = (result[steps] + _LEAST) * kinds
        result[steps] = left / left.sum(axis=1, keepdims=True)
        given[steps] = True
    return result, given
