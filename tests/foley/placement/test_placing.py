from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backbeat.errors import CancelledError
from backbeat.foley.cues import Kind, Layer
from backbeat.foley.found import Choice, FoundSound, Heard, Placed, Samples
from backbeat.foley.placement import Options, Scene, measure_hits, place, stem
from backbeat.foley.placement.hit_times import measure_onsets
from backbeat.foley.placement.mixing import Held
from backbeat.loudness import measure, windows
from backbeat.progress import Progress
from tests.foley.placement.material import (
    RATE,
    Sounds,
    choices,
    cue,
    library,
    noise,
    rendered,
    sound,
    spine,
    thud,
)

RATES = (Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60))


def one(samples: Samples, sync_s: float = 0.02, **more: object) -> tuple[FoundSound, Sounds]:
    found = sound("hit", samples, sync_s, **more)  # type: ignore[arg-type]
    return found, Sounds({"hit": samples}, {"hit": found})


@settings(max_examples=40)
@given(
    time=st.fractions(0, 9),
    attack_s=st.floats(0, 0.3),
    seed=st.integers(0, 99),
    kind=st.sampled_from([Kind.FOOTSTEP, Kind.IMPACT, Kind.EFFECT]),
)
def test_a_hit_is_on_its_cue_to_half_a_sample(
    time: Fraction, attack_s: float, seed: int, kind: Kind
) -> None:
    found, sounds = one(thud(0.6, attack_s, seed), attack_s)
    placed = place(choices([cue("1", time, kind)], found), spine(10), [], sounds.hear).placed[0]
    assert (placed.start * RATE).denominator == 1 and placed.start >= 0
    assert placed.samples.dtype == np.float32 and placed.samples.shape[1] == 2
    hit = placed.start + Fraction(placed.sync_s)
    assert abs(hit - time) <= Fraction(1, 2 * RATE) + Fraction(1, 10**9)


def test_the_onset_in_the_samples_is_where_it_says() -> None:
    found, sounds = one(thud(0.6, 0.1), 0.1)
    for number in range(8):
        chosen = choices([cue(str(number), 2, Kind.IMPACT)], found)
        placed = place(chosen, spine(10), [], sounds.hear).placed[0]
        loud = np.flatnonzero(np.abs(placed.samples).max(axis=1) > 0.02)
        assert loud[0] / RATE == pytest.approx(placed.sync_s, abs=0.001)


@pytest.mark.parametrize("rate", RATES)
def test_hits_are_heard_on_their_frames(rate: Fraction) -> None:
    found, sounds = one(thud(0.5, 0.08), 0.08)
    cues = [cue(str(index), (7 + 31 * index) / rate, Kind.IMPACT) for index in range(12)]
    seconds = (7 + 31 * 12) / rate + 1
    placed = place(choices(cues, found), spine(seconds, rate), [], sounds.hear).placed
    heard = measure_onsets(stem(placed, seconds, RATE), placed)
    assert len(heard) == 12
    for number, late_ms in heard.items():
        assert late_ms is not None and abs(late_ms) < 2, number


@pytest.mark.shared
def test_hits_of_real_sounds_are_heard_on_their_frames(shared: Path) -> None:
    """By an instrument that did not place them, within half a frame at 60 frames a second."""
    names = (
        *("default_break_glass.1", "default_break_glass.2", "default_dug_metal.1"),
        *("default_wood_footstep.1", "default_wood_footstep.2", "default_hard_footstep.1"),
        *("doors_glass_door_close", "perc_snap", "perc_impact1", "perc_bell"),
    )
    sounds = library(shared, *names)
    for rate in RATES:
        chosen = [
            Choice(cue(str(index), Fraction(2 + 8 * index) + 7 / rate, Kind.IMPACT), sounds[name])
            for index, name in enumerate(names)
        ]
        seconds = Fraction(8 * len(names) + 2)
        placed = place(chosen, spine(seconds, rate), [], sounds.sounds.hear).placed
        for number, late_ms in measure_onsets(stem(placed, seconds, RATE), placed).items():
            assert late_ms is not None and abs(late_ms) < 8.3, (rate, names[int(number)])


