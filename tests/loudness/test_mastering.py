from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.loudness import Measured, measure
from backbeat.loudness.block_peaks import block_peaks
from backbeat.loudness.gain_curve import GainCurve
from backbeat.loudness.limiter import limit_until_compliant
from backbeat.loudness.mastering import (
    LoudnessTarget,
    Plan,
    gain_spread_db,
    needs_limiting,
    peak_threshold,
    plan,
    static_gain_db,
)
from backbeat.loudness.meter import programme

RATE = 48000


def music(seed: int, seconds: float = 8) -> np.ndarray:
    """Noise bands with drum hits: something a limiter has to work on."""
    rng = np.random.default_rng(seed)
    count = int(RATE * seconds)
    bed = np.convolve(rng.normal(0, 1, count), np.ones(8) / 8, "same") * 0.05
    hits = rng.normal(0, 1, count) * np.exp(-(np.arange(count) % 24000) / 900) * 0.2
    return np.stack([bed + hits, bed * 0.8 + hits], axis=1).astype(np.float32)


def mastered(samples: np.ndarray, target: LoudnessTarget) -> tuple[Plan, GainCurve, Measured]:
    measured = measure(samples, RATE)
    peaks = None
    if needs_limiting(measured, target):
        peaks = block_peaks([samples], peak_threshold(measured, target))
    planned = plan(measured, target, peaks)
    curve = planned.curve
    if peaks is not None and target.true_peak_dbtp is not None:
        curve, _ = limit_until_compliant(lambda: [samples], RATE, target.true_peak_dbtp, curve)
    made = np.concatenate(list(curve.applied([samples])))
    return planned, curve, measure(made, RATE)


def test_where_a_gain_is_enough_it_is_all() -> None:
    target = LoudnessTarget(-30.0, -1.0)
    planned, curve, after = mastered(music(0), target)
    assert curve.reduction_db is None and not planned.missed
    assert programme(after) == pytest.approx(-30, abs=0.005)


@settings(max_examples=15)
@given(seed=st.integers(0, 1000), lufs=st.floats(-24, -12), ceiling=st.floats(-9, -0.1))
def test_it_lands_or_says_why_not(seed: int, lufs: float, ceiling: float) -> None:
    planned, curve, after = mastered(music(seed, 4), LoudnessTarget(lufs, ceiling))
    assert 20 * np.log10(after.true_peaks.max()) <= ceiling
    reached = programme(after)
    assert reached is not None
    if planned.missed:
        assert reached < lufs
    else:
        assert reached == pytest.approx(lufs, abs=0.1)
    # What is foreseen is what comes out.
    assert planned.integrated_lufs == pytest.approx(reached, abs=0.1)
    if curve.reduction_db is not None:
        assert curve.reduction_db.max() <= 12.5


def test_the_limit_of_the_limiter_is_the_users() -> None:
    loud = LoudnessTarget(-6.0, -1.0, max_reduction_db=3)
    planned, curve, _ = mastered(music(1), loud)
    assert "more than 3 dB" in planned.missed
    assert curve.reduction_db is not None and curve.reduction_db.max() < 3.5


def test_the_highest_short_term_loudness_is_kept_to() -> None:
    samples = music(2, 12)
    samples[: 6 * RATE] *= 0.1
    planned, _, after = mastered(samples, LoudnessTarget(-23.0, -1.0, short_term_lufs=-21.0))
    from backbeat.loudness.windows import SHORT_TERM, sliding

    assert sliding(after.power, SHORT_TERM).max() <= -20.98
    if planned.missed:
        assert "short-term" in planned.missed


def test_silence_is_never_amplified() -> None:
    measured = measure(np.full((RATE, 2), 1e-6, np.float32), RATE)
    planned = plan(measured, LoudnessTarget(-14.0, -1.0))
    assert planned.curve.gain_db == 0 and "gate" in planned.missed
    assert static_gain_db(None, LoudnessTarget(-14.0, -1.0)) == 0
    assert not needs_limiting(
        measure(np.zeros((RATE, 1), np.float32), RATE), LoudnessTarget(-14.0, -1.0)
    )


def test_without_a_loudness_only_the_ceiling_counts() -> None:
    samples = 4 * music(3)
    planned, curve, after = mastered(samples, LoudnessTarget(None, -3.0))
    assert curve.gain_db == 0 and not planned.missed
    assert 20 * np.log10(after.true_peaks.max()) <= -3


def test_the_gains_mean_square_is_exact_for_straight_lines() -> None:
    curve = GainCurve(6.0206, np.linspace(0, 6, 1501).astype(np.float32))
    powers = curve.step_powers(RATE, 200)
    made = np.concatenate(list(curve.applied([np.ones((96000, 1), np.float32)])))
    wanted = np.square(made.astype(np.float64)).reshape(200, 480).mean(axis=1)
    assert powers == pytest.approx(wanted, rel=1e-3)
    low, high = gain_spread_db(curve, RATE, 200)
    assert low == pytest.approx(0.4, abs=0.1) and high == pytest.approx(5.6, abs=0.1)


@given(st.lists(st.integers(0, 5000), max_size=5).map(sorted))
def test_a_gain_does_not_hang_on_how_the_sound_comes_in(cuts: list[int]) -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, (5000, 2)).astype(np.float32)
    curve = GainCurve(3.0, np.random.default_rng(1).uniform(0, 6, 80).astype(np.float32))
    whole = np.concatenate(list(curve.applied([samples])))
    pieces = np.concatenate(list(curve.applied(np.split(samples, cuts))))
    assert np.array_equal(whole, pieces)
