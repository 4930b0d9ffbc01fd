"""The files that an assembled edit plays, as its sync map states them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.footage import Footage
from backbeat.timeline.time import from_timecode
from backbeat.v1.cutting_pb2 import FrameRate, Medium

_ON_A_PICTURE_S = Fraction(1, 100_000)
"""Largest distance of a time from a picture of its clip at which it is that picture's."""
_MAX_DENOMINATOR = 1_000_000
_ROUNDING = Fraction(1, 1000)
"""Part of a picture that a duration in floating point may be too long by."""


@dataclass(frozen=True)
class Recording:
    """The song's file."""

    path: Path
    sha256: str
    rate: int
    """Samples a second."""
    start: int
    """Where its clock starts, in samples: the time reference of a broadcast WAV."""
    samples: int
    channels: int

    @property
    def medium(self) -> Medium:
        """The message."""
        return Medium(
            path=str(self.path),
            sha256=self.sha256,
            rate=FrameRate(numerator=self.rate, denominator=1),
            start=self.start,
            length=self.samples,
            sound_channels=self.channels,
        )


class Media:
    """The media of a sync map, by path."""

    def __init__(self, media: Iterable[Medium]) -> None:
        self._by_path = {medium.path: medium for medium in media}

    def __getitem__(self, path: str) -> Medium:
        """The medium of a path. Raises: KeyError."""
        return self._by_path[path]


def medium_of(footage: Footage, sound_channels: int, rate: Fraction) -> Medium:
    """The message of a clip.

    Args:
        footage: the clip.
        sound_channels: channels of its first track of sound.
        rate: frames a second of the timeline, in which a still is counted.
    """
    own = rate if footage.still or not footage.rate else footage.rate
    length = 0 if footage.still else _pictures(footage)
    start = from_timecode(footage.start_timecode, own) if footage.start_timecode else 0
    return Medium(
        path=str(footage.path),
        sha256=footage.sha256,
        still=footage.still,
        rate=rate_message(own),
        variable_rate=footage.variable,
        width=footage.width,
        height=footage.height,
        start=0 if footage.still else start,
        length=length,
        sound_channels=sound_channels,
    )


def _pictures(footage: Footage) -> int:
    """How many pictures at its nominal rate its duration holds, a part of one included."""
    exact = Fraction(footage.duration_s) * footage.rate
    return max(1, math.ceil(exact - _ROUNDING) if footage.variable else round(exact))


def rate_message(rate: Fraction) -> FrameRate:
    """A rate as a message."""
    return FrameRate(numerator=rate.numerator, denominator=rate.denominator)


def rate_of(message: FrameRate) -> Fraction:
    """A rate as an exact number."""
    return Fraction(message.numerator, message.denominator)


def seconds_in(medium: Medium, seconds: float) -> Fraction:
    """A time in a medium, exact: a double of a message stands for a picture where one is there."""
    rate = rate_of(medium.rate)
    if not medium.still and not medium.variable_rate:
        on_picture = Fraction(round(Fraction(seconds) * rate)) / rate
        if abs(on_picture - Fraction(seconds)) <= _ON_A_PICTURE_S:
            return on_picture
    return Fraction(seconds).limit_denominator(_MAX_DENOMINATOR)
