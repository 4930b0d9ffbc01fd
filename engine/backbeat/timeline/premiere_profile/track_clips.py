"""The clips of a timeline's own tracks, with their JSON."""

from __future__ import annotations

from collections.abc import Iterator

from backbeat.timeline.model import Item, Track
from backbeat.timeline.profile.inspection import Inspection, NamedObject
from backbeat.timeline.profile.members import children, kind, quoted


def clips_by_track(
    inspection: Inspection,
) -> Iterator[tuple[Track, NamedObject, list[tuple[NamedObject, Item]]]]:
    """Each track with its JSON and its clips; those of nested timelines are left out."""
    tracks = children(inspection.stack)
    for track in inspection.edit.tracks:
        value = tracks[int(track.path[-1])]
        own = children(value)
        clips = [
            (NamedObject(own[int(item.path[-1])], _label(inspection, track, item)), item)
            for item in track.items
            if kind(own[int(item.path[-1])]) == "Clip"
        ]
        yield track, NamedObject(value, f"Track {track.label}"), clips


def _label(inspection: Inspection, track: Track, item: Item) -> str:
    return f"{quoted(item.name)} ({track.label} {inspection.label(item.start)})"
