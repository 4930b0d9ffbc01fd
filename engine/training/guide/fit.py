"""Fits the logistic model of hits in a guide, and writes `foley/spotting/guide_weights.py`.

    python -m training.guide.fit --examples 160 --seed 1

A quarter of the examples is held back, and says how well the confidence is calibrated.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import backbeat.foley.spotting
from backbeat.foley.spotting.guide import FEATURES, SQUARED, features_of
from backbeat.models.speech import FRAME, SpeechProbability
from backbeat.models.speech import RATE as SPEECH_RATE
from training.guide.examples import RATE, Example, make_example
from training.lips.espeak import Espeak

Float64s = NDArray[np.float64]

_NEAR_S = 0.025
_RIDGE = 3.0


def seen(samples: NDArray[np.float32]) -> tuple[Float64s, Float64s]:
    """When onsets begin in a recording at `RATE`, and what the model sees of each."""
    import soxr

    model = SpeechProbability()
    low = soxr.resample(samples, RATE, SPEECH_RATE).astype(np.float32)
    speech = np.concatenate([model.feed(low), model.finish()])
    starts, features = features_of(samples, RATE, speech, FRAME / SPEECH_RATE)
    return starts / RATE, features


def labelled(times: Float64s, example: Example) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which onsets are hits, and which count: the rest of a hit's own sound is neither."""
    if not len(example.hits_s):
        return np.zeros(len(times), bool), np.ones(len(times), bool)
    late = times[:, None] - example.hits_s[None, :]
    hit = np.asarray((np.abs(late) < _NEAR_S).any(axis=1), np.bool_)
    own = np.asarray(((late > 0) & (late < example.own_s[None, :])).any(axis=1), np.bool_)
    return hit, np.logical_or(hit, ~own)


def fitted(
    features: Float64s, hit: NDArray[np.bool_]
) -> tuple[Float64s, Float64s, Float64s, float]:
    """Mean, spread, weights and bias, by iteratively reweighted least squares with a ridge."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    design = crossed(features, mean, spread)
    design = np.concatenate([design, np.ones((len(design), 1))], axis=1)
    weights = np.zeros(design.shape[1])
    ridge = np.full(design.shape[1], _RIDGE)
    ridge[-1] = 0
    for _ in range(40):
        likely = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (hit - likely) - ridge * weights
        curve = (design * (likely * (1 - likely))[:, None]).T @ design + np.diag(ridge + 1e-6)
        weights = weights + np.linalg.solve(curve, slope)
    return mean, spread, weights[:-1], float(weights[-1])


def crossed(features: Float64s, mean: Float64s, spread: Float64s) -> Float64s:
    """As `guide` sees features."""
    scaled = np.clip((features - mean) / spread, -4, 4)
    squares = np.square(scaled[:, [FEATURES.index(name) for name in SQUARED]])
    return np.concatenate([scaled, squares], axis=1)


def calibration_error(likely: Float64s, hit: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error: by how much confidence is off, over bins of it."""
    at = np.minimum((likely * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(likely[at == number].mean() - hit[at == number].mean()) * (at == number).mean()
            for number in range(bins)
            if (at == number).any()
        )
    )


def collected(
    numbers: Iterable[int], seed: int
) -> tuple[Float64s, NDArray[np.bool_], NDArray[np.int64], int]:
    """The onsets of examples: what is seen, whether they are hits, of which example; and how many
    hits there are."""
    espeak = Espeak()
    rows, hits, whose, total = [], [], [], 0
    for number in numbers:
        example = make_example(np.random.default_rng([seed, number]), espeak)
        times, features = seen(example.samples)
        hit, counts = labelled(times, example)
        rows.append(features[counts])
        hits.append(hit[counts])
        whose.append(np.full(int(counts.sum()), number))
        total += len(example.hits_s)
    return np.concatenate(rows), np.concatenate(hits), np.concatenate(whose), total


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    every, hit, number, total = collected(range(arguments.examples), arguments.seed)
    back = number % 4 == 0
    mean, spread, weights, bias = fitted(every[~back], hit[~back])
    likely = 1 / (1 + np.exp(-(crossed(every[back], mean, spread) @ weights + bias)))
    truth = hit[back]
    print(f"{total} hits, {hit.sum()} onsets of them; {len(every)} onsets in all")
    print(f"held back: calibration error {calibration_error(likely, truth):.3f}")
    for least in (0.15, 0.5, 0.75, 0.9):
        over = likely >= least
        print(
            f"from {least}: precision {truth[over].mean():.2f}, "
            f"recall of onsets {truth[over].sum() / truth.sum():.2f}"
        )
    for name, weight in zip((*FEATURES, *SQUARED), weights, strict=True):
        print(f"{name:18} {weight:6.2f}")
    _write(mean, spread, weights, bias, arguments)


def _write(
    mean: Float64s, spread: Float64s, weights: Float64s, bias: float, asked: argparse.Namespace
) -> None:
    def listed(values: Float64s) -> str:
        return "(\n" + "".join(f"    {value:.5f},\n" for value in values) + ")"

    target = Path(backbeat.foley.spotting.__file__).parent / "guide_weights.py"
    target.write_text(
        '"""Weights of the model of hits in `guide`, by `engine/training/guide`: '
        f'{asked.examples} examples, seed {asked.seed}."""\n\n'
        f"MEAN = {listed(mean)}\nSPREAD = {listed(spread)}\nWEIGHTS = {listed(weights)}\n"
        f'"""Of each feature, then of the squares of some."""\nBIAS = {bias:.5f}\n'
    )


if __name__ == "__main__":
    main()
