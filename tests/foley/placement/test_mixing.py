from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.foley.cues import Kind, Layer
from backbeat.foley.found import Choice, Placed
from backbeat.foley.placement import blocks, measured, mixed, place, stem
from backbeat.foley.placement.mixing import Held, Sum
from backbeat.loudness import measure, windows
from tests.foley.placement.material import (
    RATE,
    Sounds,
    choices,
    cue,
    noise,
    rendered,
    sound,
    spine,
    thud,
)


def programme(seconds: int = 24) -> list[Placed]:
    """Steps, doors, rain and the tone of a room."""
    samples = {
        "step": thud(0.4, 0.01, 1),
        "door": thud(0.9, 0.05, 2),
        "rain": noise(6, 3),
        "room": noise(5, 4),
    }
    found = {
        key: sound(key, each, 0.01 if key == "step" else 0.05) for key, each in samples.items()
    }
    steps = [
        cue(f"s{i}", 1 + Fraction(i, 2), Kind.FOOTSTEP, Layer.FOLEY) for i in range(2 * seconds - 8)
    ]
    doors = [cue(f"d{i}", 2 + 5 * i, Kind.IMPACT) for i in range(seconds // 6)]
    beds = [
        Choice(cue("rain", 0, Kind.AMBIENCE, Layer.AMBIENCE), found["rain"]),
        Choice(cue("room", 0, Kind.ROOM_TONE, Layer.ROOM_TONE), found["room"]),
    ]
    chosen = [*choices(steps, found["step"]), *choices(doors, found["door"]), *beds]
    return place(chosen, spine(seconds), [], Sounds(samples, found).hear).placed


def whole(placed: list[Placed], seconds: int, layer: Layer | None = None) -> np.ndarray:
    return np.concatenate(list(blocks(stem(placed, Fraction(seconds), RATE, layer))))


def test_a_stem_is_the_sum_of_its_layer() -> None:
    placed = programme()
    for layer in Layer:
        here = [each for each in placed if each.choice.cue.layer is layer]
        assert here
        assert np.allclose(whole(placed, 24, layer), rendered(here, 24), atol=0.2)
        quiet = [each for each in here if each.choice.cue.kind.is_bed]
        if quiet:
            assert np.allclose(whole(placed, 24, layer), rendered(here, 24), atol=1e-6)


def test_layers_are_in_their_ranges_on_the_rendered_stems_by_other_meters() -> None:
    placed = programme()
    found = {each.layer: each for each in measured(placed, Fraction(24), RATE)}
    assert set(found) == set(Layer)
    ranges = {Layer.ROOM_TONE: (-30, -24), Layer.AMBIENCE: (-24, -18)}
    for layer, (low, high) in ranges.items():
        heard = pyloudnorm.Meter(RATE).integrated_loudness(whole(placed, 24, layer))
        assert low - 1 <= heard <= high + 1
        assert found[layer].lufs == pytest.approx(heard, abs=0.2)
        assert (found[layer].low_lufs, found[layer].high_lufs) == (low, high)
    for layer in (Layer.FOLEY, Layer.HARD_FX):
        power = measure(whole(placed, 24, layer), RATE).power
        loud = windows.sliding(np.pad(power, windows.MOMENTARY), windows.MOMENTARY)
        for each in placed:
            if each.choice.cue.layer is layer:
                first = round(float(each.start) * 100)
                own = loud[first + 1 : first + windows.MOMENTARY + len(each.samples) // 480].max()
                assert -19 <= own <= -5, each.choice.cue.number
        assert found[layer].outside == ()
        assert -18 <= (found[layer].lufs or 0) <= -6


def test_true_peaks_of_stems_and_of_all_together_are_below_the_ceiling() -> None:
    hits = programme()
    same_time = [replace(each, start=Fraction(1)) for each in hits[:30]]
    for placed in (hits, same_time):
        made = whole(placed, 24)
        assert 20 * np.log10(measure(made, RATE).true_peaks.max()) <= -1
    assert stem(same_time, Fraction(24), RATE).limited_db > 3


def test_the_true_peak_of_a_layer_is_what_the_meter_reads() -> None:
    placed = programme()
    for each in measured(placed, Fraction(24), RATE):
        meter = 20 * np.log10(measure(whole(placed, 24, each.layer), RATE).true_peaks.max())
        assert each.true_peak_dbtp == pytest.approx(meter, abs=0.1)


@settings(max_examples=20)
@given(first=st.integers(-RATE, 25 * RATE), count=st.integers(0, 3 * RATE))
def test_what_is_read_in_parts_is_what_is_read_at_once(first: int, count: int) -> None:
    reader = stem(PLACED, Fraction(24), RATE)
    around = np.zeros((count, 2), np.float32)
    low, high = max(first, 0), min(first + count, len(WHOLE))
    if low < high:
        around[low - first : high - first] = WHOLE[low:high]
    assert np.allclose(reader.read(first, count), around, atol=1e-6)


PLACED = programme()
WHOLE = whole(PLACED, 24)


def test_the_mix_is_the_original_and_the_effects() -> None:
    original = noise(24, 9, 2, 0.02)
    effects = stem(PLACED, Fraction(24), RATE, Layer.AMBIENCE)
    made = np.concatenate(list(blocks(mixed(Held(original, RATE), effects))))
    assert np.allclose(made, original + whole(PLACED, 24, Layer.AMBIENCE), atol=1e-5)
    loud = Held(noise(24, 9, 1, 0.5), RATE)
    made = np.concatenate(list(blocks(mixed(loud, effects))))
    assert 20 * np.log10(measure(made, RATE).true_peaks.max()) <= -1


def test_a_programme_without_sounds_is_silent() -> None:
    assert measured([], Fraction(2), RATE) == []
    assert not np.concatenate(list(blocks(stem([], Fraction(2), RATE)))).any()
    assert Sum([], Fraction(2), RATE).count == 2 * RATE
