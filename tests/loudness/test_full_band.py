from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.loudness.block_peaks import block_peaks
from backbeat.loudness.full_band import low_passed, reaches_half
from tests.loudness.signals import exact_true_peak


def tone(part: float, count: int = 40000) -> np.ndarray:
    """At a part of the rate, faded in and out."""
    line = np.sin(2 * np.pi * part * np.arange(count) + 0.3) * np.hanning(count)
    return line[:, np.newaxis].astype(np.float32)


@pytest.mark.parametrize("part", [0.01, 0.2, 0.45, 0.475])
def test_the_low_pass_leaves_what_is_heard(part: float) -> None:
    made = np.concatenate(list(low_passed([tone(part)])))
    assert np.abs(made - tone(part)).max() < 0.002


@pytest.mark.parametrize("part", [0.491, 0.499])
def test_and_takes_out_what_is_not(part: float) -> None:
    made = np.concatenate(list(low_passed([tone(part)])))
    assert np.abs(made).max() < 0.001


@given(st.lists(st.integers(0, 3000), max_size=6).map(sorted), st.integers(1, 3000))
def test_cuts_into_blocks_do_not_matter(cuts: list[int], count: int) -> None:
    samples = np.random.default_rng(count).normal(0, 1, (count, 2)).astype(np.float32)
    pieces = np.split(samples, [cut for cut in cuts if cut <= count])
    made = np.concatenate(list(low_passed(pieces)))
    whole = np.concatenate(list(low_passed([samples])))
    assert made.shape == samples.shape
    assert made == pytest.approx(whole, abs=1e-5)
    peaks = block_peaks(pieces, 0.5)
    assert peaks == pytest.approx(block_peaks([samples], 0.5), abs=1e-5)
    assert len(peaks) == -(-count // 64)


def test_sound_just_below_half_the_rate_is_noticed() -> None:
    assert not reaches_half([tone(0.45)], 0.001)
    assert reaches_half([0.1 * tone(0.49)], 0.01)
    assert not reaches_half([0.1 * tone(0.49)], 0.2)


@pytest.mark.parametrize("seed", range(5))
def test_noise_up_to_the_half_is_read_as_it_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    noise = np.pad(rng.normal(0, 0.3, 4000), 2000).astype(np.float32)[:, np.newaxis]
    made = np.concatenate(list(low_passed([noise])))
    exact = exact_true_peak(made[:, 0].astype(np.float64), 16)
    found = float(block_peaks([made], exact * 0.7).max())
    assert 20 * np.log10(found / exact) == pytest.approx(0, abs=0.03)


def test_no_block_is_less_than_its_samples_and_quiet_ones_are_those() -> None:
    samples = np.random.default_rng(3).normal(0, 0.2, (6400, 2)).astype(np.float32)
    samples[3200:] *= 0.01
    highest = np.abs(samples).reshape(100, -1).max(axis=1)
    peaks = block_peaks([samples], 0.3)
    assert (peaks >= highest).all()
    assert peaks[55:] == pytest.approx(highest[55:])
