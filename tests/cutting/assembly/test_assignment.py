"""Clips go to slots so that the sum of the costs is least, and prices keep them there."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backbeat.cutting.assembly.arrays import Floats
from backbeat.cutting.assembly.assignment import assign, prices


@st.composite
def matrices(draw: st.DrawFn, possible: bool = False) -> Floats:
    slots, clips = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    values = st.integers(0, 9).map(float)
    if not possible:
        values |= st.just(np.inf)
    return np.array(
        draw(
            st.lists(
                st.lists(values, min_size=clips, max_size=clips), min_size=slots, max_size=slots
            )
        )
    )


def cheapest(cost: Floats) -> tuple[int, float]:
    """Most slots served, and the least they cost then, by trying everything."""
    slots, clips = cost.shape
    columns = [*range(clips), *([None] * slots)]
    best = (0, 0.0)
    for chosen in itertools.permutations(columns, slots):
        each = [cost[row, c] for row, c in enumerate(chosen) if c is not None]
        if all(np.isfinite(each)):
            best = min(best, (-len(each), sum(each)))
    return -best[0], best[1]


@given(matrices())
def test_against_every_assignment(cost: Floats) -> None:
    chosen = assign(cost)
    served = [(row, c) for row, c in enumerate(chosen) if c >= 0]
    assert len({c for _, c in served}) == len(served)
    assert (len(served), sum(cost[at] for at in served)) == cheapest(cost)


@given(matrices(possible=True))
def test_with_prices_every_slot_prefers_its_own(cost: Floats) -> None:
    if cost.shape[0] > cost.shape[1]:
        cost = cost.T
    worth = prices(cost)
    assert worth.min() == 0
    paid = cost + worth
    own = paid[np.arange(len(cost)), assign(cost)]
    assert (own <= paid.min(axis=1) + 1e-6).all()


def test_the_clip_that_only_one_slot_can_show_is_dear() -> None:
    cost = np.array([[0.0, 1.0], [5.0, np.inf]])
    assert prices(cost)[0] > 100
