"""Where one stretch of a recording ends and the next begins, by which of both it is like."""

from __future__ import annotations

import numpy as np

from backbeat.sync.align.arrays import Float64s
from backbeat.sync.align.bands import BANDS, STEPS_PER_S, Heard
from backbeat.sync.align.delays import Foreseen

_USUAL_SHARE = 0.35
"""Of the usual likeness: below it, a row is like neither."""


def border(
    reference: Heard,
    other: Heard,
    first: Foreseen,
    second: Foreseen,
    between_s: tuple[float, float],
) -> tuple[float, float]:
    """Where the first of two stretches ends and the second begins, in seconds of the recording.

    Args:
        reference: the reference.
        other: the recording.
        first, second: where the stretches lie.
        between_s: from where the first surely reaches to where the second surely does.
    """
    low = max(round(between_s[0] * STEPS_PER_S), 0)
    high = min(round(between_s[1] * STEPS_PER_S), len(other.features))
    if high - low < 2:
        middle = (between_s[0] + between_s[1]) / 2
        return middle, middle
    rows = np.arange(low, high)
    one = row_likeness(reference, other, first, rows)
    two = row_likeness(reference, other, second, rows)
    neither = _USUAL_SHARE * max(float(np.median(one)), float(np.median(two)), 0.1)
    # Element i: what the rows before i gain by the first, and those from i on by the second.
    by_first = np.concatenate([[0.0], np.cumsum(one - neither)])
    by_second = np.concatenate([np.cumsum((two - neither)[::-1])[::-1], [0.0]])
    ends = np.maximum.accumulate(by_first)
    start = int((ends + by_second).argmax())
    end = int(by_first[: start + 1].argmax())
    return (low + end) / STEPS_PER_S, (low + start) / STEPS_PER_S


def row_likeness(reference: Heard, other: Heard, line: Foreseen, rows: np.ndarray) -> Float64s:
    """Mean product of the features of each row and of where it lies; 0 outside the reference."""
    there = np.round(line(rows / STEPS_PER_S) * STEPS_PER_S).astype(int)
    inside = (there >= 0) & (there < len(reference.features))
    alike = np.zeros(len(rows))
    here = other.features[rows[inside]].astype(float)
    alike[inside] = np.sum(here * reference.features[there[inside]], axis=1) / BANDS
    return alike