@pytest.mark.whole
@pytest.mark.shared
def test_every_sound_of_the_library_lies_where_its_sync_point_should_be(shared: Path) -> None:
    sounds = library(shared)
    for rate in (Fraction(24), Fraction(60)):
        allowed_ms = float(500 / rate) + 2
        readings = []
        for index, name in enumerate(sorted(sounds.sounds.found)):
            wanted = cue("1", 3 + index % 23 / rate, Kind.IMPACT, sound=name)
            placed = place(choices([wanted], sounds[name]), spine(14), [], sounds.sounds.hear)
            reader = stem(placed.placed, Fraction(14), RATE)
            readings.append(measure_hits(reader, placed.placed)["1"])
        told = [late_ms for late_ms in readings if late_ms is not None]
        assert len(told) > 0.8 * len(readings)
        assert max(abs(late_ms) for late_ms in told) <= allowed_ms


@pytest.mark.shared
def test_a_whoosh_peaks_on_its_cue(shared: Path) -> None:
    sounds = library(shared, "ambi_swoosh", "perc_swoosh")
    for name in ("ambi_swoosh", "perc_swoosh"):
        chosen = choices([cue("1", 3, Kind.WHOOSH)], sounds[name])
        placed = place(chosen, spine(8), [], sounds.sounds.hear).placed
        power = np.square(rendered(placed, 8)).sum(axis=1)
        width = RATE // 50
        envelope = np.convolve(power, np.hanning(width), mode="same")
        assert int(envelope.argmax()) / RATE == pytest.approx(3, abs=0.012), name


def test_the_same_again_gives_the_same_bytes_and_cues_elsewhere_change_nothing() -> None:
    found, sounds = one(thud())
    cues = [cue(str(index), 1 + index, Kind.FOOTSTEP, Layer.FOLEY) for index in range(6)]
    chosen = choices(cues, found)
    door = sound("door", thud(0.5, 0.02, 9), 0.02)
    both = Sounds({**sounds.samples, "door": thud(0.5, 0.02, 9)}, {"hit": found, "door": door})
    first = place(chosen, spine(10), [], both.hear).placed
    more = [*chosen, *choices([cue("d", Fraction(7, 2))], door)]
    second = {p.choice.cue.number: p for p in place(more, spine(10), [], both.hear).placed}
    assert len(second) == 7
    for each in first:
        other = second[each.choice.cue.number]
        assert np.array_equal(each.samples, other.samples) and each.start == other.start
    third = place(chosen, spine(10), [], both.hear, Options(seed=5)).placed
    assert any(not np.array_equal(a.samples, b.samples) for a, b in zip(first, third, strict=True))


def test_tails_ring_over_the_next_hit_and_end_faded_where_they_are_asked_to() -> None:
    long = noise(3, 1)
    found, sounds = one(long, 0.0)
    free, ended = cue("1", 1), cue("2", 1, end=Fraction(3, 2))
    rings = place(choices([free, cue("3", 2)], found), spine(10), [], sounds.hear).placed[0]
    assert len(rings.samples) > 2.7 * RATE
    stops = place(choices([ended], found), spine(10), [], sounds.hear).placed[0]
    assert stops.start + Fraction(len(stops.samples), RATE) == Fraction(3, 2)
    assert np.abs(stops.samples[-48:]).max() < 0.01 * np.abs(stops.samples).max()


def test_a_sound_is_choked_by_the_next_one_only_where_it_is_asked_to() -> None:
    found, sounds = one(noise(3, 1), 0.0)
    tagged = cue("1", 1, tags={"choke": ""})
    placed = place(choices([tagged, cue("2", 2)], found), spine(10), [], sounds.hear).placed
    assert placed[0].start + Fraction(len(placed[0].samples), RATE) == 2


def test_what_begins_before_the_timeline_is_cut_and_what_ends_after_it_is_faded() -> None:
    found, sounds = one(thud(1.0, 0.4), 0.4)
    early = place(choices([cue("1", Fraction(1, 10))], found), spine(5), [], sounds.hear).placed[0]
    assert early.start == 0 and early.sync_s == pytest.approx(0.1, abs=1e-4)
    late = place(choices([cue("1", Fraction(49, 10))], found), spine(5), [], sounds.hear).placed[0]
    assert late.start + Fraction(len(late.samples), RATE) <= 5 + Fraction(1, RATE)
    assert np.abs(late.samples[-1]).max() < 1e-3


