"""RationalTime and TimeRange objects of a file."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from backbeat.errors import TimelineError
from backbeat.timeline.numbers import Number, added, number, spelled, spelling
from backbeat.timeline.profile.members import Json
from backbeat.timeline.time import Frames, as_frames, canonical_rate


def is_number(value: Any) -> bool:
    """Whether a value of the tree is a number; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def rate_of(time: Any) -> Fraction | None:
    """Rate of a RationalTime, in frames a second; None if it is invalid."""
    if not isinstance(time, dict) or not is_number(time.get("rate")):
        return None
    try:
        return canonical_rate(time["rate"])
    except TimelineError:
        return None


def frames_of(time: Any) -> Frames | None:
    """Value of a RationalTime without float rounding errors, in frames; None if it is invalid."""
    if not isinstance(time, dict) or not is_number(time.get("value")):
        return None
    try:
        return as_frames(time["value"], Fraction(1), Fraction(1))
    except TimelineError:
        return None


def seconds(time: Any) -> Fraction | None:
    """A RationalTime in seconds; None if it is invalid."""
    frames, rate = frames_of(time), rate_of(time)
    if frames == 0:
        return Fraction(0)
    return None if frames is None or rate is None else Fraction(frames) / rate


def span(time_range: Any) -> tuple[Fraction, Fraction] | None:
    """Start and duration of a TimeRange in seconds; None if it is invalid."""
    if not isinstance(time_range, dict):
        return None
    start, duration = seconds(time_range.get("start_time")), seconds(time_range.get("duration"))
    return None if start is None or duration is None else (start, duration)


def shift(time: Json, by: Fraction) -> None:
    """Adds seconds to a RationalTime, at its own rate and in its own spelling."""
    rate = rate_of(time)
    if rate is not None:
        time["value"] = number(added(spelling(time["value"]), _whole(by * rate)))


def rational(value: Frames, rate: Number) -> Json:
    """A RationalTime.1 object; the value is spelled in the style of the rate, 24 or 24.0."""
    like = spelling(rate)
    if "." not in like and value.denominator != 1:
        like = "1.0"
    return {
        "OTIO_SCHEMA": "RationalTime.1",
        "rate": rate,
        "value": number(spelled(value, like)),
    }


def time_range(start: Fraction, duration: Fraction, rate: Number) -> Json:
    """A TimeRange.1 of seconds, counted at `rate`."""
    exact = canonical_rate(rate)
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": rational(_whole(duration * exact), rate),
        "start_time": rational(_whole(start * exact), rate),
    }


def _whole(frames: Fraction) -> Frames:
    return frames.numerator if frames.denominator == 1 else frames
