"""Fits the confidence of the instrument on generated voices with simulated faces.

`python -m training.lips.calibrate FOLDER` prints the coefficients of `sync/lips/confidence.py`. The
shards must not be those that trained the maps. A simulated face moves as its voice lets expect, in
part: the rest is the movement of somebody else's speech, since what a map does not know of a real
face is as fast and as lively as speech. How large that part is differs from face to face.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backbeat.sync.lips.confidence import LONGEST_S
from backbeat.sync.lips.expected import Expected, by_features, by_sounds
from backbeat.sync.lips.judging import Seen, judge
from backbeat.sync.lips.matching import Match
from backbeat.sync.lips.movement import FEATURES, STEP_S, speech_band
from training.lips.examples import LENGTH_S

_REACH_S, _LONGEST_SHIFT_S, _NEAR_S = 0.5, 0.4, 0.04
_FACES = 30
"""Simulated faces to a voice."""

Float64s = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Voice:
    expected: Expected
    lips: Float64s


def main() -> None:
    """Prints the coefficients."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for method in ("features", "spectrum"):
        voices = [_voice(path, method) for path in sorted(folder.glob("*.npz"))]
        own, others = list(_own(voices)), list(_others(voices))
        right = [(match, abs(match.offset_s - shift) <= _NEAR_S) for match, shift in own]
        belongs = [(match, True) for match, _ in own] + [(match, False) for match in others]
        print(method, len(own), "own", len(others), "others")
        print("  right", _fitted(right))
        print("  own", _fitted(belongs))


def _voice(path: Path, method: str) -> _Voice:
    with np.load(path) as shard:
        lips = shard["lips"].astype(np.float64)
        if method == "features":
            expected = by_features(shard["features"].astype(np.float32))
        else:
            expected = by_sounds(shard["sounds"].astype(np.float32))
    return _Voice(expected, lips)


def _own(voices: list[_Voice]) -> Iterator[tuple[Match, float]]:
    """Matches of voices with their own faces, moved by a known shift."""
    rng = np.random.default_rng(1)
    for index, voice in enumerate(voices):
        for _ in range(_FACES):
            shift = float(rng.uniform(-_LONGEST_SHIFT_S, _LONGEST_SHIFT_S))
            face = _face(rng, voice.lips, voices[(index + 1) % len(voices)].lips)
            match = _match(rng, face, voice.expected, shift)
            if match is not None:
                yield match, shift


def _others(voices: list[_Voice]) -> Iterator[Match]:
    """Matches of voices with the faces of others."""
    rng = np.random.default_rng(2)
    for index, voice in enumerate(voices):
        for step in range(1, _FACES + 1):
            other = voices[(index + step) % len(voices)].lips
            face = _face(rng, other, voices[(index + step + 1) % len(voices)].lips)
            match = _match(rng, face, voice.expected, 0.0)
            if match is not None:
                yield match


def _face(rng: np.random.Generator, own: Float64s, rest: Float64s) -> Float64s:
    """Lips of somebody: each feature in their own way, seen 24 to 60 times a second."""
    count = min(len(own), len(rest))
    share = rng.uniform(0.1, 0.85)
    habits = np.clip(share + rng.normal(0, 0.2, FEATURES), 0, 1)
    moved = habits * own[:count] + np.sqrt(1 - habits**2) * np.roll(
        rest[:count], int(rng.integers(count)), 0
    )
    moved += rng.normal(0, rng.uniform(0.02, 0.3), moved.shape)
    rate = rng.choice((24, 25, 30, 50, 60))
    at = np.arange(0, count * STEP_S, 1 / rate)
    grid = np.arange(count) * STEP_S
    sampled = [np.interp(at, grid, column) for column in moved.T]
    return np.stack([np.interp(grid, at, column) for column in sampled], 1)


def _match(
    rng: np.random.Generator, face: Float64s, expected: Expected, shift: float
) -> Match | None:
    """The match of a stretch of 2 to 20 s, the sound later by `shift`."""
    length = float(np.exp(rng.uniform(np.log(2.0), np.log(20.0))))
    start = float(rng.uniform(0.5, max(0.6, LENGTH_S - length - 1.5)))
    first, last = round(start / STEP_S), round((start + length) / STEP_S)
    steps = round(shift / STEP_S)
    lips = speech_band(np.roll(face, -steps, 0)[first:last])
    visible = np.ones(len(lips), np.bool_)
    seen = Seen(lips, visible, first, lips[:, 0])
    return judge(seen, expected, np.ones(last, np.bool_), _REACH_S).match


def _fitted(known: list[tuple[Match, bool]]) -> str:
    """Logistic regression by Newton's method, with a little ridge."""
    x = np.array([_inputs(match) for match, _ in known])
    y = np.array([truth for _, truth in known], np.float64)
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        weight = (p * (1 - p)).clip(1e-6)
        beta += np.linalg.solve(
            (x * weight[:, None]).T @ x + 1e-2 * np.eye(len(beta)), x.T @ (y - p) - 1e-2 * beta
        )
    p = 1 / (1 + np.exp(-x @ beta))
    low = [f"{y[(p >= a) & (p < a + 0.2)].mean():.2f}" for a in (0, 0.2, 0.4, 0.6, 0.8)]
    return f"{', '.join(f'{value:.2f}' for value in beta)}  (base {y.mean():.2f}; by fifths {low})"


def _inputs(match: Match) -> list[float]:
    seconds = float(np.sqrt(min(match.seen_s, LONGEST_S)))
    evidence = match.margin + match.score
    return [1.0, evidence, evidence * seconds]


if __name__ == "__main__":
    main()