def test_a_sound_that_loops_goes_on_to_its_cues_end() -> None:
    found, sounds = one(noise(0.7, 3), 0.0, loops=True)
    placed = place(choices([cue("1", 1, end=Fraction(6))], found), spine(9), [], sounds.hear)
    assert placed.placed[0].start + Fraction(len(placed.placed[0].samples), RATE) == 6


def test_a_file_that_cannot_be_read_gives_way_to_the_next_best_and_is_said() -> None:
    good, sounds = one(thud())
    bad = replace(good, key="bad", path="/bad.wav", variants=())
    sounds.broken = frozenset({"bad"})
    found = place([Choice(cue("1", 1), bad, (good,))], spine(5), [], sounds.hear)
    assert [each.key for each in found.placed] == ["hit"]
    assert "bad: cannot be read" in found.placed[0].choice.problem
    none = place([Choice(cue("1", 1), bad)], spine(5), [], sounds.hear)
    assert not none.placed and "cannot be read" in none.unplaced[0].problem


def test_markers_and_cues_without_a_sound_are_left_out_and_those_outside_are_said() -> None:
    found, sounds = one(thud())
    chosen = [
        Choice(cue("1", 1, placed=False), found),
        Choice(cue("2", 1), None),
        Choice(cue("3", 99), found),
    ]
    result = place(chosen, spine(5), [], sounds.hear)
    assert not result.placed
    assert [each.cue.number for each in result.unplaced] == ["3"]


def test_a_short_click_says_that_it_cannot_be_loud_enough() -> None:
    click = np.zeros((2000, 1), np.float32)
    click[50] = 0.9
    found, sounds = one(click, 50 / RATE)
    placed = place(choices([cue("1", 1)], found), spine(5), [], sounds.hear).placed[0]
    assert "LUFS" in placed.choice.problem and "click" in placed.choice.problem


