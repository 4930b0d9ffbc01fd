"""The line through the offsets of windows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.sync.lips.drift import line_through


@given(
    slope=st.floats(-1e-3, 1e-3),
    at_zero=st.floats(-0.4, 0.4),
    seed=st.integers(0, 1000),
    count=st.integers(20, 200),
)
def test_a_fifth_of_the_points_anywhere_does_not_bend_it(
    slope: float, at_zero: float, seed: int, count: int
) -> None:
    rng = np.random.default_rng(seed)
    times = np.sort(rng.uniform(0, 600, count))
    offsets = at_zero + slope * times + rng.normal(0, 0.01, count)
    wrong = rng.choice(count, count // 5, replace=False)
    offsets[wrong] = rng.uniform(-0.5, 0.5, len(wrong))
    line = line_through(times, offsets)
    assert line is not None
    assert line.slope_low <= line.slope <= line.slope_high
    assert abs(line.at(300.0) - (at_zero + slope * 300)) < 0.02
    assert abs(line.slope - slope) < 2e-4


def test_an_exact_line_is_found_exactly() -> None:
    times = np.arange(50) * 2.5
    line = line_through(times, 0.1 - 2e-5 * times)
    assert line is not None
    assert line.slope == pytest.approx(-2e-5)
    assert line.at_zero_s == pytest.approx(0.1)
    assert line.residual_s == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("times", [[], [1.0], [1.0, 2.0], [3.0, 3.0, 3.0]])
def test_too_few_points_say_nothing(times: list[float]) -> None:
    assert line_through(np.array(times), np.zeros(len(times))) is None
