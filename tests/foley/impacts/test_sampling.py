"""Which pictures the network sees, at any frame rate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.foley.impacts.sampling import USUAL_RATE, Pace, Sampler, rate_of


def _looks(times: list[float], pace: Pace) -> list[int]:
    """How often each picture is seen, the last not counted."""
    sampler = Sampler(pace)
    return [sampler.before(time) for time in times][1:]


def test_usual_rates_stay_or_are_halved() -> None:
    rates = {23.976: 23.976, 24: 24, 25: 25, 29.97: 29.97, 30: 30, 15: 15, 12: 24}
    rates |= {48: 24, 50: 25, 59.94: 29.97, 60: 30, 100: 25, 119.88: 29.97, 120: 30}
    for rate, expected in rates.items():
        assert Pace.of(rate).rate == pytest.approx(expected)


@given(st.floats(1, 480))
def test_no_pace_is_far_from_what_the_network_knows(rate: float) -> None:
    assert 14.5 <= Pace.of(rate).rate <= 41


def test_a_rate_that_is_none_is_refused() -> None:
    for rate in (0.0, -25.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="frame rate"):
            Pace.of(rate)


def test_every_picture_of_a_film_is_seen_once_and_every_other_of_60() -> None:
    for rate in (23.976, 25.0, 29.97):
        times = [number / rate for number in range(500)]
        assert set(_looks(times, Pace.of(rate))) == {1}
    times = [number / 59.94 for number in range(500)]
    looks = _looks(times, Pace.of(59.94))
    assert looks[::2] == [1] * 250
    assert looks[1::2] == [0] * 249


def test_rounded_time_stamps_change_nothing() -> None:
    times = [round(number / 29.97, 3) for number in range(3000)]
    assert set(_looks(times, Pace.of(29.97))) == {1}


@given(
    st.lists(st.floats(0.004, 0.3), min_size=2, max_size=200),
    st.floats(10, 120),
)
def test_looks_are_evenly_spaced_whatever_the_pictures(steps: list[float], rate: float) -> None:
    """What is shown at each moment of the pace is seen, give or take a quarter of a step."""
    times = np.concatenate([[0.0], np.cumsum(steps)])
    pace = Pace.of(rate)
    looks = _looks(times.tolist(), pace)
    shown = np.repeat(np.arange(len(looks)), looks)
    moments = np.arange(len(shown)) / pace.rate
    early = times[shown] - moments
    late = moments - times[shown + 1]
    assert (early <= 0.25 / pace.rate + 1e-9).all()
    assert (late <= 1e-9 - 0.25 / pace.rate).all()
    assert len(shown) == pytest.approx(times[-1] * pace.rate, abs=1.5)


def test_the_rate_of_what_was_seen_is_that_of_most_of_it() -> None:
    times = np.cumsum([0.0, *[0.04] * 20, 0.5, *[0.04] * 20])
    assert rate_of(times) == pytest.approx(25)
    assert rate_of(np.zeros(0)) == rate_of(np.zeros(1)) == rate_of(np.zeros(5)) == USUAL_RATE
