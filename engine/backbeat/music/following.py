"""Beats at a named tempo through a known beat: a grid where the music keeps one, else followed.

What is followed is only ever heard near where the next beat is due, so that beats never pass to the
off-beats, however loud those are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.evidence import Evidence
from backbeat.music.steady import Anchor, SteadyGrid, best_grid

_WINDOW = 0.15
"""How far from where it is due a beat is looked for, of the period."""
_LIKELY = 0.07
_PULL, _TEMPO_PULL = 0.5, 0.12
"""How much a beat corrects the place of the next, and the period."""
_AROUND_S = 20.0
"""Around the known beat, in which the first period is found."""
_NEAR = 0.2
"""How far from a tracked beat the known one may lie to be that beat, of the period."""
_BETTER = 1.1
"""How much better than a steady grid beats that waver must agree with what is heard."""
_ENOUGH = 8
"""Beats from which is seen whether they keep a grid, or are on one."""
_ON_GRID = 0.08
"""How far from a grid a beat may lie to be on it, of the period."""
_STEADY_SHARE = 0.75
"""Share of beats that lie on a grid where the tempo is steady."""
_HIT = 0.25
"""Agreement of a beat that is heard."""
_FEW = 0.35
"""Share of the beats that must be heard for a grid to be one that was found."""
_ON_BEAT_S = 0.04
_EXPLAINED = 0.6
"""Or the share of what is heard that must lie within that of a beat, as with eighths of which every
third is heard."""


@dataclass(frozen=True)
class Named:
    """What the user says of the beat."""

    period_s: float
    """Where nothing speaks for any period near it, it is kept exactly."""
    ratio: float
    """By how much the real period may be longer or shorter."""
    anchor: Anchor | None = None
    """Where a beat is known to lie."""

    @property
    def limits(self) -> tuple[float, float]:
        """The shortest and the longest period."""
        return self.period_s / self.ratio, self.period_s * self.ratio


def named_beats(
    evidence: Evidence, tracked: Float64s, span: tuple[float, float], named: Named
) -> Float64s:
    """Beats at about a period, rising, in seconds.

    Args:
        evidence: all that is heard.
        tracked: beats that were tracked at about that period, from which is seen whether the tempo
            is steady; empty where there are none.
        span: the first and the last second at which there may be beats.
        named: the period and the beat.
    """
    first_s, last_s = span
    anchor = named.anchor
    if not len(evidence.times):
        beat_s = anchor.beat_s if anchor else first_s
        return SteadyGrid(named.period_s, beat_s).beats(first_s, last_s)
    grid = best_grid(evidence, *named.limits, named_s=named.period_s, anchor=anchor)
    steady = grid.beats(first_s, last_s)
    agrees = evidence.agreement(steady)
    if anchor:
        candidates = [_followed(evidence, span, named, anchor)]
        near = (
            len(tracked) and float(np.abs(tracked - anchor.beat_s).min()) <= _NEAR * grid.period_s
        )
        if near and _wavers(tracked, named):
            candidates.append(tracked)
        scores = [float(evidence.agreement(beats).sum()) for beats in candidates]
        best = int(np.argmax(scores))
        if scores[best] > _BETTER * float(agrees.sum()):
            return candidates[best]
    if _found(grid, agrees, evidence):
        return steady
    grid = best_grid(evidence, named.period_s, named.period_s, anchor=anchor)
    return grid.beats(first_s, last_s)


def _wavers(tracked: Float64s, named: Named) -> bool:
    """Whether the beats that were tracked keep no grid, not even one that they change sides on."""
    if len(tracked) < _ENOUGH:
        return False
    shortest_s, longest_s = (limit / 2 for limit in named.limits)
    halves = best_grid(Evidence(tracked, np.ones(len(tracked))), shortest_s, longest_s)
    turns = (tracked - halves.beat_s) / halves.period_s
    on_grid = np.abs(turns - np.round(turns)) <= 2 * _ON_GRID
    return float(on_grid.mean()) < _STEADY_SHARE


def _found(grid: SteadyGrid, agreement: Float64s, evidence: Evidence) -> bool:
    """Whether enough of the grid's beats are heard, or enough of what is heard lies on them."""
    if not len(agreement) or (agreement >= _HIT).mean() >= _FEW:
        return True
    turns = (evidence.times - grid.beat_s) / grid.period_s
    away = np.abs(turns - np.round(turns)) * grid.period_s
    on_grid = evidence.weights[away <= _ON_BEAT_S]
    enough = len(on_grid) >= _ENOUGH
    return enough and bool(on_grid.sum() >= _EXPLAINED * evidence.weights.sum())


def _followed(
    evidence: Evidence, span: tuple[float, float], named: Named, anchor: Anchor
) -> Float64s:
    """Beats that follow the music both ways from the known one."""
    first_s, last_s = span
    around = evidence.within(anchor.beat_s - _AROUND_S, anchor.beat_s + _AROUND_S)
    start = SteadyGrid(named.period_s, anchor.beat_s)
    if len(around.times):
        start = best_grid(around, *named.limits, named_s=named.period_s, anchor=anchor)
    ahead = _one_way(evidence.times, evidence.weights, start, last_s, named.limits)
    back = _one_way(
        -evidence.times[::-1],
        evidence.weights[::-1],
        SteadyGrid(start.period_s, -start.beat_s),
        -first_s,
        named.limits,
    )
    both = np.array([*(-time for time in back[:0:-1]), *ahead])
    return both[(both >= first_s) & (both <= last_s)]


def _one_way(
    times: Float64s,
    weights: Float64s,
    start: SteadyGrid,
    last_s: float,
    limits: tuple[float, float],
) -> list[float]:
    """The beat of `start` and those after it."""
    beats = [start.beat_s]
    due, period = start.beat_s + start.period_s, start.period_s
    while due <= last_s:
        near = slice(*np.searchsorted(times, (due - _WINDOW * period, due + _WINDOW * period)))
        time, pull = due, 0.0
        if near.stop > near.start:
            away = (times[near] - due) / (_LIKELY * period)
            likely = weights[near] * np.exp(-0.5 * away**2)
            best = int(likely.argmax())
            pull, time = float(likely[best]), float(times[near][best])
        error = time - due
        # A beat that is hardly heard stays where it is due.
        beats.append(due + error * min(1.0, 2 * pull))
        period = float(np.clip(period + _TEMPO_PULL * pull * error, *limits))
        due += _PULL * pull * error + period
    return beats
