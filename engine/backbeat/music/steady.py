"""The constant grid that agrees best with all that is heard.

Every tempo and phase is tried, and the one on whose beats most evidence lies is taken. A stretch
whose beats lie elsewhere therefore takes nothing away from the rest, as it would from a line
of least squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s
from backbeat.music.evidence import Evidence

_WIDTH_S = 0.025
"""Deviation from a grid within which evidence counts."""
_NARROW, _WIDE = 0.02, 0.06
"""The same as a share of the period, at the least and the most."""
_EXACT_S = 0.008
"""How far two neighbouring candidates lie apart at the end of a span."""
_FIRST_SPAN_S = 300.0
_FURTHER = 12
"""Candidates tried on each side of the best, on each longer span."""
_PHASES = 100
_AT_ONCE = 1 << 20
_PREFERENCE = 0.02
"""Deviation from the named period at which a grid counts 60 %."""
_REFINEMENTS = 4
_ANCHOR_SHARE = 0.05
"""What an anchor that may be off counts, of all the evidence."""


@dataclass(frozen=True)
class SteadyGrid:
    """Beats at a constant distance."""

    period_s: float
    beat_s: float
    """One of its beats, in seconds."""

    def beats(self, first_s: float, last_s: float) -> Float64s:
        """Its beats from `first_s` to `last_s`, both included."""
        first = np.ceil((first_s - self.beat_s) / self.period_s - 1e-9)
        last = np.floor((last_s - self.beat_s) / self.period_s + 1e-9)
        return np.asarray(self.beat_s + self.period_s * np.arange(first, last + 1))

    def distance(self, time_s: float) -> float:
        """Seconds from a moment to the nearest beat."""
        turns = (time_s - self.beat_s) / self.period_s
        return abs(turns - round(turns)) * self.period_s


@dataclass(frozen=True)
class Anchor:
    """Where a beat is known to lie."""

    beat_s: float
    tolerance_s: float = 0.0
    """How far off it may be."""


def best_grid(
    evidence: Evidence,
    shortest_s: float,
    longest_s: float,
    *,
    named_s: float | None = None,
    anchor: Anchor | None = None,
) -> SteadyGrid:
    """The grid on which most of the evidence lies.

    Args:
        evidence: one moment at least.
        shortest_s: the shortest period; the same as `longest_s` where it is known exactly.
        longest_s: the longest.
        named_s: the period that the user named, preferred to others.
        anchor: where a beat is known to lie.
    """
    times = evidence.times
    middle = anchor.beat_s if anchor else float(times[0] + times[-1]) / 2
    reach = max(abs(float(times[0]) - middle), abs(float(times[-1]) - middle), longest_s)
    span = min(_FIRST_SPAN_S / 2, reach)
    low, high = shortest_s, longest_s
    while True:
        here = evidence.within(middle - span - longest_s, middle + span + longest_s)
        step = _EXACT_S * shortest_s / span
        periods = np.linspace(low, high, max(1, round((high - low) / step) + 1))
        score = _scores(here, periods, anchor)
        if named_s:
            score *= np.exp(-0.5 * ((periods / named_s - 1) / _PREFERENCE) ** 2)
        period = float(periods[score.argmax()])
        if span >= reach:
            break
        low = max(shortest_s, period - _FURTHER * step)
        high = min(longest_s, period + _FURTHER * step)
        span = min(2 * span, reach)
    exact = shortest_s == longest_s
    found = _refined(evidence, period, anchor, exact=exact)
    if exact or anchor is None or found.distance(anchor.beat_s) <= anchor.tolerance_s:
        return found
    # It left the known beat for others further off, by a period that is a little wrong.
    period = named_s or (shortest_s + longest_s) / 2
    return best_grid(evidence, period, period, anchor=anchor)


def _width(period_s: float) -> float:
    """Deviation within which evidence counts, as a share of the period."""
    return float(np.clip(_WIDTH_S / period_s, _NARROW, _WIDE))


def _scores(evidence: Evidence, periods: Float64s, anchor: Anchor | None) -> Float64s:
    """How much evidence lies on the best grid of each period."""
    if not len(evidence.times):
        return np.zeros(len(periods))
    at_once = max(1, _AT_ONCE // len(evidence.times))
    parts = [
        _phase_scores(evidence, periods[first : first + at_once], anchor).max(axis=1)
        for first in range(0, len(periods), at_once)
    ]
    return np.concatenate(parts)


def _phase_scores(evidence: Evidence, periods: Float64s, anchor: Anchor | None) -> Float64s:
    """How much evidence lies on a grid of each period and phase; shape (periods, phases).

    Phases count from the anchor, else from 0; those that the anchor rules out have less than none.
    """
    from_s = anchor.beat_s if anchor else 0.0
    turns = (evidence.times - from_s) / periods[:, np.newaxis]
    if anchor and not anchor.tolerance_s:
        away = (turns - np.round(turns)) / _width(float(periods.mean()))
        return np.asarray(np.exp(-0.5 * away**2) @ evidence.weights)[:, np.newaxis]
    rows = np.arange(len(periods))[:, np.newaxis] * _PHASES
    places = np.floor((turns % 1) * _PHASES).astype(np.intp) % _PHASES + rows
    weights = np.broadcast_to(evidence.weights, places.shape)
    sums = np.bincount(places.ravel(), weights.ravel(), len(periods) * _PHASES)
    turn = np.arange(_PHASES) / _PHASES
    turn = np.minimum(turn, 1 - turn)
    kernel = np.exp(-0.5 * (turn / _width(float(periods.mean()))) ** 2)
    spectrum = np.fft.rfft(sums.reshape(-1, _PHASES), axis=1) * np.fft.rfft(kernel)
    score = np.fft.irfft(spectrum, _PHASES, axis=1)
    if anchor:
        allowed = turn[np.newaxis] * periods[:, np.newaxis] <= anchor.tolerance_s + 1e-9
        away = turn[np.newaxis] * periods[:, np.newaxis] / anchor.tolerance_s
        known = _ANCHOR_SHARE * float(evidence.weights.sum()) * np.exp(-2 * away**2)
        score = np.where(allowed, score + known, -1.0)
    return np.asarray(score, np.float64)


def _refined(
    evidence: Evidence, period: float, anchor: Anchor | None, *, exact: bool
) -> SteadyGrid:
    """The same grid, laid through the evidence that it found."""
    fixed = anchor is not None and not anchor.tolerance_s
    score = _phase_scores(evidence, np.array([period]), anchor)[0]
    beat_s = (anchor.beat_s if anchor else 0.0) + float(score.argmax()) / _PHASES * period
    if fixed and anchor is not None:
        beat_s = anchor.beat_s
    elif anchor is not None and beat_s - anchor.beat_s > period / 2:
        beat_s -= period
    for _ in range(_REFINEMENTS):
        turns = np.round((evidence.times - beat_s) / period)
        away = evidence.times - beat_s - turns * period
        near = np.abs(away) <= 2 * _width(period) * period
        weights = evidence.weights[near]
        # Weights of the middle count most, so that what is beside the beat draws less.
        weights = weights * np.exp(-0.5 * (away[near] / (_width(period) * period)) ** 2)
        if weights.sum() <= 0:
            break
        here, off = turns[near], away[near]
        centre = 0.0 if fixed else float(weights @ here / weights.sum())
        mean = 0.0 if fixed else float(weights @ off / weights.sum())
        spread = float(weights @ (here - centre) ** 2)
        slope = 0.0 if exact or spread <= 0 else float(weights @ ((here - centre) * off) / spread)
        beat_s += mean - slope * centre
        period += slope
    return SteadyGrid(period, beat_s)
