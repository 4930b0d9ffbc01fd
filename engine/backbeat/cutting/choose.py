"""Which beat each event of a track goes to, chosen for all events of the track at once.

A shortest path (dynamic programming, as in Bellman 1957) through one column of choices an event: as
many events on beats as can be, then the least movement, downbeats counted as nearer than they are.
Neighbours keep the shortest length between them, so no two cuts share a beat.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from backbeat.timeline.time import Frames

_OFF_BEAT_COST = 1e7
"""Cost of an event on no beat: above any sum of movements that a real timeline can reach."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One position that an event could move to."""

    frames: Frames
    """Movement; positive is later."""
    beat: int | None
    """Index of the beat in the grid; None: it stays, off the beat."""
    cost: float
    lead: int = 0
    """Which of the event's cuts is on that beat."""
    opens_black: bool = False
    """Whether the gap it leaves behind shows black where a picture was visible before."""

    @classmethod
    def stay(cls) -> Choice:
        """The choice of leaving the event where it is, off the beat."""
        return cls(0, None, _OFF_BEAT_COST)


def choose(
    positions: Sequence[Frames],
    choices: Sequence[Sequence[Choice]],
    spacing: Sequence[Frames],
    start: Frames,
    end: Frames,
    gaps: Collection[int] = (),
    longest: Sequence[Frames | None] | None = None,
) -> list[Choice]:
    """Chooses one position for every event so that the total cost is lowest.

    Args:
        positions: of the n events, ascending.
        choices: for each event, at least one.
        spacing: n + 1 minimum distances: from `start` to the first event, between events, and from
            the last event to `end`.
        start, end: the fixed ends of the track.
        gaps: indices of the distances that are gaps; a gap may grow only where that shows no black.
        longest: n + 1 maximum distances, None where there is none; None: there are none at all.

    Returns:
        n choices. Leaving every event in place must satisfy `spacing`; where it does not, the
        cheapest choice of an event is taken regardless of the event before it.
    """
    if not positions:
        return []
    origins: list[list[int]] = []
    edge = Choice(0, None, 0.0)
    previous_column: Sequence[Choice] = [edge]
    totals = [0.0]
    ends = [start, *positions, end]
    for at, column in enumerate([*choices, [edge]]):
        min_change = spacing[at] - (ends[at + 1] - ends[at])
        most = longest[at] if longest is not None else None
        max_change = math.inf if most is None else most - (ends[at + 1] - ends[at])
        is_gap = at in gaps
        row: list[float] = []
        origin: list[int] = []
        for choice in column:
            best, source = math.inf, 0
            for index, (previous, total) in enumerate(zip(previous_column, totals, strict=True)):
                change = choice.frames - previous.frames
                if change < min_change or change > max_change or total >= best:
                    continue
                if is_gap and change > 0 and _shows_black(previous, choice):
                    continue
                best, source = total, index
            row.append(best + choice.cost)
            origin.append(source)
        origins.append(origin)
        previous_column, totals = column, row
    index = origins.pop()[0]
    path: list[Choice] = []
    for column, origin in zip(reversed(choices), reversed(origins), strict=True):
        path.append(column[index])
        index = origin[index]
    return path[::-1]


def _shows_black(left: Choice, right: Choice) -> bool:
    """Whether the gap between two events shows black where it reaches out to either side."""
    return (left.frames < 0 and left.opens_black) or (right.frames > 0 and right.opens_black)
