"""Offsets of simulated lips against simulated voices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.sync.lips.matching import best, scores
from tests.sync.lips.simulated import late, movement


@given(seed=st.integers(0, 200), offset=st.integers(-40, 40), share=st.floats(0.6, 1.0))
def test_a_known_offset_comes_back(seed: int, offset: int, share: float) -> None:
    lips = movement(seed, 12)
    noise = movement(seed + 1000, 12)
    face = share * lips + np.sqrt(1 - share**2) * noise
    curve = scores(late(lips, offset / 100), face[200:1000], np.ones(800, np.bool_), 200, 50)
    match = best(curve, 8.0)
    assert match is not None
    assert abs(match.offset_s - offset / 100) <= 0.015
    assert match.margin > 0
    assert not match.at_edge


def test_steps_that_are_not_seen_count_for_nothing() -> None:
    lips = movement(1, 12)
    face, visible = lips.copy(), np.ones(1200, np.bool_)
    visible[300:500] = False
    expected = late(lips, 0.1)
    clean = scores(expected, face[200:1000], visible[200:1000], 200, 50)
    face[300:500] = 100.0
    assert scores(expected, face[200:1000], visible[200:1000], 200, 50) == pytest.approx(clean)


def test_no_offset_is_compared_by_a_sliver_of_sound() -> None:
    lips = movement(2, 10)
    curve = scores(lips[:300], lips[:500], np.ones(500, np.bool_), 0, 50)
    # Three seconds of sound under five of lips: from offset 0 on, less than three fifths is left.
    assert (curve[51:] == -1).all()
    assert (curve[:51] > -1).all()
    assert curve.argmax() == 50
    whole = scores(lips[:100], lips[:500], np.ones(500, np.bool_), 0, 50)
    assert (whole == -1).all()
    assert best(whole, 5.0) is None


def test_an_offset_beyond_the_search_lies_at_its_edge() -> None:
    rng = np.random.default_rng(0)
    slow = np.repeat(np.cumsum(rng.standard_normal((60, 8)), 0), 20, 0)
    slow = np.stack([np.convolve(c, np.hanning(60) / 30, "same") for c in slow.T], 1)
    curve = scores(late(slow, 0.5), slow[300:900], np.ones(600, np.bool_), 300, 10)
    match = best(curve, 6.0)
    assert match is not None
    assert match.at_edge
    assert match.offset_s == pytest.approx(0.1)


def test_less_than_a_second_of_mouth_says_nothing() -> None:
    assert best(np.array([0.1, 0.9, 0.1]), 0.9) is None
