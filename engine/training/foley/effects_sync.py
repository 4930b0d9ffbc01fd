"""Fits how often an offset of effects is right, on moments that are drawn.

Impacts are drawn as chance has them, as steps, and as bounces; what is seen of them misses some, has
some too many, and is off by part of a picture; what is heard likewise, but exact, and moved by an
offset. In a third of the cases sounds belong to something else. The constants that it prints are those
of `backbeat.sync.effects.judging`. Run: python -m engine.training.foley.effects_sync 600
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from backbeat.sync.effects.matching import Moments, Offset, matched

Float64s = NDArray[np.float64]

_REACH_S, _MOST_S = 0.5, 0.4
_RATES = (15, 24, 25, 30, 50)
_LEAST_S = 0.03
"""An offset is right that is off by less than this, or than a picture."""


def drawn(random: np.random.Generator, seconds: float) -> Float64s:
    """Moments of one kind."""
    kind = random.integers(3)
    if kind == 0:
        count = int(random.poisson(seconds * random.uniform(0.4, 2.5)))
        return np.sort(random.uniform(0, seconds, count))
    if kind == 1:
        gap = random.uniform(0.35, 0.7)
        steps = np.arange(random.uniform(0, gap), seconds, gap)
        return np.sort(steps + random.normal(0, 0.06 * gap, len(steps)))
    found: list[float] = []
    at = random.uniform(0, 1)
    while at < seconds:
        gap = random.uniform(0.6, 1.2)
        while gap > 0.12 and at < seconds:
            found.append(at)
            at += gap
            gap *= random.uniform(0.7, 0.85)
        at += random.uniform(0.3, 1.5)
    return np.array(found)


def detected(
    times_s: Float64s, random: np.random.Generator, recall: float, precision: float, off_s: float
) -> Moments:
    """What a detector makes of moments."""
    kept = times_s[random.random(len(times_s)) < recall]
    kept = kept + random.normal(0, off_s, len(kept))
    count = int(random.poisson(len(kept) * (1 / precision - 1))) if len(kept) else 2
    span = float(times_s[-1]) if len(times_s) else 10.0
    every = np.concatenate([kept, random.uniform(0, span, count)])
    sure = np.concatenate([random.beta(4, 2, len(kept)), random.beta(2, 3.5, count)])
    order = np.argsort(every)
    return Moments(every[order], sure[order])


def case(random: np.random.Generator, belongs: bool) -> tuple[Offset | None, float, float]:
    """An offset as it is found, the true one, and pictures a second."""
    seconds, rate = random.uniform(4, 40), float(random.choice(_RATES))
    true, offset = drawn(random, seconds), random.uniform(-_MOST_S, _MOST_S)
    off_s = random.uniform(0.3, 0.5) / rate
    seen = detected(true, random, random.uniform(0.3, 0.9), random.uniform(0.35, 0.95), off_s)
    sounding = true if belongs else drawn(random, seconds)
    recall, precision = random.uniform(0.7, 1), random.uniform(0.5, 1)
    heard = detected(sounding + offset, random, recall, precision, 0.004)
    return matched(seen, heard, rate, _REACH_S), offset, rate


def fitted(features: Float64s, right: NDArray[np.bool_]) -> Float64s:
    """Weights of a logistic model, by Newton's method."""
    weights = np.zeros(features.shape[1])
    for _ in range(60):
        likely = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (right - likely) - 0.01 * weights
        bend = (features * (likely * (1 - likely))[:, np.newaxis]).T @ features
        weights = weights + np.linalg.solve(bend + 0.01 * np.eye(len(weights)), slope)
    return np.asarray(weights, np.float64)


def main(count: int) -> None:
    """Draws, fits, and prints."""
    random = np.random.default_rng(7)
    rows, right = [], []
    for number in range(count):
        belongs = number % 3 != 0
        found, offset, rate = case(random, belongs)
        if found is None:
            continue
        rows.append([1, np.log(found.by_chance), found.second, np.log(max(found.count, 0.05))])
        near = abs(found.offset_s - offset) < max(1 / rate, _LEAST_S)
        right.append(belongs and near)
    weights = fitted(np.array(rows, np.float64), np.array(right, np.bool_))
    print("bias, per chance, per second, per count:", weights.round(2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
