"""Warnings of clips that run past the end of their media."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor

from backbeat.timeline.model import Item, Track
from backbeat.timeline.time import Clock

_MAX_NAMED = 5
_MIN_SOUND_S = Fraction(1, 4)
"""Shortest overrun of sound that is reported, in seconds: the range of a video file is that of its
picture, and its sound ends up to a few frames later."""


def past_media(tracks: Iterable[Track], clock: Clock) -> list[str]:
    """One sentence for each of the first clips that run past their media, and the number of others.

    Reported are overruns of at least a frame of picture, or a quarter of a second of sound.

    Args:
        tracks: the tracks of the timeline.
        clock: labels its frames.
    """
    found = [
        _sentence(item, track, clock)
        for track in tracks
        for item in track.items
        if item.missing >= _min_missing(track, clock)
    ]
    more = len(found) - _MAX_NAMED
    return [
        *found[:_MAX_NAMED],
        *([f"{_more(more)} past the end of the media."] if more > 0 else []),
    ]


def _min_missing(track: Track, clock: Clock) -> Fraction:
    """Minimum frames past the end of the media that are reported."""
    return Fraction(1) if track.is_video else max(Fraction(1), clock.rate * _MIN_SOUND_S)


def _more(count: int) -> str:
    return "1 more clip runs" if count == 1 else f"{count} more clips run"


def _sentence(item: Item, track: Track, clock: Clock) -> str:
    missing = floor(item.missing)
    frames = "1 frame" if missing == 1 else f"{missing} frames"
    return (
        f"“{item.name}” on {track.label} at {clock.label(item.start)} runs {frames} past the end "
        "of its media."
    )
