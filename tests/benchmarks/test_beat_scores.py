from __future__ import annotations

import numpy as np
import pytest

from benchmarks.beat_scores import Estimate, errors_s, interval, score

TRUTH = {"beats": [0.5 * i for i in range(1, 41)], "downbeats": [2.0 * i for i in range(1, 11)]}


def test_the_truth_scores_one() -> None:
    exact = Estimate(TRUTH["beats"], TRUTH["downbeats"], 120, 1)
    assert set(score(TRUTH | {"tempo": 120}, exact).values()) == {1.0}


def test_half_the_beats_are_right_at_another_level() -> None:
    half = Estimate(TRUTH["beats"][::2], None, 60, 1)
    scores = score(TRUTH | {"tempo": 120}, half)
    assert scores["F"] == pytest.approx(2 / 3)
    assert (scores["CMLt"], scores["AMLt"]) == (0, 1)
    assert (scores["acc1"], scores["acc2"]) == (0, 1)
    assert "downbeat F" not in scores


def test_nothing_found_scores_nothing() -> None:
    nothing = Estimate([], [], 0, 1)
    assert set(score(TRUTH | {"tempo": 120}, nothing).values()) == {0.0}
    assert len(errors_s(TRUTH, nothing)) == 0


def test_a_late_tracker_is_late() -> None:
    late = Estimate([time + 0.03 for time in TRUTH["beats"]], [], 120, 1)
    assert score(TRUTH, late)["F"] == 1
    assert score(TRUTH, late)["F20"] == 0
    assert np.median(errors_s(TRUTH, late)) == pytest.approx(0.03)


def test_the_interval_holds_the_mean_and_narrows() -> None:
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 1000
    (low, high), (lower, higher) = interval(many), interval(few)
    assert lower < low < 0.5 < high < higher
