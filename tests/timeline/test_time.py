"""Rates, frames and timecode, exact over a day."""

from __future__ import annotations

import math
from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import RequestError, TimelineError
from backbeat.timeline.time import (
    Clock,
    as_frames,
    canonical_rate,
    from_timecode,
    guess_drop_frame,
    nearest_frame,
    timecode,
)

NTSC_24 = Fraction(24000, 1001)
NTSC_30 = Fraction(30000, 1001)
NTSC_60 = Fraction(60000, 1001)
rates = st.sampled_from([NTSC_24, Fraction(24), Fraction(25), NTSC_30, Fraction(30), NTSC_60])


@pytest.mark.parametrize(
    ("spelling", "exact"),
    [
        (23.976, NTSC_24),
        (23.98, NTSC_24),
        (23.976024627685547, NTSC_24),
        (24000 / 1001, NTSC_24),
        (29.97, NTSC_30),
        (29.970030784606934, NTSC_30),
        (59.94, NTSC_60),
        (47.952, Fraction(48000, 1001)),
        (119.88, Fraction(120000, 1001)),
        (24, Fraction(24)),
        (25.0, Fraction(25)),
        (12.5, Fraction(25, 2)),
        (15, Fraction(15)),
        (12, Fraction(12)),
        (48000, Fraction(48000)),
    ],
)
def test_rates_in_all_their_spellings(spelling: float, exact: Fraction) -> None:
    assert canonical_rate(spelling) == exact


@pytest.mark.parametrize("nonsense", [0, -24, math.inf, math.nan])
def test_rates_that_are_none(nonsense: float) -> None:
    with pytest.raises(TimelineError, match="not a valid rate"):
        canonical_rate(nonsense)


@pytest.mark.parametrize("rate", [NTSC_30, NTSC_60])
def test_drop_frame_agrees_with_opentimelineio_over_a_day(rate: Fraction) -> None:
    day = round(rate) * 86400
    for frame in [*range(0, 40000, 7), *range(0, day - 90000, 10007)]:
        expected = otio.opentime.to_timecode(
            otio.opentime.RationalTime(frame, float(rate)), float(rate), drop_frame=True
        )
        assert timecode(frame, rate, drop_frame=True) == expected


@given(frame=st.integers(0, 2_500_000), rate=rates, drop=st.booleans())
def test_timecode_reads_back(frame: int, rate: Fraction, drop: bool) -> None:
    drop = drop and rate in (NTSC_30, NTSC_60)
    assert from_timecode(timecode(frame, rate, drop), rate) == frame


@given(seconds=st.floats(0, 90000), rate=rates, thirds=st.integers(0, 2))
def test_nearest_frame_is_nearest_and_says_by_how_much(
    seconds: float, rate: Fraction, thirds: int
) -> None:
    origin = Fraction(thirds, 3)
    frame, error = nearest_frame(seconds, rate, origin)
    assert (frame - origin) % 1 == 0
    assert abs(frame - Fraction(seconds) * rate) <= Fraction(1, 2)
    assert error == pytest.approx(float(frame / rate) - seconds, abs=1e-9)


def test_a_tie_goes_to_the_later_frame() -> None:
    assert nearest_frame(0.5, Fraction(25))[0] == 13


@given(frame=st.integers(0, 10_000_000), rate=rates)
def test_frames_survive_seconds_exactly(frame: int, rate: Fraction) -> None:
    assert nearest_frame(Fraction(frame) / rate, rate) == (frame, 0)


def test_float_noise_is_taken_for_what_it_means() -> None:
    assert as_frames(20.000000000000004, Fraction(25), Fraction(25)) == 20
    assert as_frames(91046.625, Fraction(25), Fraction(25)) == Fraction(728373, 8)
    assert as_frames(48, Fraction(24), Fraction(25)) == 50


@pytest.mark.parametrize(
    ("start", "rate", "drop"),
    [
        (107892, NTSC_30, True),
        (108000, NTSC_30, False),
        (215784, NTSC_60, True),
        (0, NTSC_30, False),
        (86400, NTSC_24, False),
        (90000, Fraction(25), False),
    ],
)
def test_drop_frame_is_guessed_from_the_start(start: int, rate: Fraction, drop: bool) -> None:
    assert guess_drop_frame(start, rate) is drop


def test_clock_counts_from_the_start() -> None:
    assert Clock(NTSC_30, 107892, True).label(0) == "01:00:00;00"
    assert Clock(Fraction(25), 90000, False).label(26) == "01:00:01:01"
    assert Clock(Fraction(25), 0, False).label(-1) == "-00:00:00:01"


@pytest.mark.parametrize(
    "text", ["1:2:3", "aa:00:00:00", "00:61:00:00", "00:00:00:25", "00:01:00;00"]
)
def test_timecode_that_is_none(text: str) -> None:
    with pytest.raises(RequestError):
        from_timecode(text, NTSC_30 if ";" in text else Fraction(25))


def test_drop_frame_needs_its_rate() -> None:
    with pytest.raises(RequestError, match="Drop-frame"):
        timecode(100, Fraction(25), drop_frame=True)
