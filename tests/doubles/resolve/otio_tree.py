"""An OpenTimelineIO file as plain data, on whole frames of one rate."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from backbeat.timeline.time import canonical_rate
from tests.doubles.resolve.otio_out import KEY
from tests.doubles.resolve.refusals import NotModelled

Reference = Literal["file", "images", "none", "made"]


@dataclass(frozen=True)
class Seconds:
    """A stretch of time, exact, and the rate it was counted at."""

    start: Fraction
    length: Fraction
    rate: Fraction


@dataclass(frozen=True)
class ReadMarker:
    name: str
    color: str
    note: str
    start: Fraction
    """Seconds."""
    length: Fraction


@dataclass(frozen=True)
class ReadClip:
    name: str
    start: int
    """Frames from the track's first."""
    duration: int
    used: Seconds
    """What is played, on the media's clock; the timeline says how long."""
    reference: Reference
    url: str
    available: Seconds | None
    speed: Fraction
    effects: list[dict[str, Any]]
    """Resolve's own."""
    markers: list[ReadMarker]
    link: int | None
    enabled: bool
    nested: bool


@dataclass(frozen=True)
class ReadTransition:
    cut: int
    before: int
    after: int
    name: str


@dataclass
class ReadTrack:
    kind: str
    name: str
    enabled: bool
    locked: bool
    subtype: str
    trimmed: bool = False
    """Whether the file shows only a part of the track; here is that part."""
    clips: list[ReadClip] = field(default_factory=list)
    transitions: list[ReadTransition] = field(default_factory=list)


@dataclass(frozen=True)
class ReadTimeline:
    name: str
    rate: Fraction
    start: int | None
    tracks: list[ReadTrack]
    markers: list[ReadMarker]


def read_timeline(tree: Mapping[str, Any], otherwise: Fraction) -> ReadTimeline:
    """A timeline's parsed JSON, of the current schemas.

    Args:
        otherwise: the rate of a timeline that states none.

    Raises:
        NotModelled: something beside tracks lies in the stack.
    """
    stated = tree.get("global_start_time")
    rate = canonical_rate(stated["rate"]) if stated else otherwise
    start = None if not stated else round(_seconds(stated) * rate)
    stack = tree["tracks"]
    return ReadTimeline(
        tree.get("name") or "",
        rate,
        start,
        [_track(each, rate) for each in stack["children"]],
        [_marker(each) for each in stack.get("markers") or []],
    )


def _track(track: Mapping[str, Any], rate: Fraction) -> ReadTrack:
    if not _is(track, "Track"):
        raise NotModelled("a clip or timeline that lies in the stack beside tracks")
    about = resolve_metadata(track)
    made = ReadTrack(
        track.get("kind") or "Video",
        track.get("name") or "",
        track.get("enabled", True),
        bool(about.get("Locked", False)),
        str(about.get("Audio Type", "stereo")).lower(),
    )
    at = Fraction(0)
    for child in track["children"]:
        if _is(child, "Transition"):
            made.transitions.append(_transition(child, at, rate))
            continue
        used = _used(child, rate)
        if not _is(child, "Gap"):
            made.clips.append(_clip(child, used, at, rate))
        at += used.length * rate
    window = track.get("source_range")
    return made if window is None else _trimmed(made, _range(window), rate)


def _trimmed(track: ReadTrack, window: Seconds, rate: Fraction) -> ReadTrack:
    first = _nearest(window.start * rate)
    last = _nearest((window.start + window.length) * rate)
    clips = []
    for clip in track.clips:
        start, end = max(clip.start, first), min(clip.start + clip.duration, last)
        cut_off = Fraction(start - clip.start) / rate * clip.speed
        used = replace(clip.used, start=clip.used.start + cut_off)
        if start < end:
            clips.append(replace(clip, start=start - first, duration=end - start, used=used))
    transitions = [
        replace(each, cut=each.cut - first) for each in track.transitions if first < each.cut < last
    ]
    return replace(track, trimmed=True, clips=clips, transitions=transitions)


