"""How much of a new mouth pictures get."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from backbeat.footage.footage import Span
from backbeat.lipsync.changes.strength import Point, drawn, ramp_of, strengths, within

MASKS = arrays.arrays(np.bool_, st.integers(1, 60))
RAMPS = st.integers(4, 9)


@given(MASKS, RAMPS)
def test_nothing_changes_farther_from_new_words_than_a_ramp(inside: object, ramp: int) -> None:
    mask = np.asarray(inside, np.bool_)
    found = strengths(mask, np.ones(len(mask), np.bool_), ramp)
    assert (found[mask] == 1).all()
    for place in np.flatnonzero(found):
        assert mask[max(0, place - ramp) : place + ramp + 1].any()


@given(MASKS, MASKS, RAMPS)
def test_strength_rises_and_falls_in_steps_of_a_ramp(
    inside: object, able: object, ramp: int
) -> None:
    mask, usable = np.asarray(inside, np.bool_), np.asarray(able, np.bool_)
    count = min(len(mask), len(usable))
    found = strengths(mask[:count], usable[:count], ramp)
    assert (np.abs(np.diff(found)) <= 1 / (ramp + 1) + 1e-6).all()
    assert not found[~usable[:count]].any()


def test_a_ramp_has_four_pictures_and_the_own_mouth_comes_back_for_more_than_ramps() -> None:
    inside = np.zeros(40, np.bool_)
    inside[[10, 11, 20, 21, 35]] = True
    found = strengths(inside, np.ones(40, np.bool_), 4)
    assert found[5:10] == pytest.approx([0, 0.2, 0.4, 0.6, 0.8])
    assert (found[10:22] == 1).all()
    assert found[22:31] == pytest.approx([0.8, 0.6, 0.4, 0.2, 0, 0, 0, 0, 0])


def test_at_a_cut_there_is_no_ramp() -> None:
    inside = np.zeros(20, np.bool_)
    inside[:3] = True
    assert strengths(inside, np.ones(20, np.bool_), 4)[0] == 1


def test_ramps_last_as_long_at_high_rates() -> None:
    assert ramp_of(1 / 12) == 4
    assert ramp_of(1001 / 30000) == 4
    assert ramp_of(1 / 60) == 7
    assert ramp_of(1 / 120) == 14


def test_a_stretch_that_ends_with_a_picture_does_not_touch_the_next() -> None:
    times_s = np.arange(100) * 1001 / 30000
    spans = [Span(float(times_s[10]), float(times_s[20])), Span(float(times_s[30]) + 0.01, 1.02)]
    found = within(times_s, 100 * 1001 / 30000, spans)
    assert np.flatnonzero(found).tolist() == [*range(10, 20), 30]
    assert within(times_s, 100 * 1001 / 30000, [Span(3.32, 9.0)]).tolist()[-2:] == [False, True]


def test_a_curve_goes_through_its_points_and_on_from_its_ends() -> None:
    points = [Point(2.0, 0.5), Point(1.0, 1.0)]
    found = drawn(points, np.array([0.0, 1.0, 1.5, 2.0, 7.0]))
    assert found == pytest.approx([1, 1, 0.75, 0.5, 0.5])
    assert (drawn([], np.arange(3.0)) == 1).all()
