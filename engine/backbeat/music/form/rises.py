"""Drops and builds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backbeat.music.arrays import Float64s, Ints
from backbeat.music.energy import lufs
from backbeat.music.form.bars import BarFeatures

_AROUND = 2
"""Bars compared before and after a drop."""
_MIN_GAIN_LU = 3.5
_MIN_FULLER_DB = 3.0
_SUDDEN = 0.5
"""Least share of the gain in loudness within the drop's first bar."""
_BELOW_LOUD_LU = 5.0
_LOUD_PERCENT = 95
_APART = 4
"""Fewest bars between drops, and before the first."""
_NEAR = 2
"""Bars between a drop, or the start of a build, and the start of the section it belongs to."""
_QUIETEST_LUFS = -70.0
_BUILDS = (16, 12, 8, 6, 4)
"""Lengths of a build, in bars."""
_LONG = 8
_MIN_RISE_DB = (8.0, 5.0)
"""Least rise of a short and of a long build, in dB."""
_UNSTEADY = 0.15
"""Greatest deviation from a straight line, relative to the whole rise."""
_STEP_SHARE = 0.6
"""Greatest share of the rise in one bar."""
_RISING_SHARE = 0.6
"""Least share of bars with more tension than the one before."""
_RISES_DB = 24.0


@dataclass(frozen=True)
class DropCandidate:
    """A drop, in bars."""

    bar: int
    """Index into the grid."""
    gain_lu: float
    low_gain_db: float
    """Gain of kick and bass, in dB."""


@dataclass(frozen=True)
class BuildCandidate:
    """A build, in bars."""

    start: int
    """Index into the grid."""
    end: int
    """Index of the bar after it."""


def find_drops(power: Float64s, features: BarFeatures, starts: Ints) -> list[DropCandidate]:
    """The drops.

    Args:
        power: the K-weighted mean square of each bar, shape (n,).
        features: of each bar.
        starts: the bars that sections begin with. A drop near one is there: a roll that leads up
            to it may be as loud.
    """
    count = len(power)
    if count < _APART + _AROUND:
        return []
    edges = np.arange(_AROUND, count - _AROUND + 1)
    loudness = lufs(power).astype(np.float64)
    gain = _step(loudness_of(power), edges)
    low, high, rises = (
        _step(values, edges)
        for values in (features.low_db, features.high_db, _RISES_DB * features.onset_density)
    )
    first = int(np.argmax(loudness > _QUIETEST_LUFS))
    loud = float(np.percentile(loudness, _LOUD_PERCENT)) - _BELOW_LOUD_LU
    after = np.maximum(loudness[edges], loudness[np.minimum(edges + 1, count - 1)])
    found = (
        (gain >= _MIN_GAIN_LU)
        & (np.maximum(np.maximum(low, high), rises) >= _MIN_FULLER_DB)
        & (loudness[edges] - loudness[edges - 1] >= _SUDDEN * gain)
        & (after >= loud)
        & (edges >= first + _APART)
    )
    chosen: list[DropCandidate] = []
    for place in np.flatnonzero(found)[np.argsort(-gain[found], kind="stable")]:
        bar = _section_reached(int(edges[place]), starts[starts <= edges[-1]])
        place = bar - _AROUND
        if gain[place] > 0 and all(abs(bar - other.bar) >= _APART for other in chosen):
            chosen.append(DropCandidate(bar, float(gain[place]), float(low[place])))
    return sorted(chosen, key=lambda leap: leap.bar)


def find_builds(
    power: Float64s, features: BarFeatures, targets: Ints, starts: Ints
) -> list[BuildCandidate]:
    """The builds that lead up to any of `targets`, indices into the grid, rising.

    Args:
        power: the K-weighted mean square of each bar, shape (n,).
        features: of each bar.
        targets: the bars that a build may lead up to, as indices, rising.
        starts: the bars that sections begin with.
    """
    tension = (loudness_of(power) + features.high_db + _RISES_DB * features.onset_density) / 2
    found: list[BuildCandidate] = []
    for target in targets:
        free = found[-1].end if found else 0
        lengths = [size for size in _BUILDS if free <= target - size]
        climbing = [target - n for n in lengths if _is_build(tension[target - n : target])]
        if climbing:
            whole = [start for start in climbing if start in starts]
            start = whole[0] if whole else max(_snapped(climbing[0], starts), free)
            found.append(BuildCandidate(int(start), int(target)))
    return found


def loudness_of(power: Float64s) -> Float64s:
    """LUFS of each bar, limited to a floor."""
    return np.maximum(lufs(power).astype(np.float64), _QUIETEST_LUFS)


def _section_reached(bar: int, starts: Ints) -> int:
    """The nearest section start a loud bar opens or leads up to; else the bar itself."""
    near = starts[(starts >= max(bar - 1, _AROUND)) & (starts <= bar + _NEAR)]
    return int(near[-1]) if len(near) else bar


def _snapped(bar: int, starts: Ints) -> int:
    """The start of a section near a bar, or the bar."""
    nearest = int(starts[np.abs(starts - bar).argmin()])
    return nearest if abs(nearest - bar) <= _NEAR else bar


def _step(values: Float64s, edges: Ints) -> Float64s:
    """Mean of the bars after each edge less that of the bars before it."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    after = total[edges + _AROUND] - total[edges]
    before = total[edges] - total[edges - _AROUND]
    return np.asarray((after - before) / _AROUND, np.float64)


def _is_build(tension: Float64s) -> bool:
    """Whether tension rises steadily over the bars rather than in one step."""
    size = len(tension)
    place = np.arange(size) - (size - 1) / 2
    slope = float((place * tension).sum() / (place**2).sum())
    rise = slope * (size - 1)
    rest = tension - tension.mean() - slope * place
    steps = np.diff(tension)
    return (
        rise >= _MIN_RISE_DB[size >= _LONG]
        and float(rest.std()) <= _UNSTEADY * rise
        and float(steps.max()) <= _STEP_SHARE * rise
        and float(np.mean(steps > 0)) >= _RISING_SHARE
    )
