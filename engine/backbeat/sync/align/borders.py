"""Where one stretch of a recording ends and the next begins, by which of both it is like."""

from __future__ import annotations

import itertools

import numpy as np

from backbeat.sync.align.arrays import Float64s
from backbeat.sync.align.bands import BANDS, RATE, STEPS_PER_S, Heard
from backbeat.sync.align.delays import Foreseen, correlations

_USUAL_SHARE = 0.35
"""Of the usual likeness: below it, a row is like neither."""
_KNOWN = 6 * STEPS_PER_S
"""Rows before and after, by which the usual is judged."""
_LEAST_USUAL = 0.1
_GAP_S = 1.5
"""A gap shorter than this is none."""
_NEAR_S, _AT_ONCE_S = 0.01, 0.001
_TALL = 4.8
"""Height of a peak, in deviations of a window, that noise does not reach in so few samples."""


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
    before = np.arange(max(low - _KNOWN, 0), low)
    after = np.arange(high, min(high + _KNOWN, len(other.features)))
    usual = [
        float(row_likeness(reference, other, line, known).mean())
        for line, known in ((first, before), (second, after))
        if len(known)
    ]
    neither = _USUAL_SHARE * max([*usual, _LEAST_USUAL])
    # Element i: what the rows before i gain by the first, and those from i on by the second.
    by_first = np.concatenate([[0.0], np.cumsum(one - neither)])
    by_second = np.concatenate([np.cumsum((two - neither)[::-1])[::-1], [0.0]])
    ends = np.maximum.accumulate(by_first)
    start = int((ends + by_second).argmax())
    end = int(by_first[: start + 1].argmax())
    end_s, start_s = (low + end) / STEPS_PER_S, (low + start) / STEPS_PER_S
    if start_s - end_s >= _GAP_S:
        end_s, start_s = _by_wave_form(reference, other, first, second, (end_s, start_s))
    if start_s - end_s >= _GAP_S:
        return end_s, start_s
    at = end + int((by_first + by_second)[end : start + 1].argmax())
    return (low + at) / STEPS_PER_S, (low + at) / STEPS_PER_S


def _by_wave_form(
    reference: Heard, other: Heard, first: Foreseen, second: Foreseen, gap_s: tuple[float, float]
) -> tuple[float, float]:
    """What is left of a gap once its wave form was compared: features are lost in noise sooner."""
    end_s, start_s = gap_s
    one, two = (_heard_at(reference, other, line, gap_s) for line in (first, second))
    # The outermost window that holds the sound may hold it at its edge only.
    held = list(itertools.takewhile(lambda window: window[1], one))
    end_s = held[-2][0] if len(held) > 1 else end_s
    held = list(itertools.takewhile(lambda window: window[1], reversed(two)))
    start_s = max(held[-2][0], end_s) if len(held) > 1 else start_s
    if one and all(is_there for _, is_there in one):
        end_s = start_s
    elif two and all(is_there for _, is_there in two):
        start_s = end_s
    return end_s, start_s


def _heard_at(
    reference: Heard, other: Heard, line: Foreseen, span_s: tuple[float, float]
) -> list[tuple[float, bool]]:
    """Middles of windows in a span, and whether they hold the same sound as the reference there."""
    windows = correlations(reference, other, span_s, line, _NEAR_S)
    near = round(_AT_ONCE_S * RATE)
    middle = windows.peaks[:, windows.reach - near : windows.reach + near + 1]
    heights = np.abs(middle).max(axis=1, initial=0.0)
    return list(zip(windows.times_s.tolist(), (heights > _TALL).tolist(), strict=True))


def row_likeness(reference: Heard, other: Heard, line: Foreseen, rows: np.ndarray) -> Float64s:
    """Mean product of the features of each row and of where it lies; 0 outside the reference."""
    there = np.round(line(rows / STEPS_PER_S) * STEPS_PER_S).astype(int)
    inside = (there >= 0) & (there < len(reference.features))
    alike = np.zeros(len(rows))
    here = other.features[rows[inside]].astype(float)
    alike[inside] = np.sum(here * reference.features[there[inside]], axis=1) / BANDS
    return alike
