"""The way through a song that lasts a given time and has the fewest and best joins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.progress import SILENT, Progress

_STEPS = 6000
"""Steps of time that the longest way is divided into."""
_LEAST_STEP_S = 0.02
_LOOKED_AT_BARS = 4.5
"""How far around the length asked for others are looked at."""
_SMOOTHER = 0.5
_OFF_S = 0.5
"""A length this far from the one asked for costs 1; twice as far costs four times that."""


@dataclass(frozen=True)
class Route:
    """A way through the song."""

    jumps: tuple[tuple[int, int], ...]
    """Downbeats at which it is left, and at which it is taken up."""
    length_s: float
    """Within a step of time of what it lasts."""
    smoother_s: float | None
    """A length near it whose joins cost at most half as much; None: there is none."""


def best_route(
    starts: Float64s,
    duration_s: float,
    costs: Float64s,
    playing: Float64s,
    length_s: float,
    tolerance_s: float,
    least_bars: int,
    spare_s: float = 0.0,
    progress: Progress = SILENT,
) -> Route | None:
    """The way of least cost from the song's start to its end.

    A dynamic programme over downbeats and time: at every downbeat the song plays on for a bar, or
    goes on at another downbeat and stays there for `least_bars`.

    Args:
        starts: the downbeats, in seconds, shape (n,).
        duration_s: of the song; its last bar reaches to it.
        costs: of leaving at a downbeat and going on at another, infinite where not allowed,
            shape (n, n).
        playing: cost of each bar that is heard, shape (n,).
        length_s: wanted.
        tolerance_s: how far the length may be from that; where no way is within, the nearest.
        least_bars: fewest bars from one join to the next, and before the first and after the last.
        spare_s: how much longer than wanted it may be at no cost.
        progress: notified as work proceeds, and polled for cancellation.

    Returns:
        None where not even one way exists that is within four bars of the length.
    """
    reach_s = spare_s + max(tolerance_s, _LOOKED_AT_BARS * float(np.median(np.diff(starts))))
    longest_s = length_s + reach_s
    step_s = max(_LEAST_STEP_S, longest_s / _STEPS)
    at = np.round(starts / step_s).astype(np.intp)
    end = round(duration_s / step_s)
    paid = np.append(0.0, np.cumsum(playing))
    search = _Search(at, end, paid, costs, least_bars, round(longest_s / step_s) + 1)
    search.run(progress)
    found = search.ending(
        _Wanted(
            length_s / step_s,
            spare_s / step_s,
            tolerance_s / step_s,
            reach_s / step_s,
            _OFF_S / step_s,
        )
    )
    if found is None:
        return None
    chosen, smoother = found
    jumps = search.traced(chosen)
    return Route(
        jumps, chosen.total * step_s, None if smoother is None else smoother.total * step_s
    )


@dataclass(frozen=True)
class _Wanted:
    """A length, in steps of time."""

    length: float
    spare: float
    tolerance: float
    reach: float
    """Farthest that is looked at."""
    off: float
    """What costs 1."""

    def apart(self, steps: int) -> float:
        """How far a length is from it."""
        return max(self.length - steps, steps - self.length - self.spare, 0.0)


@dataclass(frozen=True)
class _Ending:
    """A way to the song's end."""

    apart: float
    cost: float
    """Of its joins and of its length."""
    joins: float
    total: int
    place: int
    """The last downbeat at which anything was chosen."""
    jump: bool
    """Whether the song was taken up there."""


