from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.loudness.dither import dithered

STEP = 2**-15


def through(samples: np.ndarray, *cuts: int, **options: int) -> np.ndarray:
    return np.concatenate(list(dithered(np.split(samples, cuts), **options)))


def test_the_error_is_noise_of_two_steps_and_does_not_follow_the_sound() -> None:
    quiet = 0.4 * STEP * np.sin(2 * np.pi * 441 * np.arange(1 << 17) / 44100)[:, np.newaxis]
    made = through((quiet + 1e-9).astype(np.float32))
    error = (made - quiet)[:, 0] / STEP
    # TPDF and rounding together: a variance of a quarter of a step squared.
    assert error.var() == pytest.approx(0.25, rel=0.03)
    assert abs(np.corrcoef(error, quiet[:, 0])[0, 1]) < 0.01
    # Plain rounding would have left nothing of the tone.
    assert np.corrcoef(made[:, 0], quiet[:, 0])[0, 1] > 0.3


def test_all_samples_lie_on_steps_within_full_scale() -> None:
    loud = np.random.default_rng(0).uniform(-1.2, 1.2, (5000, 2)).astype(np.float32)
    scaled = through(loud) / STEP
    assert np.array_equal(scaled, np.rint(scaled))
    assert scaled.min() >= -32768 and scaled.max() <= 32767


def test_what_lies_on_steps_already_is_left_alone_and_silence_is_silent() -> None:
    rng = np.random.default_rng(1)
    exact = (rng.integers(-32768, 32768, (40000, 2)) * STEP).astype(np.float32)
    assert np.array_equal(through(exact), exact)
    half_silent = rng.normal(0, 0.1, (40000, 1)).astype(np.float32)
    half_silent[20000:] = 0
    assert not through(half_silent)[20000:].any()


@given(st.lists(st.integers(0, 40000), max_size=5).map(sorted), st.integers(0, 3))
def test_the_cut_into_blocks_does_not_matter_and_the_seed_does(cuts: list[int], seed: int) -> None:
    samples = np.random.default_rng(2).normal(0, 0.1, (40000, 1)).astype(np.float32)
    whole = through(samples, seed=seed)
    assert np.array_equal(through(samples, *cuts, seed=seed), whole)
    assert not np.array_equal(through(samples, seed=seed + 1), whole)
