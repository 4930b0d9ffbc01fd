from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.loudness.state_filter import StateFilter, high_pass


def through(samples: np.ndarray, rate: int, hz: float, *cuts: int) -> np.ndarray:
    filtering = StateFilter(high_pass(rate, hz), len(samples))
    parts = [filtering.feed(part) for part in np.split(samples, cuts, axis=1)]
    return np.concatenate([*parts, filtering.finish()], axis=1)


@pytest.mark.parametrize("rate", [16000, 48000, 192000])
@pytest.mark.parametrize("hz", [20.0, 80.0, 400.0])
def test_a_high_pass_is_butterworths(rate: int, hz: float) -> None:
    impulse = np.zeros((1, 2 * rate), np.float32)
    impulse[0, 0] = 1
    response = np.abs(np.fft.rfft(through(impulse, rate, hz)[0].astype(np.float64)))
    for part in (0.25, 1.0, 4.0):
        # The bilinear transform keeps the cut-off where it is, and bends what is far above.
        wanted = 1 / math.sqrt(1 + part**-4)
        assert response[round(2 * part * hz)] == pytest.approx(wanted, abs=0.01)


@given(st.lists(st.integers(0, 3000), max_size=5).map(sorted))
def test_cuts_do_not_matter(cuts: list[int]) -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, (2, 3000)).astype(np.float32)
    assert through(samples, 48000, 80, *cuts) == pytest.approx(
        through(samples, 48000, 80), abs=1e-5
    )
