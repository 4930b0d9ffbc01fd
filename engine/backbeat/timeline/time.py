"""Exact time: frame rates in all their spellings, frames from seconds, timecode.

Positions are whole numbers or Fractions of frames. Float seconds are converted in one place only,
`nearest_frame`, which returns the rounding error.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from backbeat.errors import RequestError, TimelineError

Frames = int | Fraction
"""A position or length in frames of the timeline; a Fraction where another rate needs it."""

_MAX_RATE = 1_000_000
"""Largest accepted rate, in ticks a second: above every clock of media."""
_MIN_RATE = 0.01
"""Smallest accepted rate: a picture every hundred seconds."""
MAX_TIME = 1 << 44
"""Largest accepted time, in ticks: 200 days at the largest rate, and exact as a float."""
_NTSC_BASES = (24, 30, 48, 60, 72, 96, 120, 240)
_DROP_FRAME_RATES = {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}


@lru_cache(maxsize=256)
def canonical_rate(rate: float) -> Fraction:
    """The exact rate that a number in a file stands for.

    23.976, 23.98, 23.976024627685547 and 24000/1001 are all Fraction(24000, 1001). For arithmetic
    only: a file keeps its own spelling.

    Raises:
        TimelineError: the rate is not a positive number, or beyond every clock.
    """
    if not _MIN_RATE <= rate <= _MAX_RATE:
        raise TimelineError(f"{rate:g} frames a second is not a valid rate.")
    if float(rate).is_integer():
        return Fraction(int(rate))
    for base in _NTSC_BASES:
        exact = Fraction(base * 1000, 1001)
        if abs(rate - float(exact)) <= 0.0045 * base / 24:
            return exact
    return Fraction(rate).limit_denominator(1001)


def as_frames(value: float, rate: Fraction, timeline_rate: Fraction) -> Frames:
    """`value` counted at `rate`, in frames of `timeline_rate`.

    Rounding errors of floats, as in 20.000000000000004, are removed.

    Raises:
        TimelineError: the value is not a finite number, or too large.
    """
    if not abs(value) <= MAX_TIME:
        raise TimelineError(f"{value:g} frames is not a valid time.")
    whole: Frames = (
        int(value) if float(value).is_integer() else Fraction(value).limit_denominator(1_000_000)
    )
    if rate == timeline_rate:
        return _reduced(whole)
    return _reduced(whole * timeline_rate / rate)


def nearest_frame(
    seconds: float | Fraction, rate: Fraction, origin: Frames = 0
) -> tuple[Frames, float]:
    """The frame nearest to a moment, and the rounding error.

    Args:
        seconds: the moment.
        rate: frames a second.
        origin: any position on the frame grid to round to; matters for tracks that lie between
            frames.

    Returns:
        The position, `origin` plus a whole number of frames, and position minus moment in seconds;
        the error is never more than half a frame. A tie goes to the later frame.
    """
    # In whole numbers: Fractions reduce at every step, which is slow for long songs.
    above, below = seconds.as_integer_ratio()
    exact, unit = above * rate.numerator, below * rate.denominator
    frame: Frames
    if isinstance(origin, int):
        frame = (2 * exact + unit) // (2 * unit)
        off = frame * unit - exact
    else:
        frame = _reduced(origin + math.floor(Fraction(exact, unit) - origin + Fraction(1, 2)))
        scaled = frame * unit - exact
        return frame, float(scaled * rate.denominator / (unit * rate.numerator))
    return frame, off * rate.denominator / (unit * rate.numerator)


def magnitude(frames: Frames) -> Frames:
    """The absolute number of frames."""
    return -frames if frames < 0 else frames


def seconds_of(frames: Frames, rate: Fraction) -> Fraction:
    """Frames at `rate` in exact seconds."""
    if isinstance(frames, int):
        return Fraction(frames * rate.denominator, rate.numerator)
    return frames / rate


def guess_drop_frame(start_frames: Frames, rate: Fraction) -> bool:
    """Whether a timeline's start suggests drop-frame timecode.

    OpenTimelineIO has no drop-frame flag. A start that is a round minute only when counted with
    drop-frame (107892 at 29.97, for 01:00:00;00) was counted that way.
    """
    if rate not in _DROP_FRAME_RATES or start_frames != int(start_frames) or start_frames == 0:
        return False
    per_minute = _nominal(rate) * 60
    label = _drop_frame_label(int(start_frames), rate)
    return label % per_minute == 0 and int(start_frames) % per_minute != 0


def timecode(frames: Frames, rate: Fraction, drop_frame: bool = False) -> str:
    """SMPTE 12M timecode, "01:00:00:00", with ";" before the frames when drop-frame.

    Positions between frames are labelled by the frame they lie in; a negative one has a minus.

    Raises:
        RequestError: drop-frame was asked for at a rate that has none.
    """
    number = math.floor(frames)
    sign, number = ("-", -number) if number < 0 else ("", number)
    if drop_frame:
        number = _drop_frame_label(number, rate)
    nominal = _nominal(rate)
    total, frame = divmod(number, nominal)
    minutes, second = divmod(total, 60)
    hour, minute = divmod(minutes, 60)
    separator = ";" if drop_frame else ":"
    width = len(str(nominal - 1))
    return f"{sign}{hour:02}:{minute:02}:{second:02}{separator}{frame:0{max(width, 2)}}"


def from_timecode(text: str, rate: Fraction) -> int:
    """The frame a timecode labels; ";" before the frames means drop-frame.

    Raises:
        RequestError: it is not a timecode, or labels a frame that does not exist at this rate.
    """
    drop_frame = ";" in text
    parts = text.replace(";", ":").split(":")
    if len(parts) != 4 or not all(part.isdigit() for part in parts):
        raise RequestError(f"{text!r} is no timecode.", "Write it as HH:MM:SS:FF.")
    hour, minute, second, frame = (int(part) for part in parts)
    nominal = _nominal(rate)
    if minute > 59 or second > 59 or frame >= nominal:
        raise RequestError(f"{text!r} is no timecode at {nominal} frames a second.")
    number = ((hour * 60 + minute) * 60 + second) * nominal + frame
    if not drop_frame:
        return number
    dropped = _dropped_per_minute(rate)
    if minute % 10 and second == 0 and frame < dropped:
        raise RequestError(f"{text!r} is a frame that drop-frame counting leaves out.")
    minutes = hour * 60 + minute
    return number - dropped * (minutes - minutes // 10)


@dataclass(frozen=True)
class Clock:
    """The timecode of one timeline: its rate, start and counting."""

    rate: Fraction
    """Frames a second."""
    start: Frames
    """Label of the first frame, as a count of frames."""
    drop_frame: bool

    def label(self, frames: Frames) -> str:
        """Timecode of a position counted from the timeline's first frame."""
        return timecode(self.start + frames, self.rate, self.drop_frame)

    def label_at(self, seconds: Fraction) -> str:
        """Timecode of the frame nearest to a moment, in seconds from the timeline's first frame."""
        frame, _ = nearest_frame(seconds, self.rate)
        return self.label(frame)


def _nominal(rate: Fraction) -> int:
    return max(1, round(rate))


def _dropped_per_minute(rate: Fraction) -> int:
    if rate not in _DROP_FRAME_RATES:
        raise RequestError(
            f"Drop-frame timecode does not exist at {float(rate):g} frames a second.",
            "It belongs to 29.97 and 59.94.",
        )
    return _DROP_FRAME_RATES[rate]


def _drop_frame_label(number: int, rate: Fraction) -> int:
    """The count whose plain label is the drop-frame label of frame `number`."""
    dropped = _dropped_per_minute(rate)
    a_minute = _nominal(rate) * 60 - dropped
    ten_minutes = a_minute * 10 + dropped
    tens, rest = divmod(number, ten_minutes)
    into = (rest - dropped) // a_minute if rest >= dropped else 0
    return number + dropped * (9 * tens + max(into, 0))


def _reduced(frames: Frames) -> Frames:
    if isinstance(frames, Fraction) and frames.denominator == 1:
        return frames.numerator
    return frames