def lufs(placed: Placed) -> float:
    alone = np.pad(placed.samples, ((RATE // 2, RATE // 2), (0, 0)))
    return float(windows.sliding(measure(alone, RATE).power, windows.MOMENTARY).max())


def test_gain_level_strength_and_focus_are_heard() -> None:
    # Steady, so that no peak is in the way.
    found, sounds = one(noise(1, 2), 0.0)

    def loud(options: Options | None = None, **more: object) -> float:
        chosen = choices([cue("1", 1, **more)], found)
        return lufs(place(chosen, spine(5), [], sounds.hear, options).placed[0])

    plain = loud()
    assert loud(gain_db=-4.0) == pytest.approx(plain - 4, abs=0.1)
    assert loud(Options(level_db=-3.0)) == pytest.approx(plain - 3, abs=0.1)
    assert loud(strength=0.2) < plain - 2
    assert loud(focus=True) > plain + 2


def test_what_is_soft_is_duller() -> None:
    found, sounds = one(noise(1, 2), 0.0)

    def brightness(strength: float) -> float:
        chosen = choices([cue("1", 1, strength=strength)], found)
        samples = place(chosen, spine(5), [], sounds.hear).placed[0].samples[:, 0]
        power = np.abs(np.fft.rfft(samples)) ** 2
        hz = np.fft.rfftfreq(len(samples), 1 / RATE)
        return float(power[hz > 5000].sum() / power.sum())

    assert brightness(0.0) < 0.5 * brightness(1.0)


def test_a_distant_hit_is_softer_duller_and_in_a_room_but_on_its_cue() -> None:
    found, sounds = one(thud(0.12, 0.05), 0.05)
    options = Options(perspective=True)
    chosen = choices([cue("1", 2, Kind.IMPACT)], found)

    def seen(closeness: float) -> Placed:
        return place(chosen, spine(8), [], sounds.hear, options, closeness={"1": closeness}).placed[
            0
        ]

    near, far = seen(1.0), seen(0.0)
    assert len(far.samples) > len(near.samples) * 0.99
    tail = slice(round(0.15 * RATE), round(0.4 * RATE))
    energies = [
        np.square(each.samples[tail]).sum() / np.square(each.samples).sum() for each in (near, far)
    ]
    assert energies[1] > 5 * energies[0]
    for each in (near, far):
        late_ms = measure_onsets(Held(rendered([each], 8), RATE), [each])["1"]
        assert late_ms is not None and abs(late_ms) < 2


def test_distance_takes_from_the_level() -> None:
    # Steady, so that no peak is in the way.
    found, sounds = one(noise(1, 2), 0.0)
    chosen = choices([cue("1", 2, Kind.IMPACT)], found)
    far, near = (
        place(
            chosen, spine(8), [], sounds.hear, Options(perspective=True), closeness={"1": size}
        ).placed[0]
        for size in (0.0, 1.0)
    )
    assert lufs(far) == pytest.approx(lufs(near) - 4, abs=0.3)


def test_pan_moves_a_sound_and_keeps_its_power() -> None:
    found, sounds = one(noise(1, 2), 0.0)
    left, right = (
        place(choices([cue("1", 1, pan=pan)], found), spine(5), [], sounds.hear).placed[0]
        for pan in (-0.8, 0.8)
    )
    for each, louder in ((left, 0), (right, 1)):
        powers = np.square(each.samples).mean(axis=0)
        assert powers[louder] > 8 * powers[1 - louder]
    assert lufs(left) == pytest.approx(lufs(right), abs=0.2)


def bed_cue(number: str, start: int, end: int | None = None, **more: object) -> object:
    return cue(
        number,
        start,
        Kind.AMBIENCE,
        Layer.AMBIENCE,
        end=None if end is None else Fraction(end),
        **more,
    )


def test_a_bed_lasts_as_long_as_its_scene_and_meets_the_next_with_constant_power() -> None:
    rain, wind = noise(5, 1), noise(7, 2)
    found = {"rain": sound("rain", rain), "wind": sound("wind", wind)}
    sounds = Sounds({"rain": rain, "wind": wind}, found)
    scenes = [Scene(Fraction(0), Fraction(10)), Scene(Fraction(10), Fraction(20))]
    chosen = [Choice(bed_cue("1", 0), found["rain"]), Choice(bed_cue("2", 10), found["wind"])]
    placed = place(chosen, spine(20), scenes, sounds.hear).placed
    assert placed[0].start == 0
    half = Fraction(1, 8)
    assert placed[0].start + Fraction(len(placed[0].samples), RATE) == 10 + half
    assert placed[1].start == 10 - half and placed[1].sync_s == pytest.approx(0.125)
    heard = windows.sliding(measure(rendered(placed, 20), RATE).power, windows.MOMENTARY)
    assert np.ptp(heard[960:1010]) < 2.5
    hard = place(chosen, spine(20), scenes, sounds.hear, Options(bed_crossfade_s=0)).placed
    assert hard[0].start + Fraction(len(hard[0].samples), RATE) == 10 == hard[1].start


def test_beds_are_within_their_range_alone_and_together() -> None:
    rain, wind = noise(5, 1, level=0.5), noise(7, 2, level=0.001)
    found = {"rain": sound("rain", rain), "wind": sound("wind", wind)}
    sounds = Sounds({"rain": rain, "wind": wind}, found)
    chosen = [Choice(bed_cue("1", 0), found["rain"]), Choice(bed_cue("2", 0), found["wind"])]
    for beds in (chosen[:1], chosen[1:], chosen):
        heard = windows.integrated(
            measure(rendered(place(beds, spine(15), [], sounds.hear).placed, 15), RATE).power
        )
        assert heard is not None and -24 <= heard <= -18
        assert heard == pytest.approx(-21, abs=0.7)


def test_a_job_is_cancelled_between_cues() -> None:
    found, sounds = one(thud())
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    with pytest.raises(CancelledError):
        place(
            choices([cue(str(i), i) for i in range(9)], found),
            spine(20),
            [],
            sounds.hear,
            progress=Progress(cancelled=cancelled),
        )
    assert len(sounds.heard) <= 3


def test_made_sounds_are_made_for_each_cue_and_as_long_as_beds_need_them() -> None:
    asked: list[tuple[int, int, float | None]] = []

    def hear(found: FoundSound, take: int, seed: int, seconds: float | None, rate: int) -> Heard:
        asked.append((take, seed, seconds))
        return Heard(noise(seconds or 0.3, seed % 100, 2), rate, 0.0)

    made = replace(sound("made", thud()), path="", duration_s=0.0)
    steps = [cue(str(index), index, Kind.FOOTSTEP, Layer.FOLEY) for index in range(1, 4)]
    chosen = [*choices(steps, made), Choice(bed_cue("b", 0), made)]
    placed = place(chosen, spine(12), [], hear).placed
    assert len(placed) == 4
    assert len({seed for _, seed, _ in asked}) == 4
    assert [seconds for _, _, seconds in asked] == [None, None, None, 12.0]
