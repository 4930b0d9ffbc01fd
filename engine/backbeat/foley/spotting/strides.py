"""Walks: hits at even distances and of like strength, which are steps, left and right in turn.

Hammers, bouncing balls and clapping are even too. A bounce gets faster; of the others, only how a
hit sounds or looks tells, so that hits become steps where most of them are like steps.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

_SHORTEST_S, _LONGEST_S = 0.25, 0.8
"""Time from one step to the next: of a run and of a stroll."""
_FEWEST = 4
_UNEVEN = 0.2
"""How far a stride may differ from the median of those beside it."""
_STRENGTHS = 4.0
"""Ratio of strengths within a walk."""
_QUICKENING = 0.88
"""Ratio of one gap to the one before by which a ball that bounces gets faster."""
_LIKE_STEPS = 0.6
"""Share of the hits that are like steps."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A hit that may be a step."""

    time: Fraction
    strength: float
    step_like: bool


def walks(beats: Sequence[Beat]) -> list[tuple[int, ...]]:
    """Walks as places in `beats`, which are in order of time; none is in two of them."""
    found: list[tuple[int, ...]] = []
    used: set[int] = set()
    for start in range(len(beats)):
        if start in used:
            continue
        best = max(
            (_walk(beats, start, second, used) for second in _seconds(beats, start, used)),
            key=len,
            default=(),
        )
        if len(best) >= _FEWEST and _is_walk([beats[at] for at in best]):
            found.append(best)
            used.update(best)
    return found


def _seconds(beats: Sequence[Beat], start: int, used: set[int]) -> list[int]:
    """The beats that may be the next step after a first one."""
    return [
        at
        for at in range(start + 1, min(len(beats), start + 8))
        if at not in used
        and _SHORTEST_S <= beats[at].time - beats[start].time <= _LONGEST_S
        and _alike(beats[start], beats[at])
    ]


def _walk(beats: Sequence[Beat], first: int, second: int, used: set[int]) -> tuple[int, ...]:
    """The steps that go on from two, each where the last strides let it be expected."""
    steps = [first, second]
    while True:
        gaps = [
            float(beats[late].time - beats[early].time)
            for early, late in itertools.pairwise(steps[-4:])
        ]
        stride = median(gaps)
        last = beats[steps[-1]]
        following = [
            at
            for at in range(steps[-1] + 1, min(len(beats), steps[-1] + 8))
            if at not in used
            and abs(float(beats[at].time - last.time) - stride) <= _UNEVEN * stride
            and _alike(last, beats[at])
        ]
        if not following:
            return tuple(steps)
        steps.append(min(following, key=lambda at: abs(float(beats[at].time - last.time) - stride)))


def _alike(one: Beat, other: Beat) -> bool:
    high, low = max(one.strength, other.strength), min(one.strength, other.strength)
    return high <= _STRENGTHS * max(low, 1e-3)


def _is_walk(steps: Sequence[Beat]) -> bool:
    gaps = [float(late.time - early.time) for early, late in itertools.pairwise(steps)]
    quickening = sum(late < _QUICKENING * early for early, late in itertools.pairwise(gaps))
    if quickening > len(gaps) / 2 or gaps[-1] < 0.6 * gaps[0]:
        return False
    return sum(step.step_like for step in steps) >= _LIKE_STEPS * len(steps)
