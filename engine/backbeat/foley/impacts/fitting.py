"""Fits a head to features whose impacts are known: logistic regression that stays near a start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from backbeat.foley.impacts.heads import Head, rarity
from backbeat.foley.impacts.sampling import rate_of

Float32s = NDArray[np.float32]
Float64s = NDArray[np.float64]

TAPS = 3
"""Pictures whose features a fitted head sees."""
_SHARP = 0.9
"""Standard deviation of a target about its impact, in pictures: as the network was trained."""
_OF_IMPACTS = 3.0
"""How much more an impact counts than a picture without, likewise."""
_HOLD = 0.03
"""How strongly weights are held to those before."""
_STEPS, _RATE = 300, 0.05
_DECAYS = (0.9, 0.99)


@dataclass(frozen=True)
class Stretch:
    """A stretch of footage whose impacts are known."""

    features: Float32s
    """Shape (n, features)."""
    times_s: Float64s
    """Shape (n,)."""
    impacts_s: tuple[float, ...]
    """All that is hit in it, on the clock of the times."""

    @property
    def rate(self) -> float:
        """Pictures a second that were seen."""
        return rate_of(self.times_s)


def fitted(stretches: Sequence[Stretch], head: Head, hold: float = _HOLD) -> Head:
    """The head with weights that suit some stretches, the rest of it as before.

    Args:
        stretches: what it is fitted to; one at least, with a picture at least.
        head: where the weights start, and what they are held to.
        hold: how strongly.
    """
    before = _with_taps(head.weights)
    seen = np.concatenate([_beside(one.features, TAPS) for one in stretches])
    target = np.concatenate([_target(one) for one in stretches])
    known = np.concatenate([np.full(len(one.times_s), rarity(one.rate)) for one in stretches])
    spread = seen.std(0) + 1e-3
    x = seen / spread
    start = np.append(before.ravel() * spread, head.bias)
    found = _adam(x, known, target, start, hold)
    weights = (found[:-1] / spread).reshape(before.shape).astype(np.float32)
    return replace(head, weights=weights, bias=float(found[-1]))


def _adam(x: Float64s, known: Float64s, target: Float64s, start: Float64s, hold: float) -> Float64s:
    """Minimises the mean cross-entropy and `hold` times the squared way from the start, by Adam
    (Kingma and Ba 2015); `known` is added to what each row says."""
    weight = 1 + _OF_IMPACTS * target
    weight /= weight.sum()
    at, mean, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    first, second = _DECAYS
    for number in range(1, _STEPS + 1):
        wrong = weight * (1 / (1 + np.exp(-(x @ at[:-1] + at[-1] + known))) - target)
        slope = np.append(x.T @ wrong, wrong.sum()) + hold * (at - start)
        mean = first * mean + (1 - first) * slope
        square = second * square + (1 - second) * slope**2
        rate = _RATE * (1 - number / (_STEPS + 1))
        at -= rate * (mean / (1 - first**number)) / (np.sqrt(square / (1 - second**number)) + 1e-8)
    return at


def _with_taps(weights: Float32s) -> Float64s:
    """Weights for `TAPS` pictures that say the same."""
    wider = (TAPS - len(weights)) // 2
    return np.pad(weights.astype(np.float64), ((wider, wider), (0, 0)))


def _beside(features: Float32s, taps: int) -> Float64s:
    """Each picture's features after those of the pictures before it and before those after."""
    side = taps // 2
    padded = np.pad(features, ((side, side), (0, 0)), "edge").astype(np.float64)
    return np.concatenate([padded[tap : tap + len(features)] for tap in range(taps)], axis=1)


def _target(stretch: Stretch) -> Float64s:
    numbers = np.arange(len(stretch.times_s))
    target = np.zeros(len(numbers))
    for moment in np.interp(stretch.impacts_s, stretch.times_s, numbers).tolist():
        target = np.maximum(target, np.exp(-0.5 * ((numbers - moment) / _SHARP) ** 2))
    return target
