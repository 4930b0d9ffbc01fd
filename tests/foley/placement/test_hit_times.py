"""The instrument itself: it must see what is misplaced, and say when it cannot see."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from backbeat.foley.cues import Kind
from backbeat.foley.found import Placed
from backbeat.foley.placement import measure_hits, place, stem
from backbeat.foley.placement.mixing import Held
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


def placed(times: list[Fraction], kind: Kind = Kind.IMPACT) -> list[Placed]:
    samples = thud(0.5, 0.05)
    found = sound("hit", samples, 0.05)
    cues = [cue(str(index), time, kind) for index, time in enumerate(times)]
    return place(
        choices(cues, found), spine(10), [], Sounds({"hit": samples}, {"hit": found}).hear
    ).placed


@pytest.mark.parametrize("late_ms", [-80, -25, -9, 0, 9, 25, 80])
def test_it_sees_how_late_a_hit_is(late_ms: int) -> None:
    hit = placed([Fraction(3)])[0]
    moved = replace(hit, start=hit.start + Fraction(late_ms, 1000))
    reading = measure_hits(stem([moved], Fraction(10), RATE), [hit])["0"]
    assert reading == pytest.approx(late_ms, abs=2)


def test_it_says_nothing_about_what_is_not_there_or_is_covered() -> None:
    hit = placed([Fraction(3)])
    assert measure_hits(Held(np.zeros((10 * RATE, 2), np.float32), RATE), hit) == {"0": None}
    covered = rendered(hit, 10) * np.float32(0.02) + noise(10, 1, 2, 0.3)
    assert measure_hits(Held(covered, RATE), hit) == {"0": None}


def test_each_of_a_quick_walk_is_its_own() -> None:
    walk = placed([2 + Fraction(index * 9, 25) for index in range(12)], Kind.FOOTSTEP)
    readings = measure_hits(stem(walk, Fraction(10), RATE), walk)
    assert len(readings) == 12
    assert all(late is not None and abs(late) < 3 for late in readings.values())


def test_a_latch_before_a_slam_is_not_taken_for_it() -> None:
    samples = np.concatenate([thud(0.1, 0.02, 1) * np.float32(0.8), thud(0.5, 0.03, 2)])
    found = sound("door", samples, 0.13)
    sounds = Sounds({"door": samples}, {"door": found})
    hit = place(choices([cue("0", 3)], found), spine(10), [], sounds.hear).placed[0]
    for late_ms in (-30, 0, 15):
        moved = replace(hit, start=hit.start + Fraction(late_ms, 1000))
        reading = measure_hits(stem([moved], Fraction(10), RATE), [hit])["0"]
        assert reading == pytest.approx(late_ms, abs=1.5)


def test_noise_under_a_hit_does_not_move_it() -> None:
    hit = placed([Fraction(3)])
    with_bed = rendered(hit, 10) + noise(10, 1, 2, 0.01)
    reading = measure_hits(Held(with_bed, RATE), hit)["0"]
    assert reading == pytest.approx(0, abs=3)
