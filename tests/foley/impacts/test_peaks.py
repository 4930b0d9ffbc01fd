"""Where logits peak, and what is found against what is true."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backbeat.foley.impacts.matching import Counts, counted, pairs
from backbeat.foley.impacts.peaks import APART, between, find_peaks

_moments = st.lists(st.floats(0, 20), max_size=12).map(sorted)


@given(arrays(np.float64, st.integers(0, 80), elements=st.floats(-9, 9)), st.floats(-5, 5))
def test_peaks_are_apart_high_and_highest_around(logits: np.ndarray, least: float) -> None:
    peaks = find_peaks(logits, least)
    assert (np.diff(peaks) > APART).all()
    for peak in peaks:
        assert logits[peak] >= least
        assert logits[peak] == logits[max(0, peak - APART) : peak + APART + 1].max()
        assert abs(between(logits, int(peak)) - peak) <= 0.5


def test_a_peak_lies_between_pictures_where_the_curve_says() -> None:
    at = np.arange(21)
    for middle in (10.0, 10.3, 9.6):
        curve = np.exp(-0.5 * ((at - middle) / 0.9) ** 2)
        logits = np.log(curve + 1e-9) - np.log(1 - 0.99 * curve)
        (peak,) = find_peaks(logits, 0.0)
        assert between(logits, int(peak)) == pytest.approx(middle, abs=0.12)


@given(_moments, _moments, st.floats(0.01, 2))
def test_each_moment_is_used_once_and_within_the_tolerance(
    true: list[float], found: list[float], tolerance: float
) -> None:
    chosen = pairs(true, found, tolerance)
    assert len({i for i, _ in chosen}) == len({j for _, j in chosen}) == len(chosen)
    assert all(abs(true[i] - found[j]) <= tolerance + 1e-9 for i, j in chosen)
    assert counted(true, true, tolerance) == Counts(len(true), len(true), len(true))


def test_figures() -> None:
    counts = counted([1.0, 2.0, 3.0, 4.0], [1.05, 2.5, 3.0], 0.1)
    assert (counts.precision, counts.recall) == (pytest.approx(2 / 3), 0.5)
    assert counts.f == pytest.approx(2 * 2 / 7)
    assert Counts().f == 0
