from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from backbeat.errors import RequestError
from backbeat.music.taps import tapped_grid


@given(
    bpm=st.floats(50, 200),
    start=st.floats(0, 100),
    count=st.integers(8, 80),
    seed=st.integers(0, 99),
)
def test_taps_of_a_person_give_the_tempo(bpm: float, start: float, count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    beats = start + np.arange(count) * 60 / bpm
    kept = np.concatenate([[True], random.random(count - 2) > 0.15, [True]])
    assume(kept.mean() >= 0.6)
    taps = beats + random.normal(0, 0.012, count)
    found = tapped_grid(taps[kept].tolist())
    assert found.period_s == pytest.approx(60 / bpm, rel=0.03 if count < 16 else 0.015)
    off = (found.beat_s - start) * bpm / 60
    assert abs(off - round(off)) * 60 / bpm < 0.02


def test_where_most_taps_have_a_gap_before_them_the_short_ones_tell_the_beat() -> None:
    beats = 3 + 0.5 * np.array([0, 2, 3, 6, 7])
    assert tapped_grid(beats.tolist()).period_s == pytest.approx(0.5, rel=0.01)


def test_a_tap_that_bounced_or_missed_does_no_harm() -> None:
    beats = 3 + 0.5 * np.arange(20)
    taps = [*np.delete(beats, [5, 6, 12]), 4.53, 7.21]
    found = tapped_grid(taps[::-1])
    assert found.period_s == pytest.approx(0.5, rel=0.01)
    assert (found.beat_s - 3) / 0.5 % 1 == pytest.approx(0, abs=0.05) or (
        found.beat_s - 3
    ) / 0.5 % 1 == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("taps", [[], [1, 2, 3], [1, 1, 1, 1, 2]])
def test_too_few_taps_are_refused(taps: list[float]) -> None:
    with pytest.raises(RequestError, match="too few"):
        tapped_grid(taps)


def test_taps_without_a_tempo_are_refused() -> None:
    with pytest.raises(RequestError, match="keep no tempo"):
        tapped_grid([0, 1, 1.9, 2.3, 4.4, 4.9, 6.6, 7.6, 9.3, 9.9])
