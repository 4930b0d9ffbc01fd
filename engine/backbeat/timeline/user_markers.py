"""The markers of a timeline that its editor set, at their positions in the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.timeline.entries import entry, listed
from backbeat.timeline.markers import is_by_backbeat
from backbeat.timeline.model import Edit, ItemKind, Retime, Track
from backbeat.timeline.reading import exact_seconds, object_at
from backbeat.timeline.source import Source
from backbeat.timeline.time import seconds_of

_USUAL = Fraction(1)


@dataclass(frozen=True, slots=True)
class UserMarker:
    """One marker."""

    time: Fraction
    """Seconds from the timeline's first frame."""
    name: str
    color: str
    """OpenTimelineIO's name, upper case; another spelling as the file has it."""
    by_backbeat: bool
    owner: str
    """Whose it is: "the timeline", a track's label, or a clip's name."""
    end: Fraction | None = None
    """Where it ends; None: it marks a moment, or a single frame."""
    comment: str = ""
    track: str = ""
    """Label of the track that it, or its clip, belongs to: "V1"; empty: the timeline's."""


def user_markers(document: Source, edit: Edit) -> tuple[UserMarker, ...]:
    """Every marker of the timeline, its tracks and its clips, in order of time.

    A marker of a clip counts where the clip shows that moment of its media. Those inside compound
    clips are not read, nor those of clips that are frozen, reversed or ramped.
    """
    timeline = object_at(document.root, edit.path)
    start = Fraction(edit.start) / edit.rate
    end = Fraction(edit.duration) / edit.rate
    found = []
    for marker in timeline.tracks.markers:
        time = _start(marker)
        # Most files count from the first frame, some from the timecode's zero.
        time = time - start if time > end and start else time
        found.append(_made(marker, time, "the timeline", edit))
    for track in edit.tracks:
        own = object_at(document.root, track.path)
        found += [
            _made(marker, _start(marker), track.label, edit, track=track.label)
            for marker in own.markers
        ]
        found += _of_clips(document.root, track, edit)
    inside = [marker for marker in found if 0 <= marker.time < end]
    return tuple(sorted(inside, key=lambda marker: (marker.time, marker.name)))


def _of_clips(root: Any, track: Track, edit: Edit) -> Iterator[UserMarker]:
    for item in track.items:
        if item.kind is not ItemKind.CLIP or item.retime not in (Retime.NONE, Retime.LINEAR):
            continue
        for marker in listed(object_at(root, item.path).markers):
            into = (_start(marker) - item.media_start) / item.speed
            if 0 <= into < seconds_of(item.duration, edit.rate):
                time = seconds_of(item.start, edit.rate) + into
                yield _made(marker, time, item.name, edit, item.speed, track.label)


def _start(marker: otio.schema.Marker) -> Fraction:
    return exact_seconds(marker.marked_range.start_time)


def _made(
    marker: otio.schema.Marker,
    time: Fraction,
    owner: str,
    edit: Edit,
    speed: Fraction = _USUAL,
    track: str = "",
) -> UserMarker:
    lasts = exact_seconds(marker.marked_range.duration) / speed
    return UserMarker(
        time,
        marker.name,
        marker.color or "",
        is_by_backbeat(marker),
        owner,
        time + lasts if lasts * edit.rate > 1 else None,
        _comment(marker),
        track,
    )


def _comment(marker: otio.schema.Marker) -> str:
    """What is written in a marker besides its name, wherever its format has it."""
    found = marker.comment
    if not found:
        premiere = entry(marker.metadata, "fcp_xml")
        found = entry(premiere, "comment") if hasattr(premiere, "get") else ""
    return found if isinstance(found, str) else ""
