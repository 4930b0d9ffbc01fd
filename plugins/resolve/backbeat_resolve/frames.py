"""Frame rates as Resolve writes them, and timecode."""

from fractions import Fraction
from typing import Any, NamedTuple, Optional

from backbeat_resolve.problems import Problem

_NTSC_BASES = (24, 30, 48, 60, 96, 120)
_DROPPED = {30: 2, 60: 4}


class Rate(NamedTuple):
    """A timeline's frame rate."""

    fps: Fraction
    drop: bool
    """Whether timecode is drop frame."""


def rate_of(setting: Any, drop_setting: Any = None) -> Rate:
    """The rate that a setting stands for: "23.976", 23.976, "29.97 DF", "24.000" ...

    Args:
        setting: `timelineFrameRate`; text or number, by version.
        drop_setting: `timelineDropFrameTimecode`; "1" for drop frame.

    Raises:
        Problem: it is none.
    """
    words = str(setting).upper().replace("DF", " DF").split()
    try:
        number = Fraction(words[0])
    except (IndexError, ValueError, ZeroDivisionError) as error:
        said = "Resolve gives this timeline's frame rate as {!r}.".format(setting)
        raise Problem(said) from error
    fps = _exact(number)
    if fps is None:
        raise Problem("A timeline of {} frames a second is not supported.".format(words[0]))
    drop = "DF" in words[1:] or str(drop_setting).strip().lower() in ("1", "true")
    return Rate(fps, drop and fps.denominator == 1001 and _nominal(fps) in _DROPPED)


def timecode(frames: int, rate: Rate) -> str:
    """The timecode of a frame counted from midnight."""
    nominal = _nominal(rate.fps)
    number = frames
    if rate.drop:
        dropped = _DROPPED[nominal]
        minute = nominal * 60 - dropped
        tens, rest = divmod(number, minute * 10 + dropped)
        number += dropped * 9 * tens
        if rest >= nominal * 60:
            number += dropped * ((rest - nominal * 60) // minute + 1)
    seconds, frame = divmod(number, nominal)
    minutes, second = divmod(seconds, 60)
    hour, minute_of = divmod(minutes, 60)
    mark = ";" if rate.drop else ":"
    label = "{:02d}:{:02d}:{:02d}{}".format(hour % 24, minute_of, second, mark)
    return label + str(frame).zfill(max(2, len(str(nominal - 1))))


def _exact(number: Fraction) -> Optional[Fraction]:
    if number <= 0 or number > 1000:
        return None
    if number.denominator == 1:
        # Some versions are reported to say 23, 29 and 59 for 23.976 and the like.
        base = int(number) + 1
        return Fraction(base * 1000, 1001) if base in _NTSC_BASES else number
    for base in _NTSC_BASES:
        exact = Fraction(base * 1000, 1001)
        if abs(number - exact) < Fraction(45, 10000) * base / 24:
            return exact
    return number.limit_denominator(1001)


def _nominal(fps: Fraction) -> int:
    return -(-fps.numerator // fps.denominator)
