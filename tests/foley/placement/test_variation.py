from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.foley.cues import Kind, Layer
from backbeat.foley.found import Choice, FoundSound, Take
from backbeat.foley.placement.variation import Draw, draws
from tests.foley.placement.material import choices, cue, sound, thud

HIT = thud()


def steps(count: int, every: Fraction = Fraction(1, 2), **more: object) -> list[Choice]:
    cues = [
        cue(str(index), 1 + index * every, Kind.FOOTSTEP, Layer.FOLEY, **more)
        for index in range(count)
    ]
    return choices(cues, series(5)["step.0"])


def series(count: int, takes: int = 1) -> dict[str, FoundSound]:
    keys = tuple(f"step.{index}" for index in range(count))
    parts = tuple(Take(each / 10, (each + 1) / 10, each / 10) for each in range(takes))
    return {key: sound(key, HIT, variants=keys, takes=parts) for key in keys}


def taken(draw: Draw) -> tuple[str, int]:
    return draw.sound.key, draw.take


@given(
    variants=st.integers(1, 8),
    takes=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
    gaps=st.lists(st.integers(1, 12), min_size=2, max_size=30),
)
def test_no_take_comes_twice_in_a_row_and_no_pitch_stays(
    variants: int, takes: int, seed: int, gaps: list[int]
) -> None:
    sounds = series(variants, takes)
    times = [Fraction(sum(gaps[:index]), 2) for index in range(len(gaps))]
    cues = [cue(str(index), time, Kind.IMPACT) for index, time in enumerate(times)]
    found = draws(choices(cues, sounds["step.0"]), seed, sounds.get)
    for one, other in pairwise(found[str(index)] for index in range(len(gaps))):
        if variants * takes > 1:
            assert taken(one) != taken(other)
        assert abs(one.pitch_semitones - other.pitch_semitones) > 0.1
    for draw in found.values():
        assert abs(draw.pitch_semitones) <= 1 and abs(draw.level_db) <= 1.5


def test_all_of_a_bag_is_used_about_as_often() -> None:
    sounds = series(5)
    found = draws(steps(100), 7, sounds.get)
    often = Counter(draw.sound.key for draw in found.values())
    assert len(often) == 5 and min(often.values()) >= 12


def test_a_cue_that_is_added_elsewhere_changes_nothing() -> None:
    sounds = series(5)
    walk = steps(20)
    before = draws(walk, 3, sounds.get)
    door = sound("door", HIT)
    more = [
        *walk,
        *choices([cue("d", 3, Kind.IMPACT)], door),
        *choices([cue("late", 99, Kind.FOOTSTEP)], sounds["step.1"]),
    ]
    after = draws(more, 3, sounds.get)
    assert {number: after[number] for number in before} == before


def test_a_step_that_is_added_in_a_walk_changes_little_of_what_follows() -> None:
    sounds = series(8)
    walk = choices(
        [cue(str(index), 1 + index * Fraction(1, 2), Kind.IMPACT) for index in range(60)],
        sounds["step.0"],
    )
    changed = []
    for seed in range(20):
        before = draws(walk, seed, sounds.get)
        added = choices([cue("new", Fraction(43, 4), Kind.IMPACT)], sounds["step.0"])
        after = draws([*walk, *added], seed, sounds.get)
        late = [taken(before[str(index)]) != taken(after[str(index)]) for index in range(35, 60)]
        changed.append(sum(late))
        assert all(before[str(index)] == after[str(index)] for index in range(19))
    assert sum(changed) < 0.1 * 20 * 25


def test_another_seed_draws_otherwise() -> None:
    sounds = series(5)
    assert draws(steps(20), 1, sounds.get) != draws(steps(20), 2, sounds.get)


def test_feet_alternate_a_little_apart_in_pitch_and_place() -> None:
    found = [draws(steps(8), 0)[str(index)] for index in range(8)]
    assert [draw.pan < 0 for draw in found] == [True, False] * 4
    assert max(abs(draw.pan) for draw in found) < 0.1
    named = draws(steps(4, foot="right"), 0)
    assert all(draw.pan > 0 for draw in named.values())
    # A new walk begins with the left foot again.
    apart = draws(steps(3, every=Fraction(2)), 0)
    assert all(draw.pan < 0 for draw in apart.values())


def test_feet_are_two_percent_apart_in_pitch() -> None:
    left, right = (draws(steps(1, foot=foot), 5)["0"] for foot in ("left", "right"))
    ratio = 2 ** ((right.pitch_semitones - left.pitch_semitones) / 12)
    assert ratio == pytest.approx(1.02, abs=0.001)


def test_a_voice_keeps_its_pitch() -> None:
    bell = sound("bell", HIT, ucs="BELLHand")
    cues = [cue(str(index), index, Kind.EFFECT) for index in range(20)]
    found = draws(choices(cues, bell), 0)
    assert max(abs(draw.pitch_semitones) for draw in found.values()) <= 0.15


def test_a_sound_that_was_asked_for_is_not_exchanged() -> None:
    sounds = series(5)
    cues = [cue(str(index), index, Kind.IMPACT, sound="step.3") for index in range(6)]
    found = draws(choices(cues, sounds["step.3"]), 0, sounds.get)
    assert {draw.sound.key for draw in found.values()} == {"step.3"}


def test_variants_among_the_alternatives_are_known_and_others_are_not() -> None:
    sounds = series(3)
    cues = [cue(str(index), index, Kind.IMPACT) for index in range(12)]
    found = draws(choices(cues, sounds["step.0"], sounds["step.2"]), 0)
    assert {draw.sound.key for draw in found.values()} == {"step.0", "step.2"}
