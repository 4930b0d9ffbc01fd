"""The offset by closures alone: when lips are seen to close against when they are heard to.

For "p", "b" and "m" the lips meet, and the sound stops or hums for as long as they do: the middle
of the one is the middle of the other, whoever speaks. So a handful of them fixes the zero of the
instrument by phonetics instead of by averages.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backbeat.sync.lips.movement import STEP_S

Float64s = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAST = 3
"""Closures that make a statement."""

_LARGEST_ERROR_S = 0.02
"""Standard error of their mean, above which they say nothing."""
_HEARD = 0.35
"""Of `Expected.closed`, from which a closure counts as heard."""
_HALF = 0.6
"""Share of a peak at which a heard closure begins and ends."""
_NEAR, _LONGEST = 12, 30
"""Steps around the expected moment in which the lips must close, and longest closure."""
_CLOSED_SHARE = 0.3
"""Between the smallest opening and the next larger ones, where a seen closure begins and ends."""
_SHUT_QUANTILE = 0.3
"""Of all openings: what closes less far is no closure."""


@dataclass(frozen=True)
class Closures:
    """Closures that are both heard and seen."""

    offset_s: float
    """Median of what was summed up, in seconds."""
    count: int
    spread_s: float
    """Standard deviation of the single ones."""


def closure_offset(
    heard: Float64s, opening: Float64s, visible: Bools, at: int, offset_s: float
) -> list[float]:
    """How much later each closure is heard than seen, in seconds.

    Args:
        heard: `Expected.closed`, in steps of 10 ms.
        opening: inner opening of the mouth in a stretch, in the same steps.
        visible: where the mouth is seen in it.
        at: step of `heard` at which the stretch begins.
        offset_s: the offset that is known already, to tell which closure is which.
    """
    part = opening[visible]
    if len(part) < 50:
        return []
    shut = float(np.quantile(part, _SHUT_QUANTILE))
    found = []
    for middle in _heard(heard):
        moment = middle - at - offset_s / STEP_S
        low, high = int(max(0, moment - _NEAR)), int(min(len(opening), moment + _NEAR + 1))
        if high - low < _NEAR or not visible[low:high].all():
            continue
        seen = _seen(opening, low, high, shut)
        if seen is not None:
            found.append((middle - at - seen) * STEP_S)
    return found


def summed(delays_s: list[float]) -> Closures | None:
    """What several closures say together; None where they are fewer than `LEAST`, or disagree."""
    if len(delays_s) < LEAST:
        return None
    delays = np.array(delays_s)
    if float(delays.std()) / np.sqrt(len(delays)) > _LARGEST_ERROR_S:
        return None
    return Closures(float(np.median(delays)), len(delays), float(delays.std()))


def _heard(closed: Float64s) -> list[float]:
    """Middles of the closures that are heard, in steps."""
    inner = closed[1:-1]
    peaks = np.flatnonzero((inner >= closed[:-2]) & (inner > closed[2:]) & (inner > _HEARD)) + 1
    found = []
    for peak in peaks:
        level = closed[peak] * _HALF
        start, end = _crossing(-closed, int(peak), -level, 0, len(closed) - 1)
        if end - start < 25:
            found.append((start + end) / 2)
    return found


def _seen(opening: Float64s, low: int, high: int, shut: float) -> float | None:
    """Middle of the closure in a stretch, in steps; None where there is none."""
    at = low + int(opening[low:high].argmin())
    if opening[at] > shut or at in (low, high - 1):
        return None
    before = opening[max(0, at - 20) : at + 1].max()
    after = opening[at : at + 21].max()
    level = opening[at] + _CLOSED_SHARE * (min(before, after) - opening[at])
    start, end = _crossing(opening, at, level, 0, len(opening) - 1)
    return (start + end) / 2 if end - start <= _LONGEST else None


def _crossing(curve: Float64s, at: int, level: float, first: int, last: int) -> tuple[float, float]:
    """Where a curve rises above `level` on either side of `at`, to a fraction of a step."""
    left = at
    while left > first and curve[left] < level:
        left -= 1
    right = at
    while right < last and curve[right] < level:
        right += 1
    return (
        left + _fraction(curve[left], curve[min(left + 1, last)], level),
        right - _fraction(curve[right], curve[max(right - 1, first)], level),
    )


def _fraction(outer: float, inner: float, level: float) -> float:
    return float(np.clip((outer - level) / (outer - inner), 0, 1)) if outer > inner else 0.0
