"""Warnings of clips that run past the end of their media."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor

from backbeat.timeline.model import Item, Track
from backbeat.timeline.time import Clock

_MAX_NAMED = 5


def past_media(tracks: Iterable[Track], clock: Clock) -> list[str]:
    """One sentence for each of the first clips that run past their media, and the number of others.

    Args:
        tracks: the tracks of the timeline.
        clock: labels its frames.
    """
    found = [
        _sentence(item, track, clock)
        for track in tracks
        for item in track.items
        if item.missing >= 1
    ]
    more = len(found) - _MAX_NAMED
    return [
        *found[:_MAX_NAMED],
        *([f"{more} more clips run past the end of their media."] if more > 0 else []),
    ]


def _sentence(item: Item, track: Track, clock: Clock) -> str:
    missing = floor(item.missing)
    frames = "1 frame" if missing == 1 else f"{missing} frames"
    return (
        f"“{item.name}” on {track.label} at {clock.label(item.start)} runs {frames} past the end "
        "of its media."
    )
