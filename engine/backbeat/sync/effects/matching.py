"""The offset at which the most impacts that are seen are heard.

Both are moments with a confidence; either misses some and has some too many, so that no pairing is
given beforehand. For each offset, every moment counts by the nearest one of the other kind, under
a bell as wide as both are exact; the best offset is where most of them count. How likely so good a
fit is by chance is told by the same sounds in other orders and tempos (a permutation test: their
gaps are shuffled), and its bounds by drawing pairs anew (the bootstrap; Efron 1979).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64s = NDArray[np.float64]

_STEP_S = 0.004
"""Between offsets that are tried."""
_HEARD_S = 0.006
_SEEN_PICTURES = 0.45
"""How exact sounds and pictures are: a deviation in seconds, and in pictures."""
_COMMON_PICTURES = 1.0
"""What all impacts of a video may be off by in common, as sure as 95 %: nothing says how long its
pictures were exposed, from not at all to all of the time, nor how long it took to read the sensor,
up to 25 ms; and some actions are seen to hit before or after they sound, a stick on a soft button
a picture late. Of six real clips whose sound is in step the medians deviate by .8 pictures."""
_REACH = 3.0
"""Deviations from which on two moments are no pair."""
_APART = 3.0
"""Deviations from the best offset at which another one is another."""
_ORDERS, _DRAWS = 120, 400
_FARTHER = 2.0
"""Up to this many times the longest offset, others are looked for that would fit as well."""
_COARSE = 0.4
"""Between offsets at which other orders are tried, in deviations."""
_TEMPO = (0.08, 0.35)
"""How much faster or slower other orders are, as a logarithm."""
_LONE_S = 1.0
"""By how much a lone sound is moved at most."""
_SURE_LOW, _SURE_HIGH = 2.5, 97.5
"""Percentiles of the bounds: as sure as 95 %."""


@dataclass(frozen=True, eq=False)
class Moments:
    """Moments at which something hits, in order."""

    times_s: Float64s
    """Shape (n,)."""
    confidence: Float64s
    """That each is a hit, shape (n,)."""

    def between(self, start_s: float, end_s: float) -> Moments:
        """Those of a stretch."""
        inside = (self.times_s >= start_s) & (self.times_s < end_s)
        return Moments(self.times_s[inside], self.confidence[inside])


@dataclass(frozen=True, slots=True)
class Pair:
    """An impact that is seen and its sound."""

    seen_s: float
    heard_s: float
    weight: float
    """How sure it is that both are hits."""


@dataclass(frozen=True)
class Offset:
    """How much later the sounds are than the pictures."""

    offset_s: float
    low_s: float
    high_s: float
    """Bounds, as sure as 95 %."""
    by_chance: float
    """How likely sounds in another order fit as well."""
    second: float
    """How well the next best offset fits, as a share of the best; more than 1 where it fits better,
    which only one beyond what was looked for can."""
    second_s: float
    """That offset."""
    at_edge: bool
    """Whether the best fit is at the longest offset that was looked for."""
    pairs: tuple[Pair, ...]

    @property
    def count(self) -> float:
        """How many pairs of sure hits there are: the sum of their weights."""
        return sum(pair.weight for pair in self.pairs)


def spread_s(rate: float) -> float:
    """Deviation of the offsets of single pairs, in seconds.

    Args:
        rate: pictures a second.
    """
    return float(np.hypot(_HEARD_S, _SEEN_PICTURES / rate))


def matched(
    seen: Moments, heard: Moments, rate: float, reach_s: float, seed: int = 0
) -> Offset | None:
    """The offset that fits best; None where there is nothing to match.

    Args:
        seen: impacts in the picture.
        heard: hits in the sound, on the same clock.
        rate: pictures a second.
        reach_s: longest offset that is looked for.
        seed: of the orders and draws; the same gives the same.
    """
    if not len(seen.times_s) or not len(heard.times_s):
        return None
    spread = spread_s(rate)
    reach = round(reach_s / _STEP_S)
    offsets: Float64s = np.arange(-reach, reach + 1, dtype=np.float64) * _STEP_S
    fits = fit(seen, heard, offsets, spread)
    best = int(fits.argmax())
    if fits[best] <= 0:
        return None
    random = np.random.default_rng(seed)
    pairs = _pairs(seen, heard, float(offsets[best]), spread)
    if not pairs:
        return None
    offset, low, high = _bounds(pairs, spread, _COMMON_PICTURES / rate, random)
    second, second_s = _second(
        seen, heard, float(offsets[best]), float(fits[best]), reach_s, spread
    )
    chance = _by_chance(seen, heard, reach_s, spread, random)
    at_edge = best < _REACH or best > len(offsets) - 1 - _REACH
    return Offset(offset, low, high, chance, second, second_s, at_edge, pairs)


def _second(
    seen: Moments, heard: Moments, best_s: float, best_fit: float, reach_s: float, spread: float
) -> tuple[float, float]:
    """How well the next best offset fits, as a share of the best, and that offset.

    It is looked for beyond the longest offset, too: regular hits that are off by more than that
    fit one period away, where they seem to be in step.
    """
    reach = round(_FARTHER * reach_s / _STEP_S)
    offsets: Float64s = np.arange(-reach, reach + 1, dtype=np.float64) * _STEP_S
    others = fit(seen, heard, offsets, spread)
    others[np.abs(offsets - best_s) <= _APART * spread] = 0
    other = int(others.argmax())
    return float(others[other] / best_fit), float(offsets[other])


def fit(seen: Moments, heard: Moments, offsets: Float64s, spread: float) -> Float64s:
    """How well both fit at each offset, shape (k,): about the number of pairs of sure hits.

    Args:
        seen, heard: both kinds of moments.
        offsets: evenly spaced, rising, shape (k,).
        spread: deviation of the offsets of pairs, in seconds.
    """
    bells = _bells(seen, heard, offsets, spread)
    if bells is None:
        return np.zeros(len(offsets))
    one, other, at, values = bells
    width = len(offsets)
    total = np.zeros(width)
    for numbers in (one, other):
        kinds, places = np.unique(numbers, return_inverse=True)
        best = np.zeros((len(kinds), width))
        np.maximum.at(best, (places[:, np.newaxis].repeat(at.shape[1], 1), at), values)
        total += best.sum(0)
    return np.asarray(total / 2, np.float64)


def _bells(
    seen: Moments, heard: Moments, offsets: Float64s, spread: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Float64s] | None:
    """For each pair in reach: its numbers, and the offsets around its own with their values."""
    step = float(offsets[1] - offsets[0])
    reach = float(offsets[-1]) + _REACH * spread
    first = np.searchsorted(heard.times_s, seen.times_s - reach)
    last = np.searchsorted(heard.times_s, seen.times_s + reach)
    one = np.repeat(np.arange(len(seen.times_s)), last - first)
    if not len(one):
        return None
    other = np.concatenate([np.arange(a, b) for a, b in zip(first, last, strict=True)])
    apart = heard.times_s[other] - seen.times_s[one]
    half = int(_REACH * spread / step) + 1
    middle = np.round((apart - offsets[0]) / step).astype(np.int64)
    at = middle[:, np.newaxis] + np.arange(-half, half + 1)
    off = offsets[0] + at * step - apart[:, np.newaxis]
    weights = seen.confidence[one] * heard.confidence[other]
    values = weights[:, np.newaxis] * np.exp(-np.square(off / spread) / 2)
    values[(at < 0) | (at >= len(offsets))] = 0
    return one, other, np.clip(at, 0, len(offsets) - 1), values


def _pairs(seen: Moments, heard: Moments, offset: float, spread: float) -> tuple[Pair, ...]:
    """Impacts and sounds that are nearest to each other at an offset, each in one pair at most."""
    found: list[tuple[float, int, int]] = []
    for number, time in enumerate(seen.times_s):
        low = int(np.searchsorted(heard.times_s, time + offset - _REACH * spread))
        high = int(np.searchsorted(heard.times_s, time + offset + _REACH * spread))
        for other in range(low, high):
            off = abs(float(heard.times_s[other] - time) - offset) / spread
            weight = float(seen.confidence[number] * heard.confidence[other])
            found.append((weight * float(np.exp(-(off**2) / 2)), number, other))
    taken_seen: set[int] = set()
    taken_heard: set[int] = set()
    pairs = []
    for _, number, other in sorted(found, key=lambda one: (-one[0], one[1], one[2])):
        if number in taken_seen or other in taken_heard:
            continue
        taken_seen.add(number)
        taken_heard.add(other)
        pairs.append(
            Pair(
                float(seen.times_s[number]),
                float(heard.times_s[other]),
                float(seen.confidence[number] * heard.confidence[other]),
            )
        )
    return tuple(sorted(pairs, key=lambda pair: pair.seen_s))


def _bounds(
    pairs: tuple[Pair, ...], spread: float, common: float, random: np.random.Generator
) -> tuple[float, float, float]:
    """The weighted mean of the pairs' offsets, outliers counting less, and its bounds."""
    apart = np.array([pair.heard_s - pair.seen_s for pair in pairs])
    weights = np.array([pair.weight for pair in pairs])
    offset = float(_centre(apart[np.newaxis], weights[np.newaxis], spread)[0])
    chosen = random.integers(len(pairs), size=(_DRAWS, len(pairs)))
    # Few pairs happen to agree: each draw is off by what single pairs are, too.
    blurred = apart[chosen] + random.normal(0, spread / 2, chosen.shape)
    drawn = _centre(blurred, weights[chosen], spread)
    low, high = np.percentile(drawn, (_SURE_LOW, _SURE_HIGH))
    middle = (low + high) / 2
    half = float(np.hypot((high - low) / 2, common))
    return offset, min(float(middle) - half, offset), max(float(middle) + half, offset)


