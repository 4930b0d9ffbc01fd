"""What scores are worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.foley.impacts.calibration import curve, expected_error


def test_the_curve_says_how_many_are_right() -> None:
    random = np.random.default_rng(3)
    scores = random.normal(-1, 2, 8000)
    truth = 1 / (1 + np.exp(-(0.6 * scores - 1)))
    right = random.random(8000) < truth
    points, chances = curve(scores.tolist(), right.tolist())
    told = np.interp(scores, points, chances)
    assert np.abs(told - truth).mean() < 0.02
    assert expected_error(told, right) < 0.03
    # What is too sure of itself is told so.
    assert expected_error(1 / (1 + np.exp(-3 * scores)), right) > 0.1


@given(st.lists(st.tuples(st.floats(-20, 20), st.booleans()), min_size=1, max_size=60))
def test_a_higher_score_is_worth_no_less(judged: list[tuple[float, bool]]) -> None:
    points, chances = curve([score for score, _ in judged], [right for _, right in judged])
    assert (np.diff(points) > 0).all()
    assert (np.diff(chances) >= 0).all()
    assert chances[0] >= 0
    assert chances[-1] <= 0.98


def test_few_that_are_right_do_not_make_sure() -> None:
    _, chances = curve([2.0, 2.0, 2.0], [True, True, True])
    assert max(chances) < 0.98 + 1e-9
    points, chances = curve([0.0, 0.1, -0.1], [True, True, True])
    assert np.interp(0.0, points, chances) < 0.95


def test_error_of_what_is_all_wrong() -> None:
    assert expected_error(np.ones(5), np.zeros(5, bool)) == pytest.approx(1)
    assert expected_error(np.zeros(0), np.zeros(0, bool)) == 0
