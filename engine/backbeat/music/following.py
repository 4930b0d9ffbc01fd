"""Beats at a named tempo through a known beat: a grid where the music keeps one, else followed.

What is followed is only ever heard near where the next beat is due, so that beats never pass to the
off-beats, however loud those are.
"""

from __future__ import annotations

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
_BETTER = 1.15
"""How much better than a grid beats that waver must agree with what is heard."""
_HIT = 0.25
_FEW = 0.35
"""Share of beats with something to hear at them below which a grid is none that was found."""


def named_beats(
    evidence: Evidence,
    span: tuple[float, float],
    period_s: float,
    ratio: float,
    anchor: Anchor | None,
) -> Float64s:
    """Beats at about a period, rising, in seconds.

    Args:
        evidence: all that is heard.
        span: the first and the last second at which there may be beats.
        period_s: the named one. Where nothing speaks for any near it, it is kept exactly.
        ratio: by how much the real period may be longer or shorter.
        anchor: where a beat is known to lie.
    """
    first_s, last_s = span
    if not len(evidence.times):
        beat_s = anchor.beat_s if anchor else first_s
        return SteadyGrid(period_s, beat_s).beats(first_s, last_s)
    limits = (period_s / ratio, period_s * ratio)
    grid = best_grid(evidence, *limits, named_s=period_s, anchor=anchor)
    steady = grid.beats(first_s, last_s)
    agrees = evidence.agreement(steady)
    start_s = grid.beat_s if anchor else (first_s + last_s) / 2
    around = evidence.within(start_s - _AROUND_S, start_s + _AROUND_S)
    if len(around.times):
        local = best_grid(around, *limits, named_s=period_s, anchor=anchor)
        wavering = _followed(evidence, span, local, limits)
        follows = evidence.agreement(wavering)
        if follows.sum() > _BETTER * agrees.sum() and _hits(follows) >= _FEW:
            return wavering
    if _hits(agrees) >= _FEW:
        return steady
    grid = best_grid(evidence, period_s, period_s, anchor=anchor)
    return grid.beats(first_s, last_s)


def _hits(agreement: Float64s) -> float:
    """The share of beats at which something is heard."""
    return float((agreement >= _HIT).mean()) if len(agreement) else 0.0


def _followed(
    evidence: Evidence,
    span: tuple[float, float],
    start: SteadyGrid,
    limits: tuple[float, float],
) -> Float64s:
    """Beats that follow the music both ways from one beat of `start`."""
    first_s, last_s = span
    ahead = _one_way(evidence.times, evidence.weights, start, last_s, limits)
    back = _one_way(
        -evidence.times[::-1],
        evidence.weights[::-1],
        SteadyGrid(start.period_s, -start.beat_s),
        -first_s,
        limits,
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
