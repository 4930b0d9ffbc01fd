"""The parser of times that users type: timecode, frames or seconds.

| typed | is |
|---|---|
| `01:00:10:00` | timecode: record timecode, else counted from the first frame |
| `01:00:10;00` | the same in drop-frame counting |
| `+00:00:10:00` | timecode counted from the timeline's first frame |
| `250`, `250f` | frames from the first frame (a bare number: the unit that the option has) |
| `10.5s`, `500ms` | seconds, milliseconds from the first frame |
| `1:23.5`, `0:01:23.5` | minutes and seconds, hours |

A timecode without a plus is record timecode, as editors show it, where the timeline holds that
frame. Where it does not, and would if counted from the first frame, it is counted from there.
Colons follow the timeline's own counting; a semicolon is drop-frame.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from fractions import Fraction

from backbeat.errors import RequestError
from backbeat.timeline.time import Clock, Frames, from_timecode, nearest_frame

_NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)"
_AMOUNT = re.compile(rf"({_NUMBER})\s*(frames?|fr?|ms|s)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):(\d{2}(?:\.\d+)?)", re.ASCII)
_TIMECODE = re.compile(r"\d{1,2}[:;]\d{2}[:;]\d{2}[:;]\d{2,3}", re.ASCII)
_MAX_CHARACTERS = 64
"""Longest accepted text, in characters."""
_MAX_FRAMES = (1 << 31) - 1
_HINT = "Write timecode (01:00:10:00, +00:00:10:00), frames (250f) or seconds (10.5s)."


class Unit(enum.Enum):
    """The unit of a number without one."""

    FRAMES = "frames"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Position:
    """A position in the timeline that the user typed."""

    frames: Frames
    """From the timeline's first frame."""
    seconds: Fraction
    """From the timeline's first frame; not rounded to a frame where seconds were typed."""
    interpretation: str
    """How it was interpreted, for the user: "01:00:10:00 is frame 250 (record timecode)"."""


def clock_seconds(text: str) -> float | None:
    """Seconds of "83.5", "1:23.5" or "0:01:23.5"; None for anything else."""
    if re.fullmatch(_NUMBER, text, re.ASCII):
        return float(text)
    parts = _CLOCK.fullmatch(text)
    if parts is None:
        return None
    hours, minutes, seconds = (float(part or 0) for part in parts.groups())
    if seconds >= 60 or (parts[1] and minutes >= 60):
        return None
    return hours * 3600 + minutes * 60 + seconds


def parse_position(
    text: str,
    clock: Clock,
    duration: Frames,
    bare: Unit,
    outside: bool = False,
    what: str = "the timeline",
) -> Position:
    """Parses a position in a timeline, or in a clip.

    Args:
        text: one of the forms in the table of this module. A minus is before the first frame.
        clock: the clock of the timeline.
        duration: length of the timeline, in frames.
        bare: the unit of a number without one.
        outside: whether the position may lie outside the timeline.
        what: that the position is in, for messages.

    Raises:
        RequestError: it is not a time, or lies outside the timeline.
    """
    typed = text.strip()
    sign = -1 if typed.startswith("-") else 1
    body = typed.removeprefix("-" if sign < 0 else "+").strip()
    if len(typed) <= _MAX_CHARACTERS and _TIMECODE.fullmatch(body):
        found = _timecode_position(body, typed, clock, duration, sign)
        if found is None and not outside:
            raise _outside(typed, clock, duration, what)
        frames, explanation = found or (_count(body, clock) - clock.start, "record timecode")
        seconds = Fraction(frames) / clock.rate
    else:
        amount = _amount(body, clock.rate, bare)
        if amount is None:
            raise RequestError(f"{text!r} is no time.", _HINT)
        seconds = sign * amount
        frames, _ = nearest_frame(seconds, clock.rate)
        explanation = "from the first frame"
    if not outside and not 0 <= frames <= duration:
        raise _outside(typed, clock, duration, what)
    where = f"frame {float(frames):g}, {clock.label(frames)}" if frames >= 0 else f"frame {frames}"
    return Position(frames, seconds, f"{typed} is {where} ({explanation})")


