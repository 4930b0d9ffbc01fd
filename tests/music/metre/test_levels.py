"""The level that people tap is the one that the answers of the whole song fit best."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.music.metre.levels import FOUND, Level, choose_level

LEVELS = [Level(start, step) for step in (1, 2, 4) for start in range(step)]


def answers(level: Level, count: int, sure: float, seed: int = 0) -> np.ndarray:
    """Log-odds that agree with a level on the whole, and are off here and there."""
    rng = np.random.default_rng(seed)
    log_odds = np.full(count, -sure)
    log_odds[level.start :: level.step] = sure
    return log_odds + rng.normal(0, sure / 2, count)


@pytest.mark.parametrize("level", LEVELS, ids=str)
@pytest.mark.parametrize("seed", range(5))
def test_a_clear_level_is_chosen(level: Level, seed: int) -> None:
    # Half beats of 0.3 s: all of them are 200 bpm, every fourth 50.
    assert choose_level(answers(level, 120, 2.0, seed), 0.3) == level


@given(seed=st.integers(0, 999), count=st.integers(0, 400), gap_s=st.floats(0.05, 2))
def test_answers_that_say_nothing_change_nothing(seed: int, count: int, gap_s: float) -> None:
    log_odds = np.random.default_rng(seed).normal(0, 0.05, count)
    assert choose_level(log_odds, gap_s) == FOUND


@given(gap_s=st.floats(0.05, 2))
def test_nobody_taps_faster_or_slower_than_people_do(gap_s: float) -> None:
    for level in LEVELS:
        chosen = choose_level(answers(level, 200, 3.0), gap_s)
        assert chosen.step == FOUND.step or 38 <= 60 / (chosen.step * gap_s) <= 225


def test_a_short_recording_keeps_what_was_found() -> None:
    assert choose_level(answers(Level(1, 2), 10, 3.0), 0.25) == FOUND
