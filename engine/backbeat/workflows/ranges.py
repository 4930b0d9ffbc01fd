"""A part of a recording, from one time to another, as users write times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from backbeat.errors import RequestError
from backbeat.media.probe import MediaInfo
from backbeat.media.samples import Samples
from backbeat.timeline.time import from_timecode

_SECONDS = re.compile(r"\d+(\.\d+)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):(\d{2}(?:\.\d+)?)", re.ASCII)
_TIMECODE = re.compile(r"\d\d:\d\d:\d\d[:;]\d\d\d?", re.ASCII)


def time_in(info: MediaInfo, text: str) -> Fraction:
    """A time in seconds from the start of a recording.

    Args:
        info: the recording.
        text: seconds ("90.5"), minutes or hours with seconds ("1:30.5", "1:00:00"), or timecode
            ("10:01:00:00", "01:00:30;12"). Timecode from the file's own start on lies on the file's
            timecode; less is counted from the recording's start.

    Raises:
        RequestError: it is no time, or timecode for a file that has no frames.
    """
    if _SECONDS.fullmatch(text):
        return Fraction(text)
    clock = _CLOCK.fullmatch(text)
    if clock is not None and float(clock[3]) < 60:
        hours, minutes, seconds = (Fraction(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if not _TIMECODE.fullmatch(text):
        raise RequestError(
            f"{text!r} is no time.", "Write seconds (90), 1:30 or timecode (10:01:00:00)."
        )
    rate = info.video.rate if info.video is not None else None
    if rate is None:
        raise RequestError(
            f"{info.path} has no picture, so timecode such as {text} says no time in it.",
            "Write seconds (90) or 1:30.",
        )
    frame = from_timecode(text, rate)
    start = from_timecode(info.start_timecode, rate) if info.start_timecode else 0
    return Fraction(frame - start if frame >= start else frame) / rate


def within(
    blocks: Iterable[Samples], rate: int, from_s: Fraction, to_s: Fraction | None
) -> Iterator[Samples]:
    """The part of a recording from one time to another.

    Args:
        blocks: shape (n, channels), from the recording's start on.
        rate: in Hz.
        from_s: in seconds.
        to_s: in seconds; None for the end.
    """
    first = round(from_s * rate)
    last = None if to_s is None else round(to_s * rate)
    done = 0
    for block in blocks:
        low = max(0, first - done)
        high = len(block) if last is None else min(len(block), last - done)
        done += len(block)
        if low < high:
            yield block[low:high]
        if last is not None and done >= last:
            return
