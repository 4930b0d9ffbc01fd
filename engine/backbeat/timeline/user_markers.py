"""The markers of a timeline that its editor set, at their positions in the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.timeline.markers import is_by_backbeat
from backbeat.timeline.model import Edit, ItemKind, Retime, Track
from backbeat.timeline.reading import exact_seconds, object_at
from backbeat.timeline.source import Source
from backbeat.timeline.time import seconds_of


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
        found.append(_made(marker, time - start if time > end and start else time, "the timeline"))
    for track in edit.tracks:
        own = object_at(document.root, track.path)
        found += [_made(marker, _start(marker), track.label) for marker in own.markers]
        found += _of_clips(document.root, track, edit)
    inside = [marker for marker in found if 0 <= marker.time < end]
    return tuple(sorted(inside, key=lambda marker: (marker.time, marker.name)))


def _of_clips(root: Any, track: Track, edit: Edit) -> Iterator[UserMarker]:
    for item in track.items:
        if item.kind is not ItemKind.CLIP or item.retime not in (Retime.NONE, Retime.LINEAR):
            continue
        for marker in object_at(root, item.path).markers:
            into = (_start(marker) - item.media_start) / item.speed
            if 0 <= into < seconds_of(item.duration, edit.rate):
                yield _made(marker, seconds_of(item.start, edit.rate) + into, item.name)


def _start(marker: otio.schema.Marker) -> Fraction:
    return exact_seconds(marker.marked_range.start_time)


def _made(marker: otio.schema.Marker, time: Fraction, owner: str) -> UserMarker:
    return UserMarker(time, marker.name, marker.color or "", is_by_backbeat(marker), owner)
