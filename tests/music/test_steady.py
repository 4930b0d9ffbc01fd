from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.music.evidence import Evidence
from backbeat.music.steady import Anchor, SteadyGrid, best_grid


def evidence(times: np.ndarray, weight: float = 0.9) -> Evidence:
    return Evidence(times, np.full(len(times), weight))


@settings(max_examples=40)
@given(
    bpm=st.floats(50, 220),
    seconds=st.sampled_from([15.0, 60.0, 900.0]),
    wrong=st.floats(-0.025, 0.025),
    seed=st.integers(0, 99),
)
def test_a_grid_is_found_among_other_sounds(
    bpm: float, seconds: float, wrong: float, seed: int
) -> None:
    random = np.random.default_rng(seed)
    true = np.arange(0.3, seconds, 60 / bpm)
    heard = evidence(true[random.random(len(true)) > 0.2] + 0.0)
    others = np.sort(random.uniform(0, seconds, len(true)))
    period = 60 / bpm * (1 + wrong)
    found = best_grid(heard.joined(evidence(others, 0.5)), period / 1.03, period * 1.03)
    beats = found.beats(true[0] - 0.02, true[-1] + 0.02)
    assert len(beats) == len(true)
    assert np.abs(beats - true).max() < 0.012


def test_a_known_beat_is_on_the_grid_to_the_bit() -> None:
    true = 0.3 + 0.5 * np.arange(100)
    off_beats = evidence(true + 0.25)
    heard = evidence(true, 0.5).joined(off_beats)
    found = best_grid(heard, 0.49, 0.51, anchor=Anchor(20.3))
    assert found.beat_s == 20.3
    assert found.period_s == pytest.approx(0.5, abs=1e-4)
    near = best_grid(heard, 0.49, 0.51, anchor=Anchor(20.34, 0.1))
    assert (near.beat_s - 0.3) / 0.5 % 1 == pytest.approx(0, abs=0.01)


def test_beats_of_a_grid_reach_both_ends() -> None:
    assert SteadyGrid(0.5, 10.0).beats(9.0, 11.0).tolist() == [9.0, 9.5, 10.0, 10.5, 11.0]
    assert SteadyGrid(0.5, 10.0).beats(9.1, 9.4).tolist() == []


def test_agreement_is_how_much_lies_at_a_beat() -> None:
    heard = Evidence(np.array([1.0, 1.01, 2.0]), np.array([0.4, 0.8, 1.0]))
    assert heard.agreement(np.array([1.01, 2.0, 5.0])) == pytest.approx([0.8, 1.0, 0.0])
    assert evidence(np.zeros(0)).agreement(np.array([1.0])).tolist() == [0.0]