def _centre(apart: Float64s, weights: Float64s, spread: float) -> Float64s:
    """Weighted means along the last axis; what is far from the median counts less (Huber)."""
    centre = np.median(apart, axis=-1)
    for _ in range(4):
        off = np.abs(apart - centre[:, np.newaxis]) / spread
        share = weights / np.maximum(off, 1.0)
        centre = (share * apart).sum(-1) / np.maximum(share.sum(-1), 1e-12)
    return np.asarray(centre, np.float64)


def _by_chance(
    seen: Moments, heard: Moments, reach_s: float, spread: float, random: np.random.Generator
) -> float:
    """The share of other orders of the sounds that fit as well at their best offset."""
    count = max(2, round(2 * reach_s / (spread * _COARSE)))
    offsets: Float64s = np.linspace(-reach_s, reach_s, count + 1, dtype=np.float64)
    best = fit(seen, heard, offsets, spread).max()
    orders = (_shuffled(heard, random) for _ in range(_ORDERS))
    as_well = sum(bool(fit(seen, one, offsets, spread).max() >= best) for one in orders)
    return (1 + as_well) / (1 + _ORDERS)


def _shuffled(heard: Moments, random: np.random.Generator) -> Moments:
    """Sounds with the same gaps in another order, at another tempo, from another moment on.

    The tempo differs since regular hits would fit themselves in any order.
    """
    tempo = np.exp(random.choice((-1, 1)) * random.uniform(*_TEMPO))
    gaps = np.diff(heard.times_s) * tempo
    mean = float(gaps.mean()) if len(gaps) else _LONE_S
    times = heard.times_s[0] + np.concatenate([[0.0], np.cumsum(random.permutation(gaps))])
    shift = random.uniform(-mean, mean) - (float(times[-1]) - float(heard.times_s[-1])) / 2
    return Moments(times + shift, random.permutation(heard.confidence))
