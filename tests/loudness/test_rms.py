"""RMS level and noise floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.loudness.rms import MeanSquares, noise_floor_dbfs, rms_dbfs


def squares(samples: np.ndarray, rate: int, cuts: list[int] | None = None) -> np.ndarray:
    follower = MeanSquares(rate, samples.shape[1])
    for part in np.split(samples, cuts or []):
        follower.feed(part)
    return follower.finish()


@pytest.mark.parametrize("rate", [11025, 44100, 48000])
def test_a_tone_in_noise_reads_as_its_samples_do(rate: int) -> None:
    rng = np.random.default_rng(3)
    samples = (0.1 * rng.normal(0, 1, (4 * rate, 2))).astype(np.float32)
    samples[rate : 2 * rate] *= 0.01
    found = squares(samples, rate)
    assert rms_dbfs(found) == pytest.approx(10 * np.log10(np.square(samples).mean()), abs=0.01)
    quiet = np.square(samples[rate : 2 * rate]).mean()
    assert noise_floor_dbfs(found) == pytest.approx(10 * np.log10(quiet), abs=0.2)


@given(st.lists(st.integers(0, 20_000), max_size=5), st.sampled_from([8000, 11025, 22050]))
def test_blocks_may_be_cut_anywhere(cuts: list[int], rate: int) -> None:
    rng = np.random.default_rng(1)
    samples = rng.normal(0, 0.1, (20_000, 1)).astype(np.float32)
    whole, parts = squares(samples, rate), squares(samples, rate, sorted(cuts))
    assert len(parts) == len(whole) == 20_000 * 100 // rate
    assert parts == pytest.approx(whole, rel=1e-5)


def test_silence_has_no_level_and_the_lowest_floor() -> None:
    found = squares(np.zeros((8000, 1), np.float32), 8000)
    assert rms_dbfs(found) is None
    assert noise_floor_dbfs(found) == -120
    assert noise_floor_dbfs(found[:49]) is None
