"""Which sound of a timeline is part of its picture's clip in FCPXML, and the roles of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from backbeat.timeline.exchange.content import ItemContent, TrackContent
from backbeat.timeline.exchange.xmltree import clean
from backbeat.timeline.model import Retime


def joined_sound(
    video: Sequence[TrackContent], sounds: Sequence[TrackContent], rate: Fraction
) -> dict[int, tuple[ItemContent, str]]:
    """The sound that goes into a picture's own clip, by the picture, with the role of its track."""
    roles = roles_of(sounds)
    candidates: dict[object, list[tuple[ItemContent, str]]] = {}
    for track, role in zip(sounds, roles, strict=True):
        for index, item in enumerate(track.items):
            if item.item.link and not item.is_gap and not _meets(track, index):
                candidates.setdefault(_place(item, rate), []).append((item, role))
    found: dict[int, tuple[ItemContent, str]] = {}
    for track in video:
        for index, item in enumerate(track.items):
            if item.item.link and not _meets(track, index) and not item.media.still:
                fitting = candidates.get(_place(item, rate), [])
                if fitting:
                    found[id(item)] = fitting.pop(0)
    return found


def _meets(track: TrackContent, index: int) -> bool:
    return index in track.joints or index + 1 in track.joints


def _place(content: ItemContent, rate: Fraction) -> object:
    """What a picture and its own sound have in common: their media, in step."""
    item = content.item
    if item.retime is Retime.REVERSED:
        return (item.link, content.media.url, item.start, item.duration, item.media_start)
    begins = item.media_start * rate - Fraction(item.start) * item.speed
    return (item.link, content.media.url, begins, item.speed, item.retime, content.enabled)


def roles_of(sounds: Sequence[TrackContent]) -> list[str]:
    """A role for each sound track: its name, or its label where it has none or shares it."""
    found: list[str] = []
    for track in sounds:
        # A dot separates a role from its subrole.
        name = clean(track.track.name).replace(".", " ").strip()
        found.append(name if name and name not in found else track.track.label or "A")
    return found
