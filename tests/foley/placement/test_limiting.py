from __future__ import annotations

import numpy as np
import pytest

from backbeat.foley.placement.limiting import limited, reduction
from backbeat.foley.placement.peaks import BLOCK, true_peak
from backbeat.loudness import measure
from tests.foley.placement.material import RATE, noise, thud
from tests.loudness.signals import exact_true_peak

TIME = np.arange(RATE) / RATE
HOSTILE = {
    "white noise": np.random.default_rng(3).standard_normal(RATE),
    "a quarter of the rate": np.sin(np.pi / 2 * np.arange(RATE) + np.pi / 4) * 1.41,
    "clicks": (np.arange(RATE) % 4800 == 7) * 2.0,
    "square": np.sign(np.sin(2 * np.pi * 997 * TIME)),
    "a thud": thud(1.0)[:, 0] * 9,
}


def decibels(amplitude: float) -> float:
    return float(20 * np.log10(amplitude))


@pytest.mark.parametrize("name", HOSTILE)
def test_the_meter_reads_nothing_above_the_ceiling(name: str) -> None:
    samples = np.repeat(HOSTILE[name][:, np.newaxis], 2, axis=1).astype(np.float32)
    made, down = limited(samples, RATE, -1.0)
    assert down > 0 and made.shape == samples.shape and made.dtype == np.float32
    assert decibels(measure(made, RATE).true_peaks.max()) <= -1.0


def test_what_is_low_enough_stays_bit_for_bit() -> None:
    samples = noise(3, 1, 2)
    made, down = limited(samples, RATE, -1.0)
    assert down == 0 and np.array_equal(made, samples)


def test_a_peak_is_turned_down_and_what_is_far_from_it_is_not() -> None:
    samples = noise(2, 1, 2, 0.05)
    samples[RATE, 0] = 1.6
    made, down = limited(samples, RATE, -1.0)
    assert 5 < down < 7
    gain = made[:, 1] / samples[:, 1]
    assert np.allclose(gain[: RATE - 480], 1, atol=1e-5)
    assert gain[RATE] == pytest.approx(10 ** (-down / 20), rel=0.02)
    assert np.allclose(gain[RATE + 9600 :], 1, atol=1e-5)


def test_peaks_between_samples_are_read_as_the_exact_reconstruction_has_them() -> None:
    samples = noise(1.5, 5, 1, 0.2)
    samples[70_000:70_002] += np.float32([[0.9], [0.9]])
    assert true_peak(samples) == pytest.approx(exact_true_peak(samples[:, 0], 16), rel=0.01)
    # A piece's end, where a long sound is read in two.
    samples = np.zeros((1 << 18, 1), np.float32)
    samples[(1 << 17) - 1 : (1 << 17) + 1] = 0.5
    assert true_peak(samples) == pytest.approx(
        exact_true_peak(samples[130_000:132_000, 0], 16), rel=0.01
    )


def test_nothing_and_next_to_nothing_are_limited_too() -> None:
    assert true_peak(np.zeros((0, 2), np.float32)) == 0
    assert len(limited(np.zeros((0, 2), np.float32), RATE, -1.0)[0]) == 0
    made, _ = limited(np.full((1, 2), 4, np.float32), RATE, -1.0)
    assert 0 < made.max() < 1


def test_the_attack_of_a_hit_keeps_its_shape() -> None:
    samples = noise(1, 6, 2, 0.05)
    samples[RATE // 4, 0], samples[RATE // 2, 0], samples[RATE * 3 // 4, 0] = 0.5, 2.0, 1.9
    made, down = limited(samples, RATE, -1.0, is_hit=True)
    assert 6 < down < 8
    # Up to its highest peak it is only softer; after it, it is not.
    gain = made[:, 1] / samples[:, 1]
    assert np.allclose(gain[: RATE // 2], made[RATE // 2, 0] / 2, rtol=0.01)
    assert np.allclose(gain[RATE * 2 // 3 : RATE * 2 // 3 + 480], 1, atol=0.01)
    assert int(np.abs(made).max(axis=1).argmax()) == RATE // 2
    assert decibels(measure(made, RATE).true_peaks.max()) <= -1.0


def test_the_body_of_a_hit_is_back_soon_after_its_peak() -> None:
    samples = noise(1, 6, 2, 0.05)
    samples[RATE // 2, 0] = 3.2
    made, down = limited(samples, RATE, -1.0, is_hit=True)
    assert 10 < down < 12
    gain = made[:, 1] / samples[:, 1]
    back = RATE // 2 + round(RATE * (0.008 + down / 400))
    assert np.allclose(gain[back : back + 480], 1, atol=0.01)
    # Alone, not in a mix: what plays there besides would be heard to pump.
    mixed, _ = limited(samples, RATE, -1.0)
    assert (mixed[back, 1] / samples[back, 1]) < 0.6


def test_a_low_hit_is_not_distorted_by_a_gain_that_follows_its_waves() -> None:
    low = np.sin(2 * np.pi * 80 * TIME) * np.exp(-TIME / 0.25)
    made, down = limited(np.float32(low[:, np.newaxis] * 2.8), RATE, -1.0, is_hit=True)
    assert 9 < down < 11
    power = np.abs(np.fft.rfft(made[:, 0] * np.hanning(RATE))) ** 2
    assert 10 * np.log10(power[170:].sum() / power[40:120].sum()) < -40


def test_what_is_turned_down_is_held_before_it_is_released() -> None:
    peaks = np.zeros(200, np.float32)
    peaks[50] = 2.0
    for hold in (0, 20):
        down = reduction(peaks, RATE, 1.0, 400.0, hold)
        still = np.flatnonzero(down > 6.0)
        assert still[0] <= 50
        assert hold <= still[-1] - 50 <= hold + 3
        gone = np.flatnonzero(down > 0)[-1]
        assert gone - still[-1] == pytest.approx(6.02 / 400 * RATE / BLOCK, abs=6)
