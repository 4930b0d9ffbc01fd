"""Beds: any length, no seam where they join, as loud at one time as at another."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.synthesis import Made, Recipe, make, recipe_named, recipes
from backbeat.foley.synthesis.making import LONGEST_LOOP_S

RATE = 16000
BEDS = tuple(recipe for recipe in recipes() if recipe.loops)
STEADY = ("room tone", "ventilation", "rain", "stream", "crowd", "night", "office")


def recipe(name: str) -> Recipe:
    found = recipe_named(name)
    assert found is not None
    return found


@cache
def usual(name: str) -> Made:
    """Four seconds of it, once for all tests that look at it."""
    return make(recipe(name), seed=2, seconds=4.0, rate=RATE)


def flux(mono: np.ndarray, at: int, width: int = 512) -> float:
    """How much the spectrum changes at a sample: half-wave rectified, in dB over all bands."""
    window = np.hanning(width)
    before = np.abs(np.fft.rfft(mono[at - width : at] * window)) + 1e-6
    after = np.abs(np.fft.rfft(mono[at : at + width] * window)) + 1e-6
    return float(np.maximum(20 * np.log10(after / before), 0).mean())


def assert_no_seam(made: Made, name: str, at: int | None = None) -> None:
    """At its join a loop steps, bends and changes no more than it does elsewhere."""
    for side in range(2):
        mono = made.samples[:, side].astype(np.float64)
        twice = np.concatenate([mono, mono])
        join = len(mono)
        steps = np.abs(np.diff(twice))
        bends = np.abs(np.diff(twice, 2))
        # The largest of 64 samples about the join, against those about other places.
        places = np.random.default_rng(1).integers(2000, len(mono) - 2000, 300)
        for values in (steps, bends):
            here = values[join - 3 : join + 3].max()
            there = np.array([values[p - 3 : p + 3].max() for p in places])
            assert here <= 1.5 * np.quantile(there, 0.995), (name, side)
        here_flux = flux(twice, join)
        other = np.array([flux(twice, int(p)) for p in places])
        assert here_flux <= np.quantile(other, 0.99) + 1.0, (name, side)


def test_every_bed_joins_its_own_beginning() -> None:
    for one in BEDS:
        made = usual(one.name)
        assert made.loops
        assert made.samples.shape == (4 * RATE, 2), one.name
        assert_no_seam(made, one.name)


def test_the_measure_of_seams_finds_one() -> None:
    made = usual("stream")
    cut = Made(made.samples[: -RATE // 3] * np.float32(1), RATE, 0.0, True)
    stepped = cut.samples.copy()
    stepped[-40:] += np.linspace(0, 0.4, 40, dtype=np.float32)[:, None]
    failed = False
    try:
        assert_no_seam(Made(stepped, RATE, 0.0, True), "stepped")
    except AssertionError:
        failed = True
    assert failed


def test_beds_are_clean_and_level() -> None:
    for one in BEDS:
        made = usual(one.name)
        samples = made.samples.astype(np.float64)
        assert np.isfinite(samples).all(), one.name
        assert np.abs(samples).max() <= 0.9, one.name
        assert np.abs(samples.mean(axis=0)).max() < 1e-4, one.name
        rms = 20 * np.log10(np.sqrt(np.mean(samples**2)))
        assert -40 < rms < -25, (one.name, rms)
        sides = 10 * np.log10(np.mean(samples**2, axis=0))
        assert abs(sides[0] - sides[1]) < 6, (one.name, sides)


def test_steady_beds_stay_as_loud_as_they_are() -> None:
    for name in STEADY:
        samples = make(recipe(name), seed=3, seconds=12.0, rate=RATE).samples.astype(np.float64)
        parts = [10 * np.log10(np.mean(part**2)) for part in np.array_split(samples, 6)]
        assert max(parts) - min(parts) < 4.0, (name, parts)


def test_left_and_right_are_not_the_same() -> None:
    for one in BEDS:
        samples = usual(one.name).samples.astype(np.float64)
        alike = np.corrcoef(samples.T)[0, 1]
        assert -0.2 < alike < 0.97, (one.name, alike)


def test_a_seed_is_a_bed() -> None:
    for one in BEDS:
        first = make(one, seed=5, seconds=0.5, rate=RATE).samples
        assert np.array_equal(first, make(one, seed=5, seconds=0.5, rate=RATE).samples), one.name
        assert not np.array_equal(first, make(one, seed=6, seconds=0.5, rate=RATE).samples)


def test_a_long_bed_goes_round_and_still_has_no_seam() -> None:
    made = make(recipe("room tone"), seed=4, seconds=LONGEST_LOOP_S * 1.4, rate=8000)
    n = round(LONGEST_LOOP_S * 1.4 * 8000)
    assert made.samples.shape == (n, 2)
    assert_no_seam(made, "long")
    period = round(LONGEST_LOOP_S * 8000)
    assert np.array_equal(made.samples[:8000], made.samples[period : period + 8000])
    parts = [10 * np.log10(np.mean(part**2)) for part in np.array_split(made.samples, 30)]
    assert max(parts) - min(parts) < 2.0


@settings(max_examples=10, deadline=None)
@given(
    name=st.sampled_from([one.name for one in BEDS]),
    seconds=st.floats(0.3, 1.5),
    seed=st.integers(0, 10**6),
)
def test_any_length(name: str, seconds: float, seed: int) -> None:
    made = make(recipe(name), seed=seed, seconds=seconds, rate=16000)
    assert made.samples.shape == (round(seconds * 16000), 2)
    assert np.isfinite(made.samples).all()
    assert 0 < np.abs(made.samples).max() <= 0.9
