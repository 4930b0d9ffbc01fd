"""Where the cuts of one stretch fall: a shortest path over ticks, shots so far, and lengths.

The path has a given number of shots. It minimizes the sum, over its shots, of

- length: the squared octaves between a shot's length and the length wanted there;
- place: how weak the beat is that the shot ends on, less its accent; nothing where the stretch
  ends, which is cut in any case;
- sameness: growing with every further shot of one length in a row, and infinite beyond the longest
  run allowed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.cutting.pacing.pattern import Place
from backbeat.cutting.pacing.ticks import Ticks

_PLACE_COST = {
    Place.DOWNBEAT: 0.0,
    Place.HALF_BAR: 0.8,
    Place.BEAT: 1.1,
    Place.HALF_BEAT: 1.6,
}
_TOO_WEAK = 4.0
"""Further cost of a place weaker than the pattern cuts on."""
_PHRASE = -0.4
_SAMENESS = 0.2
"""Cost of the second shot of one length in a row; the third costs twice that, and so on."""
_RELEASED = 8.0
"""Cost of leaving a held shot before its time, an octave."""
_IRREGULAR_BARS = 1.5
"""Longest shot, in bars, that may end on a weak beat."""
_SHORTER, _LONGER = 4.0, 4.0
"""How many times shorter, or longer, than wanted a shot may be, if there is another way."""
_EIGHTHS = 8
"""Lengths are the same that are within one part in this many of a beat."""


@dataclass(frozen=True, slots=True)
class Run:
    """The shots of one length that end where a stretch starts."""

    length: int = -1
    """In eighths of a beat; -1: none."""
    shots: int = 0


@dataclass(frozen=True)
class Rules:
    """What holds for every stretch of an edit."""

    cut_on: Place
    accents: float
    """Cost that an accent of full strength takes off."""
    longest_run: int | None
    """Most shots of one length in a row; None: sameness costs nothing."""
    min_frames: int
    """Shortest shot."""
    held: frozenset[int]
    """Ticks whose shots are held longer, and not left early."""
    phrases: frozenset[int]
    """Ticks that phrases start on."""


@dataclass(frozen=True)
class Placed:
    """The cuts of one stretch."""

    cuts: tuple[int, ...]
    """Ticks inside it, ascending."""
    run: Run
    """What ends with it."""


@dataclass
class _Column:
    """The cheapest ways to a tick by a last shot of one length, shape (shots + 1, runs)."""

    cost: NDArray[np.float64]
    tick: NDArray[np.intp]
    length: NDArray[np.intp]
    run: NDArray[np.intp]
    """Where each came from."""


def place(
    ticks: Ticks,
    start: int,
    end: int,
    shots: int,
    phases: NDArray[np.float64],
    rules: Rules,
    before: Run,
) -> Placed:
    """Places the cuts between two ticks.

    Args:
        ticks: of the music.
        start, end: ticks that are cut in any case.
        shots: how many, at least one. Where there is no room for them the nearest number is taken.
        phases: how many shots of the wanted lengths fit up to each tick.
        rules: of the pattern.
        before: the run of equal lengths that ends at `start`.
    """
    runs = rules.longest_run or 1
    unit = max(float(phases[end] - phases[start]) / shots, 1e-9)
    first = _empty(shots, runs)
    first.cost[0, max(min(before.shots, runs) - 1, 0)] = 0.0
    grown: list[float] = phases.tolist()
    columns: dict[int, dict[int, _Column]] = {start: {before.length: first}}
    place_costs = [_place_cost(ticks, tick, rules) for tick in range(start, end)] + [0.0]
    for tick in range(start, end):
        if tick not in columns:
            continue
        here = columns[tick]
        others = _Others(here)
        for to in _next_ticks(ticks, tick, end, grown, unit, rules):
            octaves = math.log2((grown[to] - grown[tick]) / unit)
            cost = octaves**2 + place_costs[to - start]
            if tick in rules.held and octaves < 0:
                cost += _RELEASED * -octaves
            length = round((ticks[to].position - ticks[tick].position) * _EIGHTHS)
            reached = _extended(here, others, tick, length, cost, rules, shots, runs)
            there = columns.setdefault(to, {})
            there[length] = _cheaper(there[length], reached) if length in there else reached
    if not any(np.isfinite(column.cost).any() for column in columns[end].values()):
        # One shot, as long as all those before it: nothing else fits.
        return place(ticks, start, end, shots, phases, rules, Run())
    return _traced(columns, start, end, shots)


def _place_cost(ticks: Ticks, tick: int, rules: Rules) -> float:
    at = ticks[tick]
    cost = _PLACE_COST[at.place] - rules.accents * at.accent
    if at.place > rules.cut_on:
        cost += _TOO_WEAK
    if tick in rules.phrases:
        cost += _PHRASE
    return cost


def _next_ticks(
    ticks: Ticks, tick: int, end: int, phases: Sequence[float], unit: float, rules: Rules
) -> list[int]:
    """Where a shot that starts at a tick may end; the end of the stretch is always among them."""
    here = ticks[tick]
    irregular = _IRREGULAR_BARS * ticks.beats_per_bar
    found: list[int] = []
    for to in range(tick + 1, end):
        there = ticks[to]
        share = (phases[to] - phases[tick]) / unit
        if share > _LONGER:
            break
        long_enough = (
            there.frame - here.frame >= rules.min_frames
            and ticks[end].frame - there.frame >= rules.min_frames
        )
        length = there.position - here.position
        regular = not ticks.has_beats or there.place <= Place.HALF_BAR or length <= irregular
        if long_enough and regular and share >= 1 / _SHORTER:
            found.append(to)
    return [*found, end]


def _empty(shots: int, runs: int) -> _Column:
    shape = (shots + 1, runs)
    return _Column(
        np.full(shape, np.inf),
        np.full(shape, -1, np.intp),
        np.zeros(shape, np.intp),
        np.zeros(shape, np.intp),
    )


class _Others:
    """The cheapest way to a tick by any length but one, for each number of shots."""

    def __init__(self, columns: dict[int, _Column]) -> None:
        self.lengths = np.array(list(columns), np.intp)
        runs = np.stack([column.cost.argmin(axis=1) for column in columns.values()])
        costs = np.stack([column.cost.min(axis=1) for column in columns.values()])
        order = np.argsort(costs, axis=0, kind="stable")
        self._best, self._second = order[0], order[min(1, len(order) - 1)]
        self._costs, self._runs = costs, runs

    def than(
        self, length: int | None
    ) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
        """Cost, length and run of the cheapest, each of shape (shots + 1,); None: of all."""
        which = self._best
        same = np.zeros(len(which), bool)
        if length is not None:
            same = self.lengths[self._best] == length
            which = np.where(same, self._second, self._best)
        at = np.arange(len(which))
        cost = self._costs[which, at]
        if length is not None:
            cost = np.where(self.lengths[which] == length, np.inf, cost)
        return cost, self.lengths[which], self._runs[which, at]


def _extended(
    here: dict[int, _Column],
    others: _Others,
    tick: int,
    length: int,
    cost: float,
    rules: Rules,
    shots: int,
    runs: int,
) -> _Column:
    """The ways to a tick with one more shot, of `length`, that starts at `tick`."""
    found = _empty(shots, runs)
    even = rules.longest_run is None
    best, of_length, of_run = others.than(None if even else length)
    found.cost[1:, 0] = best[:-1] + cost
    found.tick[1:, 0] = tick
    found.length[1:, 0] = of_length[:-1]
    found.run[1:, 0] = of_run[:-1]
    if not even and length in here and runs > 1:
        sameness = _SAMENESS * np.arange(1, runs)
        found.cost[1:, 1:] = here[length].cost[:-1, :-1] + cost + sameness
        found.tick[1:, 1:] = tick
        found.length[1:, 1:] = length
        found.run[1:, 1:] = np.arange(runs - 1)
    return found


def _cheaper(one: _Column, other: _Column) -> _Column:
    takes = other.cost < one.cost
    return _Column(
        np.where(takes, other.cost, one.cost),
        np.where(takes, other.tick, one.tick),
        np.where(takes, other.length, one.length),
        np.where(takes, other.run, one.run),
    )


def _traced(columns: dict[int, dict[int, _Column]], start: int, end: int, shots: int) -> Placed:
    last = columns[end]
    finite = np.any([np.isfinite(column.cost).any(axis=1) for column in last.values()], axis=0)
    reachable = [int(count) for count in np.flatnonzero(finite)]
    count = min(reachable, key=lambda each: (abs(each - shots), each))
    length = min(last, key=lambda each: float(last[each].cost[count].min()))
    run = int(last[length].cost[count].argmin())
    ends = Run(length, run + 1)
    cuts: list[int] = []
    tick = end
    while tick != start:
        column = columns[tick][length]
        tick, length, run, count = (
            int(column.tick[count, run]),
            int(column.length[count, run]),
            int(column.run[count, run]),
            count - 1,
        )
        if tick != start:
            cuts.append(tick)
    return Placed(tuple(reversed(cuts)), ends)
