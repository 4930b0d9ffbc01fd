"""What was read from an OpenTimelineIO file, as a timeline of the model: kept, changed and lost."""

from __future__ import annotations

import math
from fractions import Fraction

from tests.doubles.resolve.otio_tree import ReadClip, ReadMarker, ReadTimeline, ReadTrack
from tests.doubles.resolve.rates import frame_at
from tests.doubles.resolve.settings import DROP
from tests.doubles.resolve.state import (
    Item,
    Kind,
    Marker,
    Markers,
    PoolItem,
    Timeline,
    Track,
    Transition,
)
from tests.doubles.resolve.surface import literals
from tests.doubles.resolve.world import World

START = "01:00:00:00"
KINDS: dict[str, Kind] = {"Video": "video", "Audio": "audio"}
_NEARLY_WHOLE = Fraction(1, 1000)
"""Of a frame: what float times in a file are off by."""


def built(world: World, read: ReadTimeline, name: str, media: dict[str, PoolItem]) -> Timeline:
    """A timeline with its own markers counted from its first frame.

    Lost: colours and flags of clips, hidden data and comments of markers, metadata.
    """
    drop_frame = world.open_project.settings[DROP] == "1" and read.rate.denominator != 1
    drop_frame = drop_frame and read.rate.numerator in (30000, 60000)
    start = read.start
    if start is None:
        start = frame_at(START, read.rate, drop_frame) or 0
    made = Timeline(name, read.rate, start, drop_frame)
    for track in read.tracks:
        kind = KINDS.get(track.kind)
        if kind is not None:
            made.tracks[kind].append(_track(world, made, track, kind, media))
    made.links = max([0, *(item.link or 0 for item in made.all_items())])
    made.markers = markers_at(world, read.markers, Fraction(0), read.rate)
    return made


def _track(
    world: World, timeline: Timeline, track: ReadTrack, kind: Kind, media: dict[str, PoolItem]
) -> Track:
    number = len(timeline.tracks[kind]) + 1
    made = Track(
        kind,
        track.name or f"{kind.capitalize()} {number}",
        track.enabled,
        track.locked,
        track.subtype if kind == "audio" else "",
    )
    for clip in track.clips:
        if clip.duration > 0:
            made.items.append(_item(world, timeline, clip, kind, media.get(clip.url)))
    made.transitions = [
        Transition(timeline.start + each.cut, each.before, each.after, each.name)
        for each in track.transitions
    ]
    return made


def _item(
    world: World, timeline: Timeline, clip: ReadClip, kind: Kind, media: PoolItem | None
) -> Item:
    if media is None:
        source = _whole(clip.used.start * timeline.rate)
    else:
        source = _whole(clip.used.start * media.rate - media.start)
    return Item(
        clip.name or (media.name if media else ""),
        kind,
        timeline.start + clip.start,
        clip.duration,
        media,
        source,
        clip.speed,
        markers=markers_at(world, clip.markers, clip.used.start, timeline.rate),
        enabled=clip.enabled,
        link=clip.link,
        effects=clip.effects,
    )


def imported_markers(world: World, timeline: Timeline, read: list[ReadMarker]) -> Markers:
    """What an import makes of the timeline's own markers."""
    behaviour = world.behaviour
    if behaviour.stack_markers == "lost":
        return {}
    from_start = behaviour.stack_marker_origin == "start"
    origin = timeline.start / timeline.rate if from_start else Fraction(0)
    made = markers_at(world, read, origin, timeline.rate)
    off = timeline.start if behaviour.stack_markers == "shifted" else 0
    return {at + off: each for at, each in made.items()}


def markers_at(world: World, read: list[ReadMarker], origin: Fraction, rate: Fraction) -> Markers:
    """Markers by frame from `origin` (seconds); of their words, name and note come through."""
    made: Markers = {}
    for each in read:
        at = _nearest((each.start - origin) * rate)
        if at >= 0 and at not in made:
            length = max(1, _nearest(each.length * rate))
            made[at] = Marker(_colour(world, each.color), each.name, each.note, length)
    return made


def _colour(world: World, name: str) -> str:
    known = literals("MarkerColor")
    return name.capitalize() if name.capitalize() in known else world.behaviour.unknown_colour


def _whole(frames: Fraction) -> Fraction:
    nearest = round(frames)
    return Fraction(nearest) if abs(frames - nearest) < _NEARLY_WHOLE else frames


def _nearest(frames: Fraction) -> int:
    return math.floor(frames + Fraction(1, 2))
