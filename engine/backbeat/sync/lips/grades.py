"""Published tolerances of sound against picture, and how an offset does by each.

Sound that is early is noticed sooner than sound that is late, so most have two limits. ITU-R
BT.1359-1 (1998) gives what viewers notice and what they accept; EBU R37 (2007) what a programme may
have when it is handed over. Film is held to a frame of its own, the web to two; the last counts in
frames of 1/30 s, as makers of talking heads do.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Tolerance:
    """One limit: `grade` is met by offsets from `-early_ms` to `late_ms`."""

    standard: str
    grade: str
    early_ms: float
    """How early the sound may be."""
    late_ms: float
    """How late the sound may be."""


@dataclass(frozen=True)
class Grade:
    """What an offset is by one standard."""

    standard: str
    met: bool
    grade: str


_THIRTIETH_MS = 1000 / 30
_FAILED = "not met"
R37 = Tolerance("EBU R37", "met", 40, 60)


def tolerances(rate: Fraction) -> tuple[Tolerance, ...]:
    """The published tolerances, of each standard the strictest first.

    Args:
        rate: frames per second of the picture.
    """
    frame_ms = float(1000 / rate)
    return (
        Tolerance("ITU-R BT.1359", "not detectable", 45, 125),
        Tolerance("ITU-R BT.1359", "acceptable", 90, 185),
        R37,
        Tolerance("Film, 1 frame", "met", frame_ms, frame_ms),
        Tolerance("Web, 2 frames", "met", 2 * frame_ms, 2 * frame_ms),
        Tolerance("Talking heads", "excellent", 2 * _THIRTIETH_MS, 2 * _THIRTIETH_MS),
        Tolerance("Talking heads", "good", 3 * _THIRTIETH_MS, 3 * _THIRTIETH_MS),
    )


def grades_of(offset_ms: float, rate: Fraction) -> list[Grade]:
    """What an offset is by each standard; the best grade it earns.

    Args:
        offset_ms: positive: the sound is late.
        rate: frames per second of the picture.
    """
    found: dict[str, Grade] = {}
    for limit in tolerances(rate):
        met = -limit.early_ms <= offset_ms <= limit.late_ms
        known = found.get(limit.standard)
        if known is None or (met and not known.met):
            found[limit.standard] = Grade(limit.standard, met, limit.grade if met else _FAILED)
    return list(found.values())


def is_in_sync(offset_ms: float) -> bool:
    """Whether a programme may be handed over with the offset: EBU R37, the strictest of those that
    do not hang on a frame rate.
    """
    return -R37.early_ms <= offset_ms <= R37.late_ms
