from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import lfilter

from backbeat.loudness.k_weighting import KWeighting, coefficients

# ITU-R BS.1770-5, tables 1 and 2.
SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
HIGH_PASS = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)


def filtered(samples: np.ndarray, rate: int) -> np.ndarray:
    shelf, high_pass = coefficients(rate)
    once = lfilter(shelf[:3], [1, *shelf[3:]], samples.astype(np.float64))
    return lfilter(high_pass[:3], [1, *high_pass[3:]], once)


def test_the_coefficients_at_48_khz_are_the_standards() -> None:
    shelf, high_pass = coefficients(48000)
    assert shelf == pytest.approx(SHELF, abs=1e-9)
    assert high_pass == pytest.approx(HIGH_PASS, abs=1e-9)


@pytest.mark.parametrize("rate", [8000, 44100, 48000, 192000])
def test_it_is_the_filter_even_with_the_sound_far_off_zero(rate: int) -> None:
    rng = np.random.default_rng(1)
    off_zero = np.array([[0.9], [0.0]])
    samples = (off_zero + rng.normal(0, 0.2, (2, 2 * rate + 17))).astype(np.float32)
    weighting = KWeighting(rate, 2)
    heard = np.concatenate([weighting.feed(samples), weighting.finish()], axis=1)
    assert heard.shape == samples.shape
    difference = heard - filtered(samples, rate)
    # Single precision: 85 dB below what is filtered.
    assert (np.sqrt((difference**2).mean(axis=1)) < 5e-5).all()


@given(st.lists(st.integers(0, 900), min_size=1, max_size=12))
def test_it_does_not_matter_where_a_stream_is_cut(lengths: list[int]) -> None:
    samples = np.random.default_rng(2).normal(0, 0.2, (3, sum(lengths))).astype(np.float32)
    whole, parts = KWeighting(48000, 3), KWeighting(48000, 3)
    once = np.concatenate([whole.feed(samples), whole.finish()], axis=1)
    edges = np.cumsum([0, *lengths])
    fed = [parts.feed(samples[:, a:b]) for a, b in itertools.pairwise(edges)]
    pieces = np.concatenate([*fed, parts.finish()], axis=1)
    assert pieces == pytest.approx(once, abs=1e-5)
