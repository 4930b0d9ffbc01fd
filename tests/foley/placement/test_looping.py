from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backbeat.foley.found import Heard, Samples
from backbeat.foley.placement.looping import going_on, looped
from backbeat.foley.placement.one_offs import steady_spans
from backbeat.loudness import measure, windows
from tests.foley.placement.material import RATE, library, noise


def made(samples: Samples, seconds: float, seed: int = 0, loops: bool = False) -> Samples:
    count = round(seconds * RATE)
    return looped(Heard(samples, RATE, 0.0, loops), count, np.random.default_rng(seed))


def momentary(samples: Samples) -> NDArray[np.float64]:
    return windows.sliding(measure(samples, RATE).power, windows.MOMENTARY)


def sharpest(samples: Samples) -> float:
    """The greatest second difference: what a click is made of."""
    return float(np.abs(np.diff(samples, 2, axis=0)).max())


@settings(max_examples=25)
@given(
    source=st.floats(0.05, 9),
    wanted=st.floats(0.01, 15),
    channels=st.sampled_from([1, 2, 4]),
    loops=st.booleans(),
    seed=st.integers(0, 99),
)
def test_any_recording_becomes_a_bed_of_any_length_without_clicks(
    source: float, wanted: float, channels: int, loops: bool, seed: int
) -> None:
    samples = noise(source, seed, channels)
    bed = made(samples, wanted, seed, loops=False)
    assert bed.shape == (round(wanted * RATE), 2) and bed.dtype == np.float32
    assert np.isfinite(bed).all()
    assert sharpest(bed) <= 1.5 * sharpest(samples)


def test_a_hum_goes_on_through_its_joins() -> None:
    time = np.arange(round(4.3 * RATE)) / RATE
    hum = 0.1 * np.sin(2 * np.pi * 120 * time) + 0.05 * np.sin(2 * np.pi * 180 * time + 1)
    bed = made(hum[:, np.newaxis].astype(np.float32), 40)
    # Phases fit where it is joined: its level stays.
    assert np.ptp(momentary(bed)) < 0.3
    assert sharpest(bed) < 1.2 * sharpest(hum[:, np.newaxis].astype(np.float32))


def test_noise_keeps_its_power_through_its_joins() -> None:
    bed = made(noise(7, 2), 90)
    heard = momentary(bed)
    source = momentary(made(noise(60, 3), 55))
    assert np.ptp(heard) < np.ptp(source) + 1.0


def test_a_long_bed_does_not_repeat_with_the_length_of_its_recording() -> None:
    samples = noise(6, 4, 2)
    bed = made(samples, 60)[:, 0]
    naive = np.tile(samples[:, 0], 10)[: len(bed)]
    assert repetition(naive) > 0.95
    assert repetition(bed) < 0.35


def repetition(line: NDArray[np.float32]) -> float:
    """The highest correlation of a sound with itself a second to half of its length later."""
    count = 1 << (2 * len(line) - 1).bit_length()
    spectrum = np.fft.rfft(line.astype(np.float64), count)
    alike = np.fft.irfft(np.abs(spectrum) ** 2, count)[: len(line) // 2]
    overlap = 1 - np.arange(len(alike)) / len(line)
    return float((alike / alike[0] / overlap)[RATE:].max())


def test_one_channel_becomes_two_that_differ_and_two_stay_what_they_are_to_each_other() -> None:
    mono = made(noise(8, 5), 20)
    assert abs(np.corrcoef(mono.T)[0, 1]) < 0.2
    left = noise(8, 6)
    stereo = made(np.concatenate([left, -left], axis=1), 20)
    assert np.allclose(stereo[:, 1], -stereo[:, 0], atol=1e-6)


def test_a_short_loop_is_a_rhythm_and_is_repeated_as_it_is() -> None:
    time = np.arange(RATE // 2) / RATE
    rotor = 0.2 * np.sin(2 * np.pi * 80 * time) * (1 + np.cos(4 * np.pi * time))
    loop = rotor[:, np.newaxis].astype(np.float32)
    bed = made(loop, 5, loops=True)
    assert np.allclose(bed[RATE // 2 :], bed[: -RATE // 2], atol=1e-6)


def test_a_loop_with_a_seam_is_joined_instead() -> None:
    ramp = np.linspace(-0.3, 0.3, RATE, dtype=np.float32)[:, np.newaxis]
    bed = made(ramp, 5, loops=True)
    assert np.abs(np.diff(bed, axis=0)).max() < 0.05


def test_beds_start_somewhere_else_with_each_seed_and_are_the_same_with_the_same() -> None:
    samples = noise(30, 7, 2)
    assert np.array_equal(made(samples, 5, 1), made(samples, 5, 1))
    assert not np.array_equal(made(samples, 5, 1), made(samples, 5, 2))


def test_a_bark_is_kept_out_of_a_bed() -> None:
    samples = noise(20, 8)
    bark = np.sin(np.arange(RATE // 3) * 0.06) * np.hanning(RATE // 3)
    for second in (4, 11):
        samples[second * RATE : second * RATE + len(bark), 0] += bark.astype(np.float32)
    spans = steady_spans(samples, RATE)
    for second in (4, 11):
        assert not any(
            first < (second + 0.3) * RATE and second * RATE < end for first, end in spans
        )
    assert sum(end - first for first, end in spans) > 15 * RATE
    assert np.abs(made(samples, 60)).max() < 0.7 < np.abs(samples).max()


def test_a_bed_that_is_made_of_events_is_used_whole() -> None:
    samples = noise(12, 9, level=0.01)
    random = np.random.default_rng(1)
    for place in random.integers(0, len(samples) - 4800, 60):
        samples[place : place + 4800] += noise(0.1, int(place), level=0.2)
    assert steady_spans(samples, RATE) == [(0, len(samples))]


def test_fades_of_a_recording_are_left_out() -> None:
    samples = noise(12, 10)
    samples[: 2 * RATE] *= np.linspace(0, 1, 2 * RATE, dtype=np.float32)[:, np.newaxis] ** 3
    samples[-2 * RATE :] *= np.linspace(1, 0, 2 * RATE, dtype=np.float32)[:, np.newaxis] ** 3
    assert np.ptp(momentary(made(samples, 60))) < 4.5


def test_a_loop_goes_on_after_its_hit_for_as_long_as_it_is_asked() -> None:
    loop = noise(1, 1)
    longer = going_on(Heard(loop, RATE, 0.25, True), 3.0)
    assert len(longer.samples) == round(3.25 * RATE) and longer.sync_s == 0.25
    assert np.array_equal(longer.samples[RATE : 2 * RATE], loop)
    assert going_on(Heard(loop, RATE, 0.25, True), 0.5).samples is loop


@pytest.mark.shared
def test_recordings_of_water_and_fire_go_on_without_being_heard_to_loop(shared: Path) -> None:
    names = ("env_sounds_water.1", "fire_fire.1")
    sounds = library(shared, *names)
    for name in names:
        samples = sounds.sounds.samples[name]
        bed = made(samples, 30)
        assert sharpest(bed) <= 1.05 * sharpest(samples), name
        assert repetition(bed[:, 0]) < 0.35, name
        assert momentary(bed).min() > np.median(momentary(bed)) - 5, name
