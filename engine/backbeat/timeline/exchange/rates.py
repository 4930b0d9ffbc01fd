"""Frame rates and times as Final Cut Pro's formats spell them, in exact fractions."""

from __future__ import annotations

import re
from fractions import Fraction

from backbeat.errors import TimelineError
from backbeat.timeline.time import Frames, nearest_frame

_NUMBER = re.compile(r"-?[0-9]{1,19}(\.[0-9]{1,18})?")
_SECONDS = re.compile(r"-?[0-9]{1,19}(\.[0-9]{1,18}|/0*[1-9][0-9]{0,11})?")

_MAX_DENOMINATOR = (1 << 31) - 1
_ROUNDING = Fraction(1, 10_000)
_SLOWEST, _FASTEST = Fraction(1, 100), Fraction(100_000)
"""Frames a second."""


def of_timebase(timebase: int, ntsc: bool) -> Fraction:
    """The rate of an xmeml `rate`: its whole timebase, slowed by 1000/1001 where it is NTSC."""
    return Fraction(timebase * 1000, 1001) if ntsc else Fraction(timebase)


def timebase_of(rate: Fraction) -> tuple[int, bool]:
    """The timebase of a rate, and whether it is NTSC. A rate that is neither is rounded."""
    nominal = max(1, round(rate))
    return nominal, rate == Fraction(nominal * 1000, 1001)


def of_frame_duration(text: str) -> Fraction | None:
    """The rate of an FCPXML `frameDuration`; None if there is none, or none of any camera.

    Raises:
        TimelineError: it is no time.
    """
    length = seconds(text) if text else Fraction(0)
    return 1 / length if 1 / _FASTEST <= length <= 1 / _SLOWEST else None


def holds_rate(rate: Fraction) -> bool:
    """Whether a timebase can say the rate exactly."""
    return of_timebase(*timebase_of(rate)) == rate


def seconds(text: str) -> Fraction:
    """The seconds of an FCPXML time: "1001/30000s", "5s" or "0.5s".

    Raises:
        TimelineError: it is none.
    """
    bare = text.strip().removesuffix("s")
    if not _SECONDS.fullmatch(bare):
        raise TimelineError(f"{text[:40]!r} is not a time.")
    return Fraction(bare)


def number(text: str) -> Fraction:
    """A decimal number.

    Raises:
        TimelineError: it is none.
    """
    if not _NUMBER.fullmatch(text):
        raise TimelineError(f"{text[:40]!r} is not a number.")
    return Fraction(text)


def in_words(value: Fraction) -> str:
    """Seconds as an FCPXML time, whose denominator has 32 bits."""
    held = value.limit_denominator(_MAX_DENOMINATOR)
    return f"{held.numerator}s" if held.denominator == 1 else f"{held}s"


def frames_at(value: Fraction, rate: Fraction) -> Frames:
    """Seconds in frames at `rate`: a whole number where they are one, else a fraction."""
    exact = value * rate
    return exact.numerator if exact.denominator == 1 else exact


def near_frames_at(value: Fraction, rate: Fraction) -> Frames:
    """Seconds in frames at `rate`, whole where only the rounding of a time map is missing."""
    exact = value * rate
    return round(exact) if abs(exact - round(exact)) < _ROUNDING else exact


def whole(value: Fraction, rate: Fraction) -> int:
    """The frame nearest to a moment."""
    return int(nearest_frame(value, rate)[0])
