"""The way through a song that lasts a given time and has the fewest and best joins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.progress import SILENT, Progress

_STEPS = 6000
"""Steps of time that the longest way is divided into."""
_LEAST_STEP_S = 0.02
_OFF_S = 0.5
"""A length this far from the one asked for costs 1; twice as far costs four times that."""


@dataclass(frozen=True)
class Route:
    """A way through the song."""

    jumps: tuple[tuple[int, int], ...]
    """Downbeats at which it is left, and at which it is taken up."""
    length_s: float
    """Within a step of time of what it lasts."""


def best_route(
    starts: Float64s,
    duration_s: float,
    costs: Float64s,
    playing: Float64s,
    length_s: float,
    tolerance_s: float,
    least_bars: int,
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
        progress: notified as work proceeds, and polled for cancellation.

    Returns:
        None where not even one way exists that is within two bars of the length.
    """
    reach_s = max(tolerance_s, 2 * float(np.median(np.diff(starts))))
    longest_s = length_s + reach_s
    step_s = max(_LEAST_STEP_S, longest_s / _STEPS)
    at = np.round(starts / step_s).astype(np.intp)
    end = round(duration_s / step_s)
    paid = np.append(0.0, np.cumsum(playing))
    search = _Search(at, end, paid, costs, least_bars, round(longest_s / step_s) + 1)
    search.run(progress)
    found = search.ending(
        length_s / step_s, tolerance_s / step_s, reach_s / step_s, _OFF_S / step_s
    )
    if found is None:
        return None
    steps, jumps = found
    return Route(jumps, steps * step_s)


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

    def ending(
        self, wanted: float, tolerance: float, reach: float, off: float
    ) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """Steps in all and the joins of the best way to the song's end; None without any."""
        count, least = len(self.at), self.least
        best: tuple[float, int, int, bool] | None = None
        nearest: tuple[float, int, int, bool] | None = None
        for total in range(max(int(wanted - reach), 1), len(self.reached)):
            before = total - (self.end - self.at)
            there = before >= 0
            rows = np.maximum(before, 0)
            rest = self.paid[count] - self.paid[:count]
            index = np.arange(count)
            straight = np.where(there, self.reached[rows, index], np.inf) + rest
            joined = np.where(there & (index <= count - least), self.jumped[rows, index], np.inf)
            joined = joined + rest
            straight[index > count - 1] = np.inf
            for values, jump in ((straight, False), (joined, True)):
                place = int(values.argmin())
                if not np.isfinite(values[place]):
                    continue
                apart = abs(total - wanted)
                cost = float(values[place]) + (apart / off) ** 2
                if apart <= tolerance and (best is None or cost < best[0]):
                    best = (cost, total, place, jump)
                if nearest is None or (apart, cost) < (abs(nearest[1] - wanted), nearest[0]):
                    nearest = (cost, total, place, jump)
        chosen = best or nearest
        if chosen is None:
            return None
        _, total, place, jump = chosen
        return total, self._traced(total - int(self.end - self.at[place]), place, jump)

    def _traced(self, now: int, place: int, jump: bool) -> tuple[tuple[int, int], ...]:
        """The joins on the way to downbeat `place` at step `now`, in order."""
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
