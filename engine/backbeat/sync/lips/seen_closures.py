"""How many of the closures that are heard are seen: for "p", "b" and "m" the lips must touch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.sync.lips.mouth_gap import CLOSED

Float64s = NDArray[np.float64]

_HEARD = 0.5
"""Probability from which a closure counts as heard."""
_SHORTEST_S, _LONGEST_S = 0.03, 0.35
"""What is shorter is a slip of the recogniser; what is longer is a pause with closed lips."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A closure that is heard."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Judged:
    """What is seen of the closures that are heard."""

    closed: tuple[Heard, ...]
    """Those at which the lips are seen to touch."""
    open: tuple[Heard, ...]
    """Those at which they are not."""

    @property
    def count(self) -> int:
        """Closures that could be judged."""
        return len(self.closed) + len(self.open)

    @property
    def rate(self) -> float | None:
        """Share of them that is seen; None where there are none."""
        return len(self.closed) / self.count if self.count else None


def heard_closures(likely: NDArray[np.float32], step_s: float) -> list[Heard]:
    """Where a voice says "p", "b" or "m".

    Args:
        likely: the probability of such a sound in each step, shape (steps,).
        step_s: length of a step.
    """
    flags = np.concatenate([[False], likely >= _HEARD, [False]])
    edges = np.flatnonzero(flags[1:] != flags[:-1])
    found = [
        Heard(first * step_s, after * step_s)
        for first, after in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ]
    return [one for one in found if _SHORTEST_S <= one.end_s - one.start_s <= _LONGEST_S]


def judged(heard: list[Heard], gap: Float64s, times_s: Float64s, period_s: float) -> Judged:
    """Looks for each closure in the pictures shown while it is heard, and the two around them.

    A closure is not judged where one of these pictures does not show the mouth.

    Args:
        heard: on the clock of the pictures.
        gap: between the lips in each picture, as `mouth_gap.gaps`; NaN where not seen; shape (n,).
        times_s: when each picture is shown, rising, shape (n,).
        period_s: how long a picture is usually shown.
    """
    closed = list[Heard]()
    opened = list[Heard]()
    for one in heard:
        middle = (one.start_s + one.end_s) / 2
        first = int(np.searchsorted(times_s, min(one.start_s - period_s, middle - 1.5 * period_s)))
        after = int(np.searchsorted(times_s, max(one.end_s, middle + 0.5 * period_s), "right"))
        near = gap[first:after]
        if not len(near) or one.start_s < times_s[0] or one.end_s > times_s[-1] + period_s:
            continue
        if np.isnan(near).any():
            continue
        (closed if near.min() <= CLOSED else opened).append(one)
    return Judged(tuple(closed), tuple(opened))