def parse_length(text: str, rate: Fraction, bare: Unit) -> int:
    """Parses a length in whole frames, from "12", "12f", "0.5s", "500ms" or "00:00:00:12".

    Raises:
        RequestError: it is not a length.
    """
    body = text.strip()
    if len(body) <= _MAX_CHARACTERS and _TIMECODE.fullmatch(body):
        return from_timecode(body, rate)
    seconds = _amount(body, rate, bare)
    frames = int(nearest_frame(seconds, rate)[0]) if seconds is not None else _MAX_FRAMES + 1
    if frames > _MAX_FRAMES:
        raise RequestError(f"{text!r} is no length.", "Write frames (12), or seconds (0.5s).")
    return frames


def split_range(text: str) -> tuple[str, str]:
    """Splits a range: "START-END", or of "START:END" where both are frames or both timecode.

    Raises:
        RequestError: it is not a range.
    """
    body = text.strip()
    ends = [end.strip() for end in body.split("-")]
    if len(ends) == 2 and all(ends):
        return ends[0], ends[1]
    colons = [match.start() for match in re.finditer("[:;]", body)]
    if len(ends) == 1 and len(colons) in (1, 7):
        middle = colons[len(colons) // 2]
        if body[middle] == ":" and body[:middle].strip() and body[middle + 1 :].strip():
            return body[:middle].strip(), body[middle + 1 :].strip()
    raise RequestError(
        f"{text!r} is no range.", "Write START-END, as in 01:00:10:00-01:00:20:00 or 250-500."
    )


def _timecode_position(
    body: str, typed: str, clock: Clock, duration: Frames, sign: int
) -> tuple[Frames, str] | None:
    """The frame and how it was understood; None where it lies outside."""
    counting = ", drop-frame" if ";" in body and not clock.drop_frame else ""
    label = _count(body, clock)
    if typed[0] in "+-":
        return sign * label, f"counted from the first frame{counting}"
    record = label - clock.start
    if 0 <= record <= duration:
        if record != label and 0 <= label <= duration:
            return record, f"record timecode{counting}; +{body} counts from the first frame"
        return record, f"record timecode{counting}"
    if 0 <= label <= duration:
        first = clock.label(0)
        explanation = (
            f"counted from the first frame{counting}, since the timeline starts at {first}"
        )
        return label, explanation
    return None


def _count(body: str, clock: Clock) -> int:
    """The frame that a timecode labels: drop-frame for a semicolon, else as the timeline counts."""
    if ";" in body or not clock.drop_frame:
        return from_timecode(body, clock.rate)
    head, _, frame = body.rpartition(":")
    try:
        return from_timecode(f"{head};{frame}", clock.rate)
    except RequestError:
        # Without a semicolon, a label that drop-frame leaves out means the next label.
        return from_timecode(f"{head};{int(frame) + round(clock.rate) // 15:02}", clock.rate)


def _amount(body: str, rate: Fraction, bare: Unit) -> Fraction | None:
    """Seconds; None if it is not a number, with or without a unit."""
    if len(body) > _MAX_CHARACTERS:
        return None
    match = _AMOUNT.fullmatch(body)
    if match is None:
        clock = clock_seconds(body)
        return Fraction(str(clock)) if clock is not None else None
    number, unit = Fraction(match[1]), match[2] or ("s" if bare is Unit.SECONDS else "f")
    if unit == "ms":
        return number / 1000
    return number if unit == "s" else number / rate


def _outside(typed: str, clock: Clock, duration: Frames, what: str) -> RequestError:
    return RequestError(
        f"{typed} lies outside {what}.",
        f"It runs from {clock.label(0)} to {clock.label(duration)}, {float(duration):g} frames.",
    )
