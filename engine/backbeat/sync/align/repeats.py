"""Whether a recording would fit elsewhere as well: loops of music, a take that was copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from backbeat.sync.align.arrays import Float32s, Float64s
from backbeat.sync.align.bands import STEPS_PER_S, Heard
from backbeat.sync.align.chains import Chain
from backbeat.sync.align.searching import Searched

_STRETCHES = 5
"""Stretches of a chain that are looked for everywhere."""
_AS_WELL = 0.8
"""Share of the score of the best place. Verses of one song have 0.7 at most."""
_APART = 20
"""Rows between places that count as two."""
_MOST = 30


@dataclass(frozen=True, slots=True)
class Repeats:
    """Other places where a stretch fits as well."""

    count: int
    nearest_s: float
    """How much later the nearest of them is; 0 where there is none."""


def repeats(searched: Searched, other: Heard, found: Sequence[Chain]) -> list[Repeats]:
    """For each chain, where else it fits."""
    return [_elsewhere(searched, other, chain) for chain in found]


def _elsewhere(searched: Searched, other: Heard, chain: Chain) -> Repeats:
    take = np.unique(np.linspace(0, len(chain.rows) - 1, _STRETCHES).round().astype(int))
    offset, slope = chain.line()
    total, origin = np.zeros(0), 0
    for index in take:
        row = int(chain.rows[index])
        alike = searched.likeness(other.features[row : row + chain.length])
        # Element `at` of the likeness is where the chain has this stretch.
        lag = offset + slope * (row + chain.length / 2)
        at = int(np.clip(round(row + lag) + searched.longest, 0, len(alike) - 1))
        if not len(total):
            total, origin = alike.astype(float), at
        else:
            total += _moved(alike, at - origin)
    total -= float(np.median(total))
    near = slice(max(origin - _APART, 0), origin + _APART + 1)
    best = float(total[near].max())
    total[near] = 0.0
    places: list[int] = []
    while len(places) < _MOST:
        at = int(total.argmax())
        if best <= 0 or total[at] < _AS_WELL * best:
            break
        places.append(at)
        total[max(at - _APART, 0) : at + _APART + 1] = 0.0
    if not places:
        return Repeats(0, 0.0)
    nearest = min(places, key=lambda place: (abs(place - origin), place))
    return Repeats(len(places), (nearest - origin) / STEPS_PER_S)


def _moved(values: Float32s, by: int) -> Float64s:
    """Element i of the result is element i + `by`, 0 beyond the ends."""
    moved = np.zeros(len(values))
    low, high = max(0, -by), min(len(values), len(values) - by)
    if low < high:
        moved[low:high] = values[low + by : high + by]
    return moved
