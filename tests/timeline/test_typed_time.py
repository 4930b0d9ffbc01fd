"""Times as people type them: record timecode, relative timecode, frames, seconds."""

from __future__ import annotations

from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backbeat.errors import RequestError
from backbeat.timeline.time import Clock
from backbeat.timeline.typed_time import (
    Unit,
    clock_seconds,
    parse_length,
    parse_position,
    split_range,
)

HOUR_25 = Clock(Fraction(25), 90000, drop_frame=False)
NTSC = Fraction(30000, 1001)
HOUR_DROP = Clock(NTSC, 107892, drop_frame=True)
FROM_ZERO = Clock(Fraction(25), 0, drop_frame=False)


@pytest.mark.parametrize(
    ("typed", "frames", "how"),
    [
        ("01:00:10:00", 250, "record timecode"),
        ("00:00:10:00", 250, "counted from the first frame, since the timeline starts at 01:00:00"),
        ("+00:00:10:00", 250, "counted from the first frame"),
        ("01:00:00:00", 0, "record timecode"),
        ("01:01:00:00", 1500, "record timecode"),
        ("250", 250, "from the first frame"),
        ("250f", 250, "from the first frame"),
        ("10s", 250, "from the first frame"),
        ("10.02s", 251, "from the first frame"),
        ("400ms", 10, "from the first frame"),
        ("0:10", 250, "from the first frame"),
        ("0:00:10.5", 263, "from the first frame"),
        (" +250 ", 250, "from the first frame"),
    ],
)
def test_positions(typed: str, frames: int, how: str) -> None:
    found = parse_position(typed, HOUR_25, 1500, Unit.FRAMES)
    assert found.frames == frames
    assert how in found.interpretation
    assert f"frame {frames}, {HOUR_25.label(frames)}" in found.interpretation


def test_a_timecode_that_could_be_both_is_record_timecode_and_says_so() -> None:
    clock = Clock(Fraction(25), 250, drop_frame=False)
    found = parse_position("00:00:20:00", clock, 1500, Unit.FRAMES)
    assert found.frames == 250
    assert "+00:00:20:00 counts from the first frame" in found.interpretation
    assert "+" not in parse_position("00:00:20:00", FROM_ZERO, 1500, Unit.FRAMES).interpretation


@pytest.mark.parametrize(
    ("typed", "frames"),
    [
        ("01:00:10;00", 300),
        ("01:00:10:00", 300),
        ("01;00;10;00", 300),
        ("01:01:00;02", 1800),
        ("01:01:00:00", 1800),  # a label that drop-frame leaves out: the next there is
        ("+00:01:00;02", 1800),
    ],
)
def test_drop_frame(typed: str, frames: int) -> None:
    assert parse_position(typed, HOUR_DROP, 18000, Unit.FRAMES).frames == frames


def test_a_semicolon_means_drop_frame_whatever_the_timeline_counts() -> None:
    clock = Clock(NTSC, 0, drop_frame=False)
    found = parse_position("00:01:00;02", clock, 18000, Unit.FRAMES)
    assert found.frames == 1800
    assert "drop-frame" in found.interpretation
    with pytest.raises(RequestError, match="leaves out"):
        parse_position("00:01:00;00", clock, 18000, Unit.FRAMES)
    with pytest.raises(RequestError, match="does not exist at 25"):
        parse_position("01:00:10;00", HOUR_25, 1500, Unit.FRAMES)


def test_a_bare_number_is_what_the_option_counts() -> None:
    assert parse_position("2.5", HOUR_25, 1500, Unit.SECONDS).seconds == Fraction(5, 2)
    assert parse_position("2.5s", HOUR_25, 1500, Unit.FRAMES).frames == 63
    exact = parse_position("2.513", HOUR_25, 1500, Unit.SECONDS)
    assert (exact.seconds, exact.frames) == (Fraction("2.513"), 63)


def test_what_may_lie_outside() -> None:
    early = parse_position("00:59:58:00", HOUR_25, 1500, Unit.SECONDS, outside=True)
    assert early.seconds == -2
    assert parse_position("-2", HOUR_25, 1500, Unit.SECONDS, outside=True).seconds == -2
    for typed in ("02:00:00:00", "1501", "-1", "99:59:59:24"):
        with pytest.raises(RequestError, match="outside the timeline") as refused:
            parse_position(typed, HOUR_25, 1500, Unit.FRAMES)
        assert "01:00:00:00 to 01:01:00:00" in refused.value.hint


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "1:2:3:4:5",
        "01:00:61:00",
        "01:00:00:25",
        "1:99",
        "nan",
        "1e9",
        "--3",
        "+",
        "9" * 80,
        "٣",
    ],
)
def test_what_is_no_time(typed: str) -> None:
    with pytest.raises(RequestError):
        parse_position(typed, HOUR_25, 1500, Unit.FRAMES)


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("40:60", ("40", "60")),
        ("40-60", ("40", "60")),
        ("10.5s-1:02", ("10.5s", "1:02")),
        ("01:00:10:00-01:00:20:00", ("01:00:10:00", "01:00:20:00")),
        ("01:00:10:00:01:00:20:00", ("01:00:10:00", "01:00:20:00")),
        ("01:00:10;00:01:00:20;00", ("01:00:10;00", "01:00:20;00")),
        ("+00:00:10:00 - +00:00:20:00", ("+00:00:10:00", "+00:00:20:00")),
    ],
)
def test_ranges(typed: str, ends: tuple[str, str]) -> None:
    assert split_range(typed) == ends


@pytest.mark.parametrize("typed", ["9", "", "1-2-3", "-5", "5-", ":5", "1:2:3", "01:00:10:00"])
def test_what_is_no_range(typed: str) -> None:
    with pytest.raises(RequestError, match="no range"):
        split_range(typed)


def test_lengths() -> None:
    for typed, frames in (("12", 12), ("0.5s", 13), ("500ms", 13), ("00:00:00:12", 12), ("0", 0)):
        assert parse_length(typed, Fraction(25), Unit.FRAMES) == frames
    for typed in ("", "-3", "x", "99999999999"):
        with pytest.raises(RequestError):
            parse_length(typed, Fraction(25), Unit.FRAMES)


def test_minutes_and_seconds() -> None:
    assert [clock_seconds(x) for x in ("83.5", "1:23.5", "0:01:23.5")] == [83.5] * 3
    assert [clock_seconds(x) for x in ("1:99", "1:60:00", "", "1:2")] == [None] * 4


@given(frames=st.integers(0, 24 * 107892 - 1))
def test_every_drop_frame_label_comes_back(frames: int) -> None:
    """Against OpenTimelineIO's own labels."""
    time = otio.opentime.RationalTime(frames, 30000 / 1001)
    label = otio.opentime.to_timecode(time, 30000 / 1001, drop_frame=True)
    clock = Clock(NTSC, 0, drop_frame=True)
    assert parse_position(label, clock, 24 * 107892, Unit.FRAMES).frames == frames
