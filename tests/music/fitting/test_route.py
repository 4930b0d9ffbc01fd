"""The way through a song, against every way there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.music.arrays import Float64s
from backbeat.music.fitting.route import best_route


def every_way(
    count: int, length: int, costs: Float64s, playing: Float64s, least: int
) -> dict[int, float]:
    """The least cost of every total length up to `length`, of bars one second long."""
    best: dict[int, float] = {}

    def go(bar: int, stayed: int, total: int, cost: float) -> None:
        if total > length:
            return
        if bar == count:
            if stayed >= least:
                best[total] = min(best.get(total, np.inf), cost)
            return
        if stayed >= least:
            for other in range(count):
                if np.isfinite(costs[bar, other]) and other + least <= count:
                    step = cost + costs[bar, other] + playing[other]
                    go(other + 1, 1, total + 1, step)
        go(bar + 1, stayed + 1, total + 1, cost + playing[bar])

    go(0, 0, 0, 0.0)
    return best


def cost_of(
    jumps: tuple[tuple[int, int], ...], count: int, costs: Float64s, playing: Float64s
) -> tuple[int, float]:
    start, total, cost = 0, 0, 0.0
    for left, taken_up in jumps:
        total += left - start
        cost += playing[start:left].sum() + costs[left, taken_up]
        start = taken_up
    return total + count - start, cost + playing[start:].sum()


@settings(max_examples=50)
@given(st.integers(4, 6), st.integers(3, 8), st.integers(1, 2), st.integers(0, 10**6))
def test_no_way_is_better(count: int, length: int, least: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    costs = chance.uniform(0.2, 2, (count, count))
    np.fill_diagonal(costs, np.inf)
    playing = chance.uniform(0, 0.2, count)
    ways = every_way(count, length, costs, playing, least)
    route = best_route(np.arange(count) * 1.0, count, costs, playing, length, 0.2, least)
    if length not in ways:
        assert route is None or abs(route.length_s - length) > 0.5
        return
    assert route is not None
    total, cost = cost_of(route.jumps, count, costs, playing)
    assert total == length
    assert cost == pytest.approx(ways[length])


def test_what_may_be_faded_away_is_no_distance() -> None:
    costs = np.full((6, 6), np.inf)
    costs[2, 4] = 1.0
    starts = np.arange(6) * 2.0
    exact = best_route(starts, 12.0, costs, np.zeros(6), 7.2, 1.0, 1)
    assert exact is not None
    assert exact.length_s == pytest.approx(8, abs=0.05)
    spare = best_route(starts, 12.0, costs, np.zeros(6), 10.5, 0.5, 1, spare_s=1.6)
    assert spare is not None
    assert spare.jumps == ()
