"""Rates in every spelling that Resolve is reported to use, and timecode as the engine counts it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.timeline.time import canonical_rate, from_timecode
from backbeat.timeline.time import timecode as engine_timecode
from backbeat_resolve.frames import Rate, rate_of, timecode
from backbeat_resolve.problems import Problem
from tests.doubles.resolve.rates import WORDS, number_of

NTSC = {base: Fraction(base * 1000, 1001) for base in (24, 30, 48, 60, 96, 120)}
COUNTED = [
    *((canonical_rate(float(word)), False) for word in WORDS),
    (NTSC[30], True),
    (NTSC[60], True),
]
A_DAY_OF_DROPPED = {NTSC[30]: 2_589_408, NTSC[60]: 5_178_816}


SPELLINGS: dict[Fraction, list[Any]] = {
    NTSC[24]: ["23.976", "23.98", "23", 23, 23.976, 23.98, 23.976024, "24000/1001"],
    NTSC[30]: ["29.97", "29", 29, 29.97, "29.97 DF", "29.97DF", " 29.97 df "],
    NTSC[60]: ["59.94", "59", 59.94, "59.94 DF", 60000 / 1001],
    NTSC[48]: ["47.952", "47"],
    NTSC[120]: ["119.88", 119.88, "119"],
    Fraction(24): ["24", "24.0", "24.000", 24, 24.0],
    Fraction(25): ["25", 25.0, "25.000"],
    Fraction(30): ["30", 30, "30.000"],
    Fraction(60): ["60", "60.0"],
    Fraction(25, 2): ["12.5"],
}


@pytest.mark.parametrize(
    ("said", "fps"), [(said, fps) for fps, spelt in SPELLINGS.items() for said in spelt]
)
def test_a_rate_is_known_in_every_spelling(said: Any, fps: Fraction) -> None:
    assert rate_of(said).fps == fps


@pytest.mark.parametrize("word", WORDS)
def test_each_rate_that_resolve_offers_is_exact_as_text_and_as_number(word: str) -> None:
    exact = canonical_rate(float(word))
    assert rate_of(word) == rate_of(number_of(exact)) == Rate(exact, False)


@pytest.mark.parametrize(
    ("said", "setting", "drop"),
    [
        ("29.97 DF", None, True),
        ("29.97 DF", "0", True),
        ("29.97", "1", True),
        ("29", "1", True),
        (29.97, 1, True),
        (59.94, True, True),
        ("59.94", " 1 ", True),
        ("29.97", "0", False),
        ("29.97", None, False),
        ("29.97", "", False),
        # Drop frame was left set in the project; these rates have none.
        ("25", "1", False),
        ("30", "1", False),
        ("23.976", "1", False),
        ("119.88", "1", False),
    ],
)
def test_drop_frame_is_heard_where_the_rate_has_it(said: Any, setting: Any, drop: bool) -> None:
    assert rate_of(said, setting).drop is drop


@pytest.mark.parametrize("said", [None, "", "  ", "fast", "DF", "1/0", "nan", "inf", [], {}])
def test_what_is_no_rate_is_shown_as_resolve_gave_it(said: Any) -> None:
    with pytest.raises(Problem) as caught:
        rate_of(said)
    assert repr(said) in caught.value.message


@pytest.mark.parametrize("said", ["0", "-25", "48000", 0.0])
def test_rates_that_no_timeline_has_are_refused(said: Any) -> None:
    with pytest.raises(Problem, match="not supported"):
        rate_of(said)


@given(st.sampled_from(COUNTED), st.floats(0, 1, exclude_max=True))
def test_timecode_is_the_engines_all_day(counted: tuple[Fraction, bool], through: float) -> None:
    fps, drop = counted
    frame = int(through * _a_day(fps, drop))
    assert timecode(frame, Rate(fps, drop)) == engine_timecode(frame, fps, drop)


@pytest.mark.parametrize(("fps", "dropped"), [(NTSC[30], 2), (NTSC[60], 4)])
def test_dropped_frames_are_the_engines_in_every_minute(fps: Fraction, dropped: int) -> None:
    for minute in range(1, 24 * 60):
        left_out = dropped if minute % 10 else 0
        label = f"{minute // 60:02}:{minute % 60:02}:00;{left_out:02}"
        first = from_timecode(label, fps)
        assert timecode(first, Rate(fps, True)) == label
        assert timecode(first - 1, Rate(fps, True)) == engine_timecode(first - 1, fps, True)


def test_the_day_ends_where_it_began() -> None:
    for fps, drop in COUNTED:
        day = _a_day(fps, drop)
        assert timecode(day, Rate(fps, drop)) == timecode(0, Rate(fps, drop))
        assert timecode(day - 1, Rate(fps, drop)).startswith("23:59:59")


def _a_day(fps: Fraction, drop: bool) -> int:
    return A_DAY_OF_DROPPED[fps] if drop else -(-fps.numerator // fps.denominator) * 86400
