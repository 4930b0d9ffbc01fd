"""Offsets against the published tolerances."""

from __future__ import annotations

from fractions import Fraction

import pytest

from backbeat.sync.lips.grades import grades_of, is_in_sync

# (offset in ms, BT.1359, EBU R37, film, web, talking heads), at 25 frames a second.
TABLE = [
    (0, "not detectable", True, True, True, "excellent"),
    (-45, "not detectable", False, False, True, "excellent"),
    (-46, "acceptable", False, False, True, "excellent"),
    (-90, "acceptable", False, False, False, "good"),
    (-91, "not met", False, False, False, "good"),
    (60, "not detectable", True, False, True, "excellent"),
    (61, "not detectable", False, False, True, "excellent"),
    (125, "not detectable", False, False, False, "not met"),
    (126, "acceptable", False, False, False, "not met"),
    (185, "acceptable", False, False, False, "not met"),
    (186, "not met", False, False, False, "not met"),
]


@pytest.mark.parametrize(("offset", "bt1359", "r37", "film", "web", "heads"), TABLE)
def test_an_offset_gets_the_best_grade_it_earns(
    offset: float, bt1359: str, r37: bool, film: bool, web: bool, heads: str
) -> None:
    grades = {grade.standard: grade for grade in grades_of(offset, Fraction(25))}
    assert grades["ITU-R BT.1359"].grade == bt1359
    assert grades["ITU-R BT.1359"].met == (bt1359 != "not met")
    assert grades["EBU R37"].met == r37
    assert grades["Film, 1 frame"].met == film
    assert grades["Web, 2 frames"].met == web
    assert grades["Talking heads"].grade == heads
    assert is_in_sync(offset) == r37


def test_a_frame_is_one_of_the_video() -> None:
    film = {rate: grades_of(30, Fraction(rate))[2] for rate in (24, 50)}
    assert film[24].met
    assert not film[50].met
