"""Stretches of a recording that lie one after another as they were recorded.

Every stretch of eight seconds has places where it may lie. Those of neighbouring stretches that
agree are chained; the chains that explain most are kept, as seeds are chained in the alignment of
genomes (Li, Minimap2, Bioinformatics 2018).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backbeat.sync.align.arrays import Float32s, Float64s, Ints
from backbeat.sync.align.bands import STEPS_PER_S, Heard
from backbeat.sync.align.searching import Places, Searched

STRETCH = 8 * STEPS_PER_S
"""Rows of a stretch."""
MAX_DRIFT = 0.0025
"""Fastest that a clock is looked for to run against another: a pull-down is 0.001."""
_HOP_S, _HOP_OF_LONG_S, _LONG_S = 2.5, 5.0, 1200.0
_PLACES = 16
_SURE = 9.0
"""Score from which the next stretch is looked for where this one leads to only."""
_STILL_SURE = 0.6
"""Share of the score before that it must reach there."""
_LOOK_AROUND = 10
"""Every so many stretches everywhere is searched all the same."""
_REACH = 8
"""Rows around where the last stretch leads to."""
_LEAST = 3.0
"""Score that speaks neither for a place nor against it."""
_NEW_CHAIN = 7.0
"""What the first of a chain costs, in scores: nothing comes together once by chance."""
_SLACK = 3
"""Rows by which neighbours may disagree beyond what drift does."""
_ACROSS = 12
"""Stretches without a place that a chain may cross."""


@dataclass(frozen=True, eq=False)
class Chain:
    """Neighbouring stretches that agree."""

    rows: Ints
    """First row of each stretch, shape (k,), ascending."""
    lags: Ints
    """Row of the reference where row 0 of the recording lies, by each stretch."""
    scores: Float32s
    length: int
    """Rows of a stretch."""

    @property
    def score(self) -> float:
        """How far it stands out from chance."""
        return float((self.scores - _LEAST).sum()) - _NEW_CHAIN

    def line(self) -> tuple[float, float]:
        """Lag at row 0 and its growth a row, robustly."""
        middles = self.rows + self.length / 2
        if len(middles) < 4:
            return float(np.median(self.lags)), 0.0
        slope = _theil_sen(middles, self.lags.astype(float), MAX_DRIFT)
        return float(np.median(self.lags - slope * middles)), slope


def _theil_sen(x: NDArray[np.floating], y: NDArray[np.floating], limit: float) -> float:
    """The median slope of pairs of points, within +-`limit`. Sen, J. Am. Stat. Assoc. 1968."""
    take = np.linspace(0, len(x) - 1, min(len(x), 400)).round().astype(int)
    x, y = x[take], y[take]
    first, second = np.triu_indices(len(x), max(1, len(x) // 4))
    slopes = (y[second] - y[first]) / (x[second] - x[first])
    return float(np.clip(np.median(slopes), -limit, limit))


def chains(
    searched: Searched, other: Heard, stretch: int, report: Callable[[float], None]
) -> list[Chain]:
    """The chains of a recording, in order of time; none overlaps another by much.

    Args:
        searched: the reference.
        other: the recording.
        stretch: rows of each stretch, at most `STRETCH`.
        report: called with the share that is done.
    """
    rows, places = _all_places(searched, other, stretch, report)
    return _chained(rows, places, stretch)


def _all_places(
    searched: Searched, other: Heard, stretch: int, report: Callable[[float], None]
) -> tuple[list[int], list[Places]]:
    hop = round((_HOP_S if other.duration_s < _LONG_S else _HOP_OF_LONG_S) * STEPS_PER_S)
    last = max(len(other.features) - stretch, 0)
    firsts = sorted({*range(0, last, hop), last})
    rows: list[int] = []
    found: list[Places] = []
    before: Places | None = None
    for number, first in enumerate(firsts):
        report(number / len(firsts))
        part = other.features[first : first + stretch]
        if not part.any():
            continue
        here = None
        if before is not None and number % _LOOK_AROUND:
            lag = int(before.lags[0]) + first - rows[-1]
            here = searched.near(part, lag, _REACH + (first - rows[-1]) // 400, before.spread)
            if here.scores[0] < max(_SURE, _STILL_SURE * before.scores[0]):
                here = None
        if here is None:
            here = searched.places(searched.likeness(part), _PLACES)
        if not len(here.lags):
            continue
        rows.append(first)
        found.append(here)
        before = here if here.scores[0] >= _SURE else None
    return rows, found


def _chained(rows: list[int], places: list[Places], length: int) -> list[Chain]:
    """Dynamic programming over every stretch and place: as a place goes on from one before, or
    begins a chain after the best of all that ended before.
    """
    totals: list[Float64s] = []
    came_from: list[list[tuple[int, int] | None]] = []
    starts: list[list[bool]] = []
    best_end: list[tuple[float, tuple[int, int] | None]] = []
    for index, here in enumerate(places):
        gains = np.minimum(here.scores, 30.0).astype(float) - _LEAST
        base, base_at = best_end[-1] if best_end else (0.0, None)
        total = gains + base - _NEW_CHAIN
        origin: list[tuple[int, int] | None] = [base_at] * len(gains)
        begins = [True] * len(gains)
        for back in range(max(0, index - _ACROSS), index):
            apart = rows[index] - rows[back]
            grown = (here.lags[:, np.newaxis] - rows[index]) - (places[back].lags - rows[back])
            allowed = np.abs(grown) <= _SLACK + MAX_DRIFT * apart
            going_on = np.where(allowed, totals[back], -np.inf)
            through = going_on.argmax(axis=1)
            value = gains + going_on[np.arange(len(gains)), through]
            for place in np.flatnonzero(value > total).tolist():
                total[place], origin[place] = value[place], (back, int(through[place]))
                begins[place] = False
        totals.append(total)
        came_from.append(origin)
        starts.append(begins)
        top_place = int(total.argmax())
        before_best = best_end[-1] if best_end else (0.0, None)
        ended = (float(total[top_place]), (index, top_place))
        best_end.append(max(ended, before_best, key=lambda pair: pair[0]))
    found: list[Chain] = []
    at = best_end[-1][1] if best_end else None
    held: list[tuple[int, int]] = []
    while at is not None:
        held.append(at)
        index, place = at
        at = came_from[index][place]
        if starts[index][place]:
            found.append(_chain(held[::-1], rows, places, length))
            held = []
    return found[::-1]


def _chain(
    held: list[tuple[int, int]], rows: list[int], places: list[Places], length: int
) -> Chain:
    firsts = np.array([rows[index] for index, _ in held])
    lags = np.array([places[index].lags[place] for index, place in held])
    scores = np.array([places[index].scores[place] for index, place in held], np.float32)
    return Chain(firsts, lags - firsts, scores, length)
