from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.loudness import limit, measure
from backbeat.loudness.gain_curve import smooth
from tests.loudness.signals import exact_true_peak

RATE = 48000
TIME = np.arange(2 * RATE) / RATE


def drums() -> np.ndarray:
    rng = np.random.default_rng(0)
    line = np.zeros(len(TIME))
    for start in range(0, len(line) - 9600, 12000):
        line[start : start + 9600] += rng.normal(0, 1, 9600) * np.exp(-np.arange(9600) / 1500)
    return line / np.abs(line).max()


# Driven to 3 dB above full scale.
HOSTILE = {
    "a quarter of the rate": np.sin(np.pi / 2 * np.arange(len(TIME)) + np.pi / 4) * 1.41,
    "square": np.sign(np.sin(2 * np.pi * 997 * TIME)),
    "clicks": (np.arange(len(TIME)) % 4800 == 7) * 1.0,
    "alternating clicks": np.where(np.arange(len(TIME)) % 4800 < 2, 1.0, 0.0)
    * np.where(np.arange(len(TIME)) % 2, 1, -1),
    "clipped noise": np.clip(np.random.default_rng(1).normal(0, 1, len(TIME)), -1, 1),
    "drums": drums(),
    "60 Hz": np.sin(2 * np.pi * 60 * TIME),
    "bursts": np.sin(np.pi / 2 * np.arange(len(TIME)) + np.pi / 4) * ((TIME % 0.5) < 0.1) * 1.41,
}


def decibels(amplitude: float) -> float:
    return 20 * math.log10(amplitude)


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("ceiling", [-1.0, -3.0])
def test_nothing_is_above_the_ceiling(name: str, ceiling: float) -> None:
    samples = (HOSTILE[name] * 10 ** (3 / 20))[:, np.newaxis].astype(np.float32)
    made = limit(samples, RATE, ceiling)
    assert made.samples.shape == samples.shape and made.samples.dtype == np.float32
    assert decibels(measure(made.samples, RATE).true_peaks.max()) <= ceiling
    assert made.reduction_db.min() >= 0


def test_the_exact_reconstruction_agrees_where_a_short_filter_can_see() -> None:
    for name in ("a quarter of the rate", "60 Hz", "bursts"):
        samples = (HOSTILE[name] * 1.41)[:, np.newaxis].astype(np.float32)
        made = limit(samples, RATE, -1.0).samples[:, 0]
        assert decibels(exact_true_peak(made, 16)) <= -0.95, name


def test_what_is_low_enough_comes_back_bit_for_bit() -> None:
    samples = (drums() * 0.5)[:, np.newaxis].astype(np.float32)
    made = limit(samples, RATE, -1.0)
    assert made.rounds == 0
    assert np.array_equal(made.samples, samples)
    assert not made.reduction_db.any()


def test_channels_move_together_and_quiet_parts_stay() -> None:
    samples = np.full((2 * RATE, 2), 0.1, np.float32) * np.float32([1, -0.5])
    samples[RATE : RATE + 480, 0] = 1.5
    made = limit(samples, RATE, -1.0).samples
    gain = made / samples
    assert gain[:, 0] == pytest.approx(gain[:, 1], rel=1e-4)
    assert gain[: RATE - 480] == pytest.approx(1, abs=1e-6)
    # A second later hardly anything is left of the reduction.
    assert 0.96 < gain[-1, 0] < 1


def test_an_empty_and_a_tiny_recording_are_limited_too() -> None:
    assert limit(np.zeros((0, 2), np.float32), RATE, -1.0).samples.shape == (0, 2)
    made = limit(np.full((3, 1), 2.0, np.float32), RATE, -1.0)
    assert decibels(measure(made.samples, RATE).true_peaks.max()) <= -1


@given(
    st.lists(st.one_of(st.just(0.0), st.floats(0, 24)), min_size=1, max_size=300),
    st.sampled_from([8000, 44100, 192000]),
)
def test_the_reduction_is_never_less_than_needed_and_none_without_need(
    needed: list[float], rate: int
) -> None:
    wanted = np.array(needed)
    edges = smooth(wanted, rate)
    assert edges.shape == (len(wanted) + 1,)
    assert (edges[:-1] >= wanted - 1e-6).all() and (edges[1:] >= wanted - 1e-6).all()
    assert edges.max() <= wanted.max() + 1e-6


def test_the_reduction_begins_ahead_and_lets_go_slowly() -> None:
    needed = np.zeros(3000)
    needed[1000] = 6.0
    edges = smooth(needed, RATE)
    step_ms = 64 / 48
    assert not edges[: 1000 - math.ceil(12 / step_ms)].any()
    assert edges[1000:1002] == pytest.approx(6)
    later = edges[1001 + round(60 / step_ms)]
    assert 2.0 < later < 3.5
    assert edges[1001 + round(400 / step_ms)] == pytest.approx(3 / math.e, abs=0.2)
    # No step is abrupt: at most a decibel in 1.3 ms.
    assert np.abs(np.diff(edges)).max() < 2.1
