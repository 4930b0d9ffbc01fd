"""The range of a clip's media: stated by its media reference, or read from the media itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.timeline.time import as_frames, canonical_rate, seconds_of


@dataclass(frozen=True, slots=True)
class MediaRange:
    """The start and duration of media on its own clock, in seconds."""

    start: Fraction
    duration: Fraction
    unlimited: bool = False
    """Whether it has no end, as a still or a generator."""
    rate: Fraction | None = None
    """Frames a second; None if it has no picture or was not probed."""
    size: tuple[int, int] | None = None
    """Width and height in pixels; None if it has no picture or was not probed."""
    channels: int | None = None
    """Channels of its first sound track; None if it has no sound or was not probed."""
    sample_rate: int | None = None
    """Of its first sound track, in Hz; None if it has no sound or was not probed."""


UNLIMITED = MediaRange(Fraction(0), Fraction(0), unlimited=True)


def media_range_of(
    clip: Any,
    url: str | None,
    used_from: Fraction,
    media: Callable[[str], MediaRange | None] | None,
) -> MediaRange | None:
    """The range of a clip's media: stated by its reference, else from `media`; None if unknown.

    Args:
        clip: an OpenTimelineIO clip.
        url: URL of its media.
        used_from: where its used part starts on the media's clock, in seconds.
        media: looks up the range of media by URL.
    """
    reference = clip.media_reference
    if isinstance(reference, otio.schema.GeneratorReference):
        return UNLIMITED
    available = reference.available_range if reference is not None else None
    if available is not None:
        return _stated(available)
    if media is None or url is None:
        return None
    found = media(url)
    if found is None or found.unlimited:
        return found
    if not found.start <= used_from < found.start + found.duration and used_from < found.duration:
        # The timeline counts this media from zero although it has a timecode.
        return MediaRange(Fraction(0), found.duration)
    return found


def _stated(available: Any) -> MediaRange | None:
    start, duration = available.start_time, available.duration
    if duration.rate <= 0:
        # Kdenlive writes a rate of zero for stills.
        return UNLIMITED
    if duration.value <= 1:
        return UNLIMITED
    rate = canonical_rate(duration.rate)
    length = seconds_of(as_frames(duration.value, rate, rate), rate)
    if not start.value or start.rate <= 0:
        return MediaRange(Fraction(0), length)
    start_rate = canonical_rate(start.rate)
    return MediaRange(Fraction(as_frames(start.value, start_rate, start_rate)) / start_rate, length)
