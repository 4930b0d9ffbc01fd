"""Walks are told from bounces, and from hits that are not even."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from backbeat.foley.spotting.strides import Beat, walks


def _beats(
    times: list[float], strengths: float | list[float] = 0.5, like: bool = True
) -> list[Beat]:
    levels = strengths if isinstance(strengths, list) else [strengths] * len(times)
    return [
        Beat(Fraction(round(time * 1000), 1000), level, like)
        for time, level in zip(times, levels, strict=True)
    ]


def test_a_walk_with_a_little_unevenness_is_one() -> None:
    drawn = np.random.default_rng(1)
    for stride in (0.27, 0.4, 0.55, 0.75):
        times = np.cumsum(stride * (1 + drawn.normal(0, 0.03, 12))).tolist()
        assert walks(_beats(times)) == [tuple(range(12))], stride


def test_a_walk_goes_on_past_other_hits() -> None:
    steps = [0.5 * at for at in range(1, 9)]
    others = [0.72, 1.33, 2.9]
    times = sorted(steps + others)
    [walk] = walks(_beats(times))
    assert [times[at] for at in walk] == steps


def test_two_walks_apart_are_two() -> None:
    times = [0.5 * at for at in range(6)] + [6 + 0.35 * at for at in range(6)]
    assert [len(walk) for walk in walks(_beats(times))] == [6, 6]


def test_a_ball_that_bounces_does_not_walk() -> None:
    times, gap = [1.0], 0.79
    while gap > 0.1:
        times.append(times[-1] + gap)
        gap *= 0.84
    assert walks(_beats(times)) == []


def test_hits_at_random_do_not_walk() -> None:
    drawn = np.random.default_rng(2)
    found = 0
    for _ in range(20):
        times = np.sort(drawn.uniform(0, 30, 30)).tolist()
        found += len(walks(_beats(times)))
    assert found <= 10


def test_even_hits_that_do_not_sound_like_steps_do_not_walk() -> None:
    times = [0.5 * at for at in range(8)]
    assert walks(_beats(times, like=False)) == []
    assert walks(_beats(times, [0.5, 0.05] * 4)) == []
    assert walks(_beats(times[:3])) == []
