"""Clocks for tests of spotting."""

from __future__ import annotations

from fractions import Fraction

from backbeat.foley.spotting.wishes import Times
from backbeat.timeline.time import Clock, from_timecode

NTSC = Fraction(30000, 1001)


def times(rate: Fraction = Fraction(25), start: int = 0, seconds: int = 600) -> Times:
    """Of a timeline that starts at a frame."""
    return Times(Clock(rate, start, False), int(seconds * rate))


def drop_frame_times() -> Times:
    """Of an hour at 29.97 that starts at 01:00:00;00."""
    return Times(Clock(NTSC, from_timecode("01:00:00;00", NTSC), True), int(3600 * NTSC))
