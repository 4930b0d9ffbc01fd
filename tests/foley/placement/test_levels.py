from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.cues import Kind, Layer
from backbeat.foley.placement import levels
from backbeat.loudness import measure, windows
from tests.foley.placement.material import RATE, cue, library, noise, thud

KINDS = st.sampled_from(list(Kind))
LAYERS = st.sampled_from(list(Layer))


@given(
    kind=KINDS,
    layer=LAYERS,
    strength=st.floats(-1, 2),
    focus=st.booleans(),
    more_db=st.floats(-9, 9),
)
def test_what_is_aimed_at_is_within_the_layers_range(
    kind: Kind, layer: Layer, strength: float, focus: bool, more_db: float
) -> None:
    wanted = cue("1", 0, kind, layer, strength=strength, focus=focus)
    allowed = levels.range_of(wanted)
    assert allowed.low <= levels.target(wanted, more_db) <= allowed.high


@given(kind=KINDS, layer=LAYERS, soft=st.floats(0, 1), hard=st.floats(0, 1))
def test_what_hits_harder_is_no_softer(kind: Kind, layer: Layer, soft: float, hard: float) -> None:
    soft, hard = sorted((soft, hard))
    low, high = (levels.target(cue("1", 0, kind, layer, strength=each)) for each in (soft, hard))
    assert low <= high


def test_the_ranges_are_those_of_the_stack_and_focus_is_above_what_is_incidental() -> None:
    assert levels.range_of(cue("1", 0, layer=Layer.ROOM_TONE)) == levels.Range(-30, -24)
    assert levels.range_of(cue("1", 0, layer=Layer.AMBIENCE)) == levels.Range(-24, -18)
    for layer in (Layer.FOLEY, Layer.HARD_FX):
        assert levels.range_of(cue("1", 0, layer=layer)) == levels.Range(-18, -6)
        plain, focused = cue("1", 0, layer=layer), cue("1", 0, layer=layer, focus=True)
        assert levels.range_of(focused) == levels.Range(-12, 0)
        assert levels.target(focused) >= levels.target(plain) + 3


def test_what_was_asked_for_on_top_is_given_even_outside_the_range() -> None:
    plain, asked = cue("1", 0), cue("1", 0, gain_db=-9.0)
    assert levels.target(asked) == levels.target(plain) - 9


@settings(max_examples=25)
@given(lufs=st.floats(-30, -16), seed=st.integers(0, 9), level=st.floats(-50, 15))
def test_a_hit_is_as_loud_as_it_should_be_whatever_its_file(
    lufs: float, seed: int, level: float
) -> None:
    hit = np.repeat(thud(seed=seed), 2, axis=1) * np.float32(10 ** (level / 20))
    made = levels.levelled(hit, RATE, lufs, lufs)
    alone = np.pad(made.samples, ((RATE // 2, RATE // 2), (0, 0)))
    found = measure(alone, RATE)
    assert windows.sliding(found.power, windows.MOMENTARY).max() == pytest.approx(lufs, abs=0.3)
    assert 20 * np.log10(found.true_peaks.max()) <= -1


def test_a_click_stays_as_loud_as_its_peak_allows() -> None:
    click = np.zeros((RATE // 10, 2), np.float32)
    click[100] = 0.5
    made = levels.levelled(click, RATE, -15.0, -17.5)
    assert made.lufs < -25
    assert 20 * np.log10(measure(made.samples, RATE).true_peaks.max()) <= -1
    assert made.limited_db == pytest.approx(levels.MOST_LIMITED_DB, abs=0.5)


def test_peaks_are_turned_down_far_only_where_the_layer_asks_for_it() -> None:
    hit = np.repeat(thud(seed=3), 2, axis=1)
    easy = levels.levelled(hit, RATE, -8.0, -30.0)
    assert easy.limited_db == pytest.approx(levels.EASILY_LIMITED_DB, abs=0.3)
    asked = levels.levelled(hit, RATE, -8.0, easy.lufs + 1)
    assert asked.lufs == pytest.approx(easy.lufs + 1, abs=0.2)
    assert easy.limited_db < asked.limited_db <= levels.MOST_LIMITED_DB + 0.1


def test_silence_stays_silence() -> None:
    made = levels.levelled(np.zeros((RATE, 2), np.float32), RATE, -15.0, -17.5)
    assert not made.samples.any() and made.gain_db == 0


@pytest.mark.shared
def test_real_sounds_are_within_their_range_or_said_to_be_too_sharp(shared: Path) -> None:
    names = ("doors_door_close", "default_sand_footstep.1", "tnt_explode", "default_break_glass.2")
    sounds = library(shared, *names)
    wanted = cue("1", Fraction(1), Kind.IMPACT)
    lufs = levels.target(wanted)
    for name in names:
        samples = np.repeat(sounds.sounds.samples[name], 2, axis=1)
        made = levels.levelled(samples, RATE, lufs, -17.5)
        found = measure(np.pad(made.samples, ((RATE // 2, RATE // 2), (0, 0))), RATE)
        loudest = float(windows.sliding(found.power, windows.MOMENTARY).max())
        assert -18 <= loudest <= -6, name
        assert made.lufs == pytest.approx(loudest, abs=0.1)
        assert 20 * np.log10(found.true_peaks.max()) <= -1


def test_noise_that_never_peaks_is_not_limited() -> None:
    assert levels.levelled(noise(1, 1, 2), RATE, -20.0, -24.0).limited_db == 0
