"""The sound of edits made by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.music.fitting import Curve, SongEdit, Stretch, render
from backbeat.music.fitting.rendering import fade_in

RATE = 8000


def noise(seconds: float, channels: int = 2) -> np.ndarray:
    shape = (round(seconds * RATE), channels)
    return np.random.default_rng(5).uniform(-0.3, 0.3, shape).astype(np.float32)


def edit(*stretches: Stretch, fade_out_s: Fraction = Fraction(0)) -> SongEdit:
    return SongEdit(stretches, (), stretches[-1].end_s, Fraction(0), fade_out_s, ())


@settings(max_examples=30)
@given(st.integers(1000, 15000), st.integers(0, 400))
def test_a_join_of_what_follows_anyway_changes_nothing(at: int, half: int) -> None:
    samples = noise(2)
    cut = Fraction(at, RATE)
    fade = Fraction(2 * half, RATE)
    made = edit(
        Stretch(Fraction(0), Fraction(0), cut),
        Stretch(cut, cut, Fraction(2), fade, Curve.EQUAL_GAIN),
    )
    assert np.allclose(render(samples, RATE, made), samples, atol=1e-6)


def test_powers_of_a_crossfade_add_up_and_gains_of_the_other() -> None:
    power = fade_in(100, Curve.EQUAL_POWER)
    assert power**2 + power[::-1] ** 2 == pytest.approx(np.ones(100), abs=1e-6)
    gain = fade_in(100, Curve.EQUAL_GAIN)
    assert gain + gain[::-1] == pytest.approx(np.ones(100), abs=1e-6)


def test_the_level_of_unlike_sounds_holds_through_a_crossfade() -> None:
    samples = noise(4, 1)
    made = edit(
        Stretch(Fraction(0), Fraction(0), Fraction(1)),
        Stretch(Fraction(1), Fraction(3), Fraction(4), Fraction(1, 2)),
    )
    heard = render(samples, RATE, made)[:, 0]
    inside = np.sqrt(np.mean(heard[RATE - 1500 : RATE + 1500] ** 2))
    assert inside == pytest.approx(np.sqrt(np.mean(samples**2)), rel=0.05)


def test_stretches_are_where_they_belong_at_any_rate() -> None:
    made = edit(
        Stretch(Fraction(0), Fraction(1), Fraction(3, 2)),
        Stretch(Fraction(1, 2), Fraction(1, 4), Fraction(1)),
    )
    for rate in (8000, 22050, 48000):
        ramp = np.arange(2 * rate, dtype=np.float32)[:, np.newaxis] / rate
        heard = render(ramp, rate, made)[:, 0]
        assert len(heard) == round(1.25 * rate)
        assert heard[rate // 4] == pytest.approx(1.25, abs=1e-3)
        assert heard[rate] == pytest.approx(0.75, abs=1e-3)


def test_a_fade_ends_in_silence_and_leaves_what_is_before() -> None:
    samples = np.ones((2 * RATE, 1), np.float32)
    heard = render(
        samples, RATE, edit(Stretch(Fraction(0), Fraction(0), Fraction(2)), fade_out_s=Fraction(1))
    )
    assert np.all(heard[:RATE] == 1)
    assert np.all(np.diff(heard[RATE:, 0]) < 0)
    assert heard[-1, 0] < 1e-6
