"""Which beat each cut of a track goes to, chosen for all cuts of the track at once.

A shortest path (dynamic programming, as in Bellman 1957) through one column of choices a cut: as
many cuts on beats as can be, then the least movement, downbeats counted as nearer than they are.
Neighbours keep the shortest length between them, so no two cuts share a beat.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backbeat.timeline.time import Frames

_OFF_BEAT = 1e7
"""Cost of a cut on no beat: above any sum of movements that a real timeline can reach."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One place a cut could go."""

    frames: int
    """Movement; positive is later."""
    beat: int | None
    """Index of the beat in the grid; None: it stays, off the beat."""
    cost: float

    @classmethod
    def stay(cls) -> Choice:
        """The cut stays where it is, on no beat."""
        return cls(0, None, _OFF_BEAT)


def choose(
    positions: Sequence[Frames],
    choices: Sequence[Sequence[Choice]],
    spacing: Sequence[Frames],
    start: Frames,
    end: Frames,
) -> list[Choice]:
    """The cheapest choice for every cut.

    Args:
        positions: of the n cuts, ascending.
        choices: for each cut, at least one.
        spacing: n + 1 least distances: from `start` to the first cut, between cuts, and from the
            last cut to `end`.
        start, end: the fixed ends of the track.

    Returns:
        n choices. Staying everywhere must be possible; otherwise where the path is cut off the
        cheapest choice is taken without regard to what comes before.
    """
    if not positions:
        return []
    origins: list[list[int]] = []
    before: list[Frames] = [start]
    totals = [0.0]
    for at, (position, column) in enumerate(zip(positions, choices, strict=True)):
        places = [position + choice.frames for choice in column]
        row: list[float] = []
        origin: list[int] = []
        for choice, place in zip(column, places, strict=True):
            best, source = math.inf, 0
            limit = place - spacing[at]
            for previous, (where, total) in enumerate(zip(before, totals, strict=True)):
                if where <= limit and total < best:
                    best, source = total, previous
            row.append(best + choice.cost)
            origin.append(source)
        origins.append(origin)
        before, totals = places, row
    last = [
        total if where + spacing[-1] <= end else math.inf
        for where, total in zip(before, totals, strict=True)
    ]
    index = min(range(len(last)), key=last.__getitem__)
    path: list[Choice] = []
    for column, origin in zip(reversed(choices), reversed(origins), strict=True):
        path.append(column[index])
        index = origin[index]
    return path[::-1]