class _Search:
    """The tables of the dynamic programme; a row for each step of time."""

    def __init__(
        self, at: Ints, end: int, paid: Float64s, costs: Float64s, least: int, steps: int
    ) -> None:
        self.at, self.end, self.paid, self.costs, self.least = at, end, paid, costs, least
        count = len(at)
        self.reached = np.full((steps, count), np.inf)
        """Least cost of being at a downbeat, having played at least `least` bars since a join."""
        self.jumped = np.full((steps, count), np.inf)
        """Least cost of having just gone on at a downbeat."""
        self.left = np.zeros((steps, count), np.int32)
        """The downbeat that was left for that."""
        self.after_jump = np.zeros((steps, count), np.bool_)
        """Whether the bars before `reached` are the first ones after a join."""

    def run(self, progress: Progress) -> None:
        """Fills the tables, in order of time."""
        count, least = len(self.at), self.least
        steps = len(self.reached)
        bar = np.diff(self.at)
        stay = self.at[least:] - self.at[: count - least]
        played = np.diff(self.paid[:count])
        stayed = self.paid[least:count] - self.paid[: count - least]
        one, some = np.arange(count - 1), np.arange(count - least)
        for now in range(steps):
            if now % 500 == 0:
                progress(now / steps, "Fitting the song")
            row = self.reached[now]
            before = now - bar
            row[1:] = np.where(before >= 0, self.reached[np.maximum(before, 0), one], np.inf)
            row[1:] += played
            before = now - stay
            joined = np.where(before >= 0, self.jumped[np.maximum(before, 0), some], np.inf)
            joined = joined + stayed
            better = joined < row[least:]
            row[least:][better] = joined[better]
            self.after_jump[now, least:] = better
            if least < count and now == self.at[least]:
                # The song's start, and its pick-up, are always heard.
                row[least] = min(row[least], self.paid[least])
                self.after_jump[now, least] = row[least] < self.paid[least]
            live = np.flatnonzero(np.isfinite(row))
            if len(live):
                ways = row[live, np.newaxis] + self.costs[live]
                best = ways.argmin(axis=0)
                self.jumped[now] = ways[best, np.arange(count)]
                self.left[now] = live[best]

    def ending(self, wanted: _Wanted) -> tuple[_Ending, _Ending | None] | None:
        """The best way to the song's end, and a far smoother one; None without any."""
        count, least = len(self.at), self.least
        index = np.arange(count)
        rest = self.paid[count] - self.paid[:count]
        best: _Ending | None = None
        nearest: _Ending | None = None
        others: list[_Ending] = []
        for total in range(max(int(wanted.length - wanted.reach), 1), len(self.reached)):
            before = total - (self.end - self.at)
            rows = np.maximum(before, 0)
            straight = np.where(before >= 0, self.reached[rows, index], np.inf) + rest
            after = (before >= 0) & (index <= count - least)
            joined = np.where(after, self.jumped[rows, index], np.inf) + rest
            apart = wanted.apart(total)
            for values, jump in ((straight, False), (joined, True)):
                place = int(values.argmin())
                if not np.isfinite(values[place]):
                    continue
                joins = float(values[place])
                cost = joins + (apart / wanted.off) ** 2
                found = _Ending(apart, cost, joins, total, place, jump)
                if apart <= wanted.tolerance and (best is None or cost < best.cost):
                    best = found
                if nearest is None or (apart, cost) < (nearest.apart, nearest.cost):
                    nearest = found
                if total != self.end:
                    others.append(found)
        chosen = best or nearest
        if chosen is None:
            return None
        smoother = [one for one in others if one.joins <= _SMOOTHER * chosen.joins]
        return chosen, min(smoother, key=lambda one: (one.apart, one.joins), default=None)

    def traced(self, ending: _Ending) -> tuple[tuple[int, int], ...]:
        """The joins on the way to the song's end, in order."""
        place, jump = ending.place, ending.jump
        now = ending.total - int(self.end - self.at[place])
        found: list[tuple[int, int]] = []
        while True:
            if jump:
                left = int(self.left[now, place])
                found.append((left, place))
                place, jump = left, False
                continue
            if self.after_jump[now, place]:
                start = place - self.least
                now -= int(self.at[place] - self.at[start])
                place, jump = start, True
            elif place == self.least and now == self.at[place]:
                return tuple(reversed(found))
            else:
                now -= int(self.at[place] - self.at[place - 1])
                place -= 1
