"""How much media stands behind a clip: what its reference says, or what the media itself does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.timeline.time import as_frames, canonical_rate, seconds_of


@dataclass(frozen=True, slots=True)
class MediaRange:
    """The extent of media on its own clock, in seconds."""

    start: Fraction
    duration: Fraction
    unlimited: bool = False
    """A still or a generator: as long as anyone wants."""
    rate: Fraction | None = None
    """Pictures a second; None where it has none, or nobody looked."""


UNLIMITED = MediaRange(Fraction(0), Fraction(0), unlimited=True)


def known_range(
    clip: Any,
    url: str | None,
    used_from: Fraction,
    media: Callable[[str], MediaRange | None] | None,
) -> MediaRange | None:
    """The media behind a clip: stated by its reference, else found by `media`; None if unknown.

    Args:
        clip: an OpenTimelineIO clip.
        url: of its media.
        used_from: where its used part starts on the media's clock, in seconds.
        media: knows media by URL.
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
        # The file counts this media from zero, whatever its timecode.
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
