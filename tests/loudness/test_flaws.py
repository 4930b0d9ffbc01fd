from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import MediaError
from backbeat.loudness.flaws import Flaws


def follow(samples: np.ndarray, *cuts: int) -> Flaws:
    flaws = Flaws(1000, len(samples))
    edges = sorted({0, *cuts, samples.shape[1]})
    for start, end in itertools.pairwise(edges):
        flaws.feed(samples[:, start:end].astype(np.float32))
    return flaws


@given(
    st.lists(st.sampled_from([0.0, 0.5, 1.0, -1.0]), min_size=1, max_size=60),
    st.lists(st.integers(1, 59), max_size=5),
)
def test_runs_of_three_at_full_scale_are_counted_wherever_it_is_cut(
    line: list[float], cuts: list[int]
) -> None:
    runs, length = 0, 0
    for before, now in zip([None, *line[:-1]], line, strict=True):
        length = (length + 1 if now == before else 1) if abs(now) == 1 else 0
        runs += length == 3
    samples = np.array([line])
    inside = [cut for cut in cuts if cut < len(line)]
    assert follow(samples, *inside).clipped_runs[0] == runs


def test_dc_and_equal_channels_and_peaks() -> None:
    line = np.sin(np.arange(1000) / 7)
    flaws = follow(np.array([line * 0.5 + 0.1, line * 0.5 + 0.1]), 300)
    assert flaws.identical
    assert flaws.dc == pytest.approx((line * 0.5 + 0.1).mean() * np.ones(2), abs=1e-5)
    assert flaws.peaks == pytest.approx(np.abs(line * 0.5 + 0.1).max() * np.ones(2), abs=1e-6)
    assert not follow(np.array([line, -line])).identical
    assert not follow(np.array([line])).identical


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_a_sample_that_is_no_number_is_refused_with_its_time(wrong: float) -> None:
    samples = np.zeros((2, 1000))
    samples[1, 700] = wrong
    with pytest.raises(MediaError, match=r"0\.700000 s"):
        follow(samples, 500)
