"""What one counts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from training.beats.metre import beat_length, count
from training.beats.scores import Bar


@pytest.mark.parametrize(
    ("beats", "unit", "tempo", "expected"),
    [
        (4, 4, 100, Fraction(1)),
        (6, 8, 120, Fraction(3, 2)),
        (6, 8, 50, Fraction(1, 2)),
        (12, 8, 90, Fraction(3, 2)),
        (2, 2, 140, Fraction(2)),
        (2, 2, 70, Fraction(1)),
        (3, 8, 60, Fraction(1, 2)),
        (3, 8, 140, Fraction(3, 2)),
        (3, 4, 180, Fraction(1)),
        (3, 4, 260, Fraction(3)),
        (5, 8, 100, Fraction(1, 2)),
        (6, 4, 150, Fraction(3)),
    ],
)
def test_the_beat_goes_by_metre_and_tempo(
    beats: int, unit: int, tempo: float, expected: Fraction
) -> None:
    assert beat_length(beats, unit, tempo) == expected


def test_bars_begin_on_beats_and_pick_ups_do_not() -> None:
    bars = (
        Bar(Fraction(0), Fraction(1), 3, 4, Fraction(2)),
        Bar(Fraction(1), Fraction(3), 3, 4, Fraction(0)),
    )
    counted = count(bars, [90.0, 90.0])
    assert counted.positions == (0, 1, 2, 3)
    assert counted.first == (False, True, False, False)


def test_a_pick_up_shorter_than_a_beat_has_none() -> None:
    bars = (
        Bar(Fraction(0), Fraction(1, 2), 6, 8, Fraction(5, 2)),
        Bar(Fraction(1, 2), Fraction(3), 6, 8, Fraction(0)),
    )
    counted = count(bars, [120.0, 120.0])
    assert counted.positions == (Fraction(1, 2), 2)
    assert counted.first == (True, False)


def test_a_band_counts_two_bars_of_two_as_one() -> None:
    bars = tuple(Bar(Fraction(2 * index), Fraction(2), 2, 4, Fraction(0)) for index in range(4))
    counted = count(bars, [100.0] * 4, four=True)
    assert counted.first == (True, False, False, False) * 2


def test_a_bar_that_is_a_hair_too_long_has_no_beat_more() -> None:
    bars = (
        Bar(Fraction(0), Fraction(25, 6), 4, 4, Fraction(0)),
        Bar(Fraction(25, 6), Fraction(4), 4, 4, Fraction(0)),
    )
    counted = count(bars, [100.0, 100.0])
    assert counted.positions == (0, 1, 2, 3, *(Fraction(25, 6) + beat for beat in range(4)))
    assert counted.first == (True, False, False, False) * 2
