"""What happens at a moment: the same by seed, another by another, clean at both ends, timed."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.synthesis import Character, Made, Recipe, make, recipe_named, recipes

RATE = 48000
HITS = tuple(recipe for recipe in recipes() if not recipe.loops)
KINDS = tuple(recipe for recipe in HITS if recipe.shoe in ("", "hard"))
"""One shoe stands for all where all go the same way."""
SHORT = tuple(recipe for recipe in KINDS if recipe.seconds <= 1.2)


def recipe(name: str) -> Recipe:
    found = recipe_named(name)
    assert found is not None
    return found


@cache
def usual(name: str) -> Made:
    """A sound as it is made by default, once for all tests that look at it."""
    return make(recipe(name), seed=3)


def attack_s(made: Made, *, below_db: float = 20.0) -> float:
    """An independent ear: the first millisecond that is within 20 dB of the loudest of the hit."""
    mono = made.samples.mean(axis=1).astype(np.float64)
    step = made.rate // 2000
    energy = np.convolve(mono**2, np.ones(2 * step), "same")[::step]
    first = int(np.argmax(energy > energy.max() * 10 ** (-below_db / 10)))
    return first * step / made.rate


def shape(made: Made) -> np.ndarray:
    """How loud it is in 24 bands of equal width in octaves over 12 parts of its length, in dB."""
    mono = made.samples.mean(axis=1).astype(np.float64)
    rows = []
    for part in np.array_split(mono[: int(0.4 * made.rate)], 12):
        power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
        hz = np.fft.rfftfreq(len(part), 1 / made.rate)
        edges = np.geomspace(60, 16000, 25)
        rows.append([power[(hz >= a) & (hz < b)].sum() for a, b in pairwise(edges)])
    level = 10 * np.log10(np.array(rows) + 1e-12)
    level = np.maximum(level, level.max() - 50)
    return level - level.mean()


def test_names_are_unique_and_every_recipe_says_what_it_is() -> None:
    names = [one.name for one in recipes()]
    assert len(names) == len(set(names))
    assert all(one.ucs and one.words and one.description and one.seconds > 0 for one in recipes())


def test_every_hit_is_clean() -> None:
    for one in KINDS:
        made = usual(one.name)
        samples = made.samples
        assert samples.dtype == np.float32, one.name
        assert samples.shape == (round(one.seconds * RATE), 1), one.name
        assert np.isfinite(samples).all(), one.name
        assert np.abs(samples).max() == pytest.approx(10 ** (-3 / 20), rel=1e-3), one.name
        assert abs(float(samples.mean())) < 1e-3, one.name
        assert np.abs(samples[:24]).max() < 0.02, f"{one.name} begins with a step"
        assert np.abs(samples[-24:]).max() < 0.002, f"{one.name} ends with a step"


def test_the_same_seed_makes_the_same_samples_and_another_makes_others() -> None:
    for one in SHORT[::4]:
        first = make(one, seed=5).samples
        assert np.array_equal(first, make(one, seed=5).samples), one.name
        assert not np.array_equal(first, make(one, seed=6).samples), one.name


def test_a_hit_is_where_it_is_said_to_be() -> None:
    sudden = [
        one
        for one in KINDS
        if one.name.split()[0] in ("footstep", "impact", "glass", "punch", "slap", "click", "coins")
        or (one.name.startswith("door") and one.name != "door creak")
    ]
    assert len(sudden) > 25
    for one in sudden:
        made = usual(one.name)
        assert abs(attack_s(made) - made.sync_s) <= 0.002, (one.name, attack_s(made))


def test_the_hit_of_a_whoosh_is_its_peak() -> None:
    for one in HITS:
        if not one.name.startswith("whoosh"):
            continue
        made = make(one, seed=4)
        mono = made.samples[:, 0].astype(np.float64) ** 2
        smooth = np.convolve(mono, np.hanning(int(0.03 * RATE)), "same")
        assert abs(np.argmax(smooth) / RATE - made.sync_s) < 0.03, one.name
        assert 0.3 < made.sync_s / one.seconds < 0.65, one.name


def test_a_riser_rises_up_to_its_hit() -> None:
    made = make(recipe("riser"), seed=1)
    mono = made.samples[:, 0].astype(np.float64) ** 2
    at = int(made.sync_s * RATE)
    tenth = at // 10
    levels = [mono[at - (k + 1) * tenth : at - k * tenth].mean() for k in range(6)]
    assert levels == sorted(levels, reverse=True)
    assert mono[at + int(0.05 * RATE) :].max(initial=0.0) < 0.02 * mono.max()


def test_steps_vary_a_little_and_never_much() -> None:
    for surface in ("concrete", "wood", "gravel", "snow"):
        own = [shape(make(recipe(f"footstep {surface} hard"), seed=seed)) for seed in range(12)]
        other = shape(make(recipe("impact anvil"), seed=1))
        apart = [float(np.abs(own[a] - own[b]).mean()) for a in range(12) for b in range(a + 1, 12)]
        away = [float(np.abs(one - other).mean()) for one in own]
        assert min(apart) > 0.4, f"two steps on {surface} are the same"
        assert max(apart) < min(away), f"a step on {surface} is another thing"


def test_surfaces_and_shoes_differ_more_than_steps_do() -> None:
    def mean_shape(name: str) -> np.ndarray:
        return np.mean([shape(make(recipe(name), seed=seed)) for seed in range(4)], axis=0)

    for first, second in (
        ("footstep concrete hard", "footstep gravel hard"),
        ("footstep wood hard", "footstep metal hard"),
        ("footstep wood hard", "footstep wood soft"),
        ("footstep snow boot", "footstep leaves boot"),
    ):
        again = np.mean([shape(make(recipe(first), seed=seed)) for seed in range(20, 24)], axis=0)
        own = np.abs(mean_shape(first) - again).mean()
        assert np.abs(mean_shape(first) - mean_shape(second)).mean() > 1.5 * own, (first, second)


def test_soft_is_duller_than_hard() -> None:
    for name in ("impact wood", "impact metal", "impact stone", "footstep concrete hard"):

        def centre(strength: float, name: str = name) -> float:
            made = make(recipe(name), seed=2, character=Character(strength=strength))
            power = np.abs(np.fft.rfft(made.samples[: RATE // 10, 0])) ** 2
            hz = np.fft.rfftfreq(RATE // 10, 1 / RATE)
            return float((power * hz).sum() / power.sum())

        assert centre(0.1) < centre(1.0), name


def test_larger_is_lower() -> None:
    for name in ("impact metal", "impact body", "door wood slam"):

        def median(size: float, name: str = name) -> float:
            made = make(recipe(name), seed=2, character=Character(size=size))
            power = np.cumsum(np.abs(np.fft.rfft(made.samples[:, 0])) ** 2)
            return float(np.searchsorted(power, power[-1] / 2))

        assert median(2.0) < median(0.7), name


def test_gaits_put_the_ball_of_the_foot_elsewhere() -> None:
    name = "footstep concrete hard"

    def second_s(gait: str) -> float:
        found = []
        for seed in range(5):
            made = make(recipe(name), seed=seed, character=Character(gait=gait))
            mono = made.samples[:, 0].astype(np.float64)
            bright = np.diff(mono, prepend=0.0) ** 2
            smooth = np.convolve(bright, np.ones(96), "same")
            late = smooth.copy()
            late[: int(0.035 * RATE)] = 0
            found.append(np.argmax(late) / RATE)
        return float(np.median(found))

    assert second_s("run") < 0.08 < second_s("walk")


def loudness(name: str, seed: int, step_s: float) -> np.ndarray:
    """Of parts of `step_s`, in dB below the loudest of them."""
    made = make(recipe(name), seed=seed)
    step = round(step_s * RATE)
    mono = made.samples[:, 0].astype(np.float64)
    parts = mono[: len(mono) // step * step].reshape(-1, step)
    level = 10 * np.log10(np.mean(parts**2, axis=1) + 1e-12)
    return level - level.max()


def test_steps_on_floors_are_dry() -> None:
    for surface in ("concrete", "wood", "metal", "tile", "carpet"):
        for seed in range(4):
            late = loudness(f"footstep {surface} hard", seed, 0.02)[-5:]
            assert late.max() < -30, (surface, seed)


def test_cloth_moves_in_strokes_and_rests_between_them() -> None:
    for name in ("cloth", "leather"):
        for seed in range(4):
            level = loudness(name, seed, 0.03)
            assert np.mean(level < -14) > 0.3, (name, seed)
            assert np.mean(level > -10) > 0.05, (name, seed)


@settings(max_examples=12, deadline=None)
@given(
    name=st.sampled_from(
        ["footstep gravel boot", "impact glass", "door creak", "whoosh long", "riser", "water pour"]
    ),
    seconds=st.floats(0.06, 2.0),
    rate=st.sampled_from([16000, 22050, 44100, 48000, 96000]),
    seed=st.integers(0, 2**40),
)
def test_any_length_at_any_rate(name: str, seconds: float, rate: int, seed: int) -> None:
    made = make(recipe(name), seed=seed, seconds=seconds, rate=rate)
    assert made.samples.shape == (round(seconds * rate), 1)
    assert np.isfinite(made.samples).all()
    assert 0.1 < np.abs(made.samples).max() <= 0.71
    assert np.abs(made.samples[-1]).max() < 0.01
    assert 0 <= made.sync_s <= seconds


def test_a_rate_or_a_length_that_nothing_has_is_refused() -> None:
    with pytest.raises(ValueError, match="4000 Hz"):
        make(recipe("click"), seed=1, rate=4000)
    with pytest.raises(ValueError, match="-1"):
        make(recipe("click"), seed=1, seconds=-1)
