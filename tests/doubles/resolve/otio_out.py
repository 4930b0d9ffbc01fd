"""A timeline as OpenTimelineIO, in the shape that Resolve's own files have.

What is known of that shape comes from one whole timeline and a dozen clips that others published.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from tests.doubles.resolve.state import Item, Markers, PoolItem, Timeline, Track, Transition
from tests.doubles.resolve.world import World

KEY = "Resolve_OTIO"


def document(world: World, timeline: Timeline) -> str:
    """The file's text. Subtitles, and items before the first frame, have no place in it."""
    from_start = world.behaviour.stack_marker_origin == "start"
    origin = timeline.start if from_start else 0
    made = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {KEY: {"Resolve OTIO Meta Version": "1.0"}},
        "name": "",
        "global_start_time": _time(timeline.start, timeline.rate),
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "metadata": {},
            "name": "",
            "source_range": None,
            "effects": [],
            "markers": _markers(timeline.markers, Fraction(origin), timeline.rate),
            "enabled": True,
            "children": [
                _track(track, timeline)
                for kind in ("video", "audio")
                for track in timeline.tracks[kind]
            ],
        },
    }
    return json.dumps(made, indent=4)


def _track(track: Track, timeline: Timeline) -> dict[str, Any]:
    about: dict[str, Any] = {"Locked": track.locked}
    if track.kind == "audio":
        about = {"Audio Type": track.subtype.capitalize(), "Locked": track.locked, "SoloOn": False}
    children: list[dict[str, Any]] = []
    at = timeline.start
    cuts = {each.cut: each for each in track.transitions}
    for item in track.items:
        if item.start < timeline.start:
            continue
        if item.start > at:
            children.append(_gap(item.start - at, timeline.rate))
        if item.start in cuts:
            children.append(_transition(cuts.pop(item.start), timeline.rate))
        children.append(_clip(item, timeline))
        at = item.end
        if at in cuts and not any(other.start == at for other in track.items):
            children.append(_transition(cuts.pop(at), timeline.rate))
    if at < timeline.end:
        children.append(_gap(timeline.end - at, timeline.rate))
    return {
        "OTIO_SCHEMA": "Track.1",
        "metadata": {KEY: about},
        "name": track.name,
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": track.enabled,
        "children": children,
        "kind": track.kind.capitalize(),
    }


def _clip(item: Item, timeline: Timeline) -> dict[str, Any]:
    about: dict[str, Any] = {}
    if item.link is not None:
        about["Link Group ID"] = item.link
    if item.kind == "audio" and item.media is not None:
        about["Channels"] = [
            {"Source Channel ID": channel, "Source Track ID": 0}
            for channel in range(item.media.channels)
        ]
    start = source_start(item, timeline.rate)
    return {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {KEY: about},
        "name": item.name,
        "source_range": _range(start, item.duration, timeline.rate),
        "effects": [*_warp(item.speed), *item.effects],
        "markers": _markers(item.markers, start, timeline.rate),
        "enabled": item.enabled,
        "media_references": {"DEFAULT_MEDIA": _reference(item.media)},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def source_start(item: Item, rate: Fraction) -> Fraction:
    """Where an item starts on its media's clock, at the timeline's rate; not always whole."""
    if item.media is None:
        return item.source
    return (item.media.start + item.source) * rate / item.media.rate


def _reference(media: PoolItem | None) -> dict[str, Any]:
    if media is None or not media.path:
        return {
            "OTIO_SCHEMA": "MissingReference.1",
            "metadata": {},
            "name": "",
            "available_range": None,
            "available_image_bounds": None,
        }
    return {
        "OTIO_SCHEMA": "ExternalReference.1",
        "metadata": {},
        "name": media.name,
        "available_range": _range(Fraction(media.start), media.frames, media.rate),
        "available_image_bounds": None,
        "target_url": media.path,
    }


def _warp(speed: Fraction) -> list[dict[str, Any]]:
    if speed == 1:
        return []
    return [
        {
            "OTIO_SCHEMA": "LinearTimeWarp.1",
            "metadata": {},
            "name": "",
            "effect_name": "",
            "time_scalar": float(speed),
        }
    ]


def _transition(transition: Transition, rate: Fraction) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "Transition.1",
        "metadata": {KEY: {"Transition Type": transition.name}},
        "name": transition.name,
        "in_offset": _time(transition.before, rate),
        "out_offset": _time(transition.after, rate),
        "transition_type": "SMPTE_Dissolve",
    }


def _gap(frames: int, rate: Fraction) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "Gap.1",
        "metadata": {},
        "name": "",
        "source_range": _range(Fraction(0), frames, rate),
        "effects": [],
        "markers": [],
        "enabled": True,
    }


def _markers(markers: Markers, origin: Fraction, rate: Fraction) -> list[dict[str, Any]]:
    """The note goes where Resolve puts it; hidden data and the comment stay empty."""
    return [
        {
            "OTIO_SCHEMA": "Marker.2",
            "metadata": {KEY: {"Keywords": [], "Note": marker.note}},
            "name": marker.name,
            "color": marker.color.upper(),
            "marked_range": _range(origin + at, marker.duration, rate),
            "comment": "",
        }
        for at, marker in sorted(markers.items())
    ]


def _range(start: Fraction, duration: int, rate: Fraction) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": _time(duration, rate),
        "start_time": _time(start, rate),
    }


def _time(value: int | Fraction, rate: Fraction) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(value)}
