"""The way through the bank is the cheapest there is."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.lipsync.choosing.costs import Following
from backbeat.lipsync.choosing.search import cheapest


def _following(count: int, seed: int) -> Following:
    rng = np.random.default_rng(seed)
    cost = rng.uniform(0.2, 3, (count, count)).astype(np.float32)
    after = np.arange(1, count + 1)
    after[-1] = -1
    cost[np.arange(count - 1), after[:-1]] = 0
    return Following(cost, after, np.zeros(count, np.bool_))


def _price(
    path: tuple[int, ...], costs: np.ndarray, joins: Following, ends: tuple[int, int]
) -> float:
    whole = [*([ends[0]] if ends[0] >= 0 else []), *path, *([ends[1]] if ends[1] >= 0 else [])]
    shown = sum(costs[picture, row] for picture, row in enumerate(path))
    return float(shown + sum(joins.cost[a, b] for a, b in itertools.pairwise(whole)))


@given(st.integers(0, 10_000), st.sampled_from([(-1, -1), (2, -1), (-1, 0), (4, 3)]))
def test_no_other_way_is_cheaper(seed: int, ends: tuple[int, int]) -> None:
    count, pictures = 5, 4
    joins = _following(count, seed)
    costs = np.random.default_rng(seed + 1).uniform(0, 2, (pictures, count))
    found = cheapest(lambda part: costs[part].copy(), pictures, joins, *ends)
    best = min(
        _price(path, costs, joins, ends)
        for path in itertools.product(range(count), repeat=pictures)
    )
    assert np.isclose(_price(tuple(found.tolist()), costs, joins, ends), best, atol=1e-5)


def test_of_many_mouths_a_run_is_found_that_no_single_picture_tells() -> None:
    # Each picture has many mouths that cost less than the run's, each of which needs two joins.
    count, pictures, first = 2000, 450, 700
    rng = np.random.default_rng(0)
    after = np.arange(1, count + 1)
    after[-1] = -1
    cost = np.full((count, count), 4.0, np.float32)
    cost[np.arange(count - 1), after[:-1]] = 0
    costs = rng.uniform(0.5, 3, (pictures, count))
    costs[np.arange(pictures), first + np.arange(pictures)] = 0.6
    found = cheapest(
        lambda part: costs[part].copy(), pictures, Following(cost, after, np.zeros(count, np.bool_))
    )
    assert np.array_equal(found, first + np.arange(pictures))


def test_of_no_picture_there_is_no_way() -> None:
    assert not len(cheapest(lambda part: np.zeros((0, 5)), 0, _following(5, 0)))