def _clip(child: Mapping[str, Any], used: Seconds, at: Fraction, rate: Fraction) -> ReadClip:
    start = _nearest(at)
    reference = media_of(child) or {}
    available = reference.get("available_range")
    effects = child.get("effects") or []
    warps = [each for each in effects if "time_scalar" in each]
    link = resolve_metadata(child).get("Link Group ID")
    return ReadClip(
        child.get("name") or "",
        start,
        _nearest(at + used.length * rate) - start,
        used,
        _kind_of(reference),
        url_of(reference),
        _range(available) if available else None,
        Fraction(warps[0]["time_scalar"]).limit_denominator(10000) if warps else Fraction(1),
        [
            each
            for each in child.get("effects") or []
            if each.get("effect_name") == "Resolve Effect"
        ],
        [_marker(each) for each in child.get("markers") or []],
        int(link) if link is not None else None,
        child.get("enabled", True),
        nested=not _is(child, "Clip"),
    )


def _used(child: Mapping[str, Any], rate: Fraction) -> Seconds:
    if child.get("source_range"):
        return _range(child["source_range"])
    available = (media_of(child) or {}).get("available_range")
    if available:
        return _range(available)
    if "children" not in child:
        return Seconds(Fraction(0), Fraction(0), rate)
    lengths = [
        _used(each, rate).length for each in child["children"] if not _is(each, "Transition")
    ]
    total = sum(lengths, Fraction(0)) if _is(child, "Track") else max(lengths, default=Fraction(0))
    return Seconds(Fraction(0), total, rate)


def _transition(child: Mapping[str, Any], at: Fraction, rate: Fraction) -> ReadTransition:
    before, after = (_nearest(_seconds(child[key]) * rate) for key in ("in_offset", "out_offset"))
    return ReadTransition(_nearest(at), before, after, child.get("name") or "Cross Dissolve")


def _marker(marker: Mapping[str, Any]) -> ReadMarker:
    marked = _range(marker["marked_range"])
    note = resolve_metadata(marker).get("Note", "")
    return ReadMarker(
        marker.get("name") or "", marker.get("color") or "", str(note), marked.start, marked.length
    )


def media_of(child: Mapping[str, Any]) -> dict[str, Any] | None:
    """The media reference in use."""
    key = child.get("active_media_reference_key") or "DEFAULT_MEDIA"
    found: dict[str, Any] | None = (child.get("media_references") or {}).get(key)
    return found or child.get("media_reference")


def url_of(reference: Mapping[str, Any]) -> str:
    if "target_url_base" in reference:
        base = str(reference["target_url_base"]).rstrip("/\\")
        return f"{base}/{reference.get('name_prefix', '')}{reference.get('name_suffix', '')}"
    return str(reference.get("target_url") or "")


def resolve_metadata(thing: Mapping[str, Any]) -> Mapping[str, Any]:
    found = (thing.get("metadata") or {}).get(KEY)
    return found if isinstance(found, Mapping) else {}


def _kind_of(reference: Mapping[str, Any]) -> Reference:
    if _is(reference, "ExternalReference"):
        return "file"
    if _is(reference, "ImageSequenceReference"):
        return "images"
    return "made" if _is(reference, "GeneratorReference") else "none"


def _is(thing: Mapping[str, Any], schema: str) -> bool:
    return str(thing.get("OTIO_SCHEMA", "")).split(".")[0] == schema


def _range(given: Mapping[str, Any]) -> Seconds:
    start, duration = given["start_time"], given["duration"]
    rate = duration["rate"] if duration["rate"] > 0 else 1
    return Seconds(_seconds(start), _seconds(duration), canonical_rate(rate))


def _seconds(given: Mapping[str, Any]) -> Fraction:
    if given["rate"] <= 0:
        return Fraction(0)
    return Fraction(given["value"]) / canonical_rate(given["rate"])


def _nearest(frames: Fraction) -> int:
    return math.floor(frames + Fraction(1, 2))
