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

_OFF_BEAT = 1e7
"""Cost of an event on no beat: above any sum of movements that a real timeline can reach."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One place an event could go."""

    frames: Frames
    """Movement; positive is later."""
    beat: int | None
    """Index of the beat in the grid; None: it stays, off the beat."""
    cost: float
    lead: int = 0
    """Which of the event's cuts is on that beat."""
    opens_black: bool = False
    """Whether the gap that it leaves behind shows black where there was a picture."""

    @classmethod
    def stay(cls) -> Choice:
        """The event stays where it is, on no beat."""
        return cls(0, None, _OFF_BEAT)


def choose(
    positions: Sequence[Frames],
    choices: Sequence[Sequence[Choice]],
    spacing: Sequence[Frames],
    start: Frames,
    end: Frames,
    gaps: Collection[int] = (),
) -> list[Choice]:
    """The cheapest choice for every event.

    Args:
        positions: of the n events, ascending.
        choices: for each event, at least one.
        spacing: n + 1 least distances: from `start` to the first event, between events, and from
            the last event to `end`.
        start, end: the fixed ends of the track.
        gaps: which of the n + 1 distances are gaps: one gets longer only where that opens no black.

    Returns:
        n choices. Staying everywhere must be possible; otherwise where the path is cut off the
        cheapest choice is taken without regard to what comes before.
    """
    if not positions:
        return []
    origins: list[list[int]] = []
    edge = Choice(0, None, 0.0)
    sooner: Sequence[Choice] = [edge]
    totals = [0.0]
    ends = [start, *positions, end]
    for at, column in enumerate([*choices, [edge]]):
        most_shrunk = spacing[at] - (ends[at + 1] - ends[at])
        is_gap = at in gaps
        row: list[float] = []
        origin: list[int] = []
        for choice in column:
            best, source = math.inf, 0
            for index, (previous, total) in enumerate(zip(sooner, totals, strict=True)):
                longer = choice.frames - previous.frames
                if longer < most_shrunk or total >= best:
                    continue
                if is_gap and longer > 0 and _is_black(previous, choice):
                    continue
                best, source = total, index
            row.append(best + choice.cost)
            origin.append(source)
        origins.append(origin)
        sooner, totals = column, row
    index = origins.pop()[0]
    path: list[Choice] = []
    for column, origin in zip(reversed(choices), reversed(origins), strict=True):
        path.append(column[index])
        index = origin[index]
    return path[::-1]


def _is_black(left: Choice, right: Choice) -> bool:
    """Whether the gap between two events shows black where it reaches out to either side."""
    return (left.frames < 0 and left.opens_black) or (right.frames > 0 and right.opens_black)
