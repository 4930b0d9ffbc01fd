"""How many channels of sound the media of a timeline has, as far as its clips say."""

from __future__ import annotations

from backbeat.timeline.exchange.content import Content, ItemContent, TrackContent

UNSTATED = 2
"""Channels of media of which no clip names a channel."""


def every(tracks: tuple[TrackContent, ...]) -> list[ItemContent]:
    """All items that are no gap, nested ones included."""
    found = []
    for track in tracks:
        for item in track.items:
            if not item.is_gap:
                found.append(item)
                found.extend(every(item.nested))
    return found


def media_channels(content: Content) -> dict[str, int]:
    """Channels by URL: those up to the highest that a clip names. Media without any is left out."""
    found: dict[str, int] = {}
    for item in every(content.tracks):
        if item.sound is not None:
            named = [channel + 1 for _, channel in item.sound.channels] or [0]
            found[item.media.url] = max(found.get(item.media.url, 0), *named)
    return {url: count or UNSTATED for url, count in found.items()}
