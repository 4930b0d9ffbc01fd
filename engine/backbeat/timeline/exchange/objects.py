"""OpenTimelineIO objects as JSON, built by the readers of other formats.

Plain dictionaries rather than the library's objects: they are written as text anyway, and ten
thousand clips are built in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from backbeat.errors import TimelineError
from backbeat.timeline.clip_sound import RESOLVE_VOLUME
from backbeat.timeline.time import MAX_TIME, Frames, magnitude

Json = dict[str, Any]

EXCHANGE = "exchange"
"""Metadata key of a converted timeline that says what it was converted from."""


def rate_number(rate: Fraction) -> float:
    """The number that stands for a rate in the text."""
    return float(rate)


def time(frames: Frames, rate: Fraction) -> Json:
    """A RationalTime.

    Raises:
        TimelineError: it is longer than any time.
    """
    if magnitude(frames) > MAX_TIME:
        raise TimelineError("it holds a time longer than any.", "Export it again from the editor.")
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": rate_number(rate), "value": float(frames)}


def time_range(start: Frames, duration: Frames, rate: Fraction) -> Json:
    """A TimeRange of frames at one rate."""
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "duration": time(duration, rate),
        "start_time": time(start, rate),
    }


def gap(duration: Frames, rate: Fraction) -> Json:
    """A Gap."""
    return {
        "OTIO_SCHEMA": "Gap.1",
        "metadata": {},
        "name": "",
        "source_range": time_range(0, duration, rate),
        "effects": [],
        "markers": [],
        "enabled": True,
    }


def transition(name: str, kind: str, before: Frames, after: Frames, rate: Fraction) -> Json:
    """A Transition that reaches `before` frames before the cut and `after` frames after it."""
    return {
        "OTIO_SCHEMA": "Transition.1",
        "metadata": {},
        "name": name,
        "in_offset": time(before, rate),
        "out_offset": time(after, rate),
        "transition_type": kind,
    }


def marker(
    name: str, color: str, start: Frames, duration: Frames, rate: Fraction, comment: str
) -> Json:
    """A Marker."""
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": {"Resolve_OTIO": {"Keywords": [], "Note": comment}} if comment else {},
        "name": name,
        "color": color,
        "marked_range": time_range(start, duration, rate),
        "comment": comment,
    }


def speed(scalar: Fraction) -> Json:
    """The effect of a constant speed; a freeze frame where it is 0."""
    effect: Json = {
        "OTIO_SCHEMA": "FreezeFrame.1" if scalar == 0 else "LinearTimeWarp.1",
        "metadata": {},
        "name": "",
        "effect_name": "FreezeFrame" if scalar == 0 else "LinearTimeWarp",
        "time_scalar": float(scalar),
    }
    return effect


def ramp(metadata: Json) -> Json:
    """The effect of a speed that changes; what describes it stands in its metadata."""
    return {
        "OTIO_SCHEMA": "TimeEffect.1",
        "metadata": metadata,
        "name": "",
        "effect_name": "TimeEffect",
    }


def volume(
    points: Sequence[tuple[Frames, float]], fade_in: float = 0.0, fade_out: float = 0.0
) -> Json:
    """The level of a clip, in the form that Resolve writes and Backbeat's mixer reads.

    Args:
        points: (frames from the clip's start, dB); a single one is a constant level.
        fade_in, fade_out: lengths in frames.
    """
    keys = {f"{float(frame):g}": {"Value": db} for frame, db in points} if len(points) > 1 else {}
    parameter = {
        "Parameter ID": "volume",
        "Parameter Value": points[0][1],
        "Default Parameter Value": 0.0,
        "Key Frames": keys,
    }
    fades = [
        {"Parameter ID": name, "Parameter Value": length, "Default Parameter Value": 0.0}
        for name, length in (("faderIn", fade_in), ("faderOut", fade_out))
        if length
    ]
    return {
        "OTIO_SCHEMA": "Effect.1",
        "metadata": {
            "Resolve_OTIO": {
                "Effect Name": "Fairlight Clip Volume and Fades",
                "Enabled": True,
                "Name": "Fairlight Clip Volume and Fades",
                "Parameters": [parameter, *fades],
                "Type": RESOLVE_VOLUME,
            }
        },
        "name": "",
        "effect_name": "Resolve Effect",
    }


@dataclass
class Media:
    """A media file as a format names it, or what stands in for one."""

    url: str = ""
    name: str = ""
    start: Frames = 0
    """First frame on its own clock."""
    duration: Frames | None = None
    """None if it is not stated; 1 for a still."""
    rate: Fraction | None = None
    generator: str = ""
    """Kind of generator or title; it has no file then."""
    metadata: Json = field(default_factory=dict)

    def reference(self) -> Json:
        """Its media reference."""
        available = None
        if self.duration is not None and self.rate is not None:
            available = time_range(self.start, self.duration, self.rate)
        common: Json = {
            "metadata": self.metadata,
            "name": self.name,
            "available_range": available,
            "available_image_bounds": None,
        }
        if self.generator:
            kind = {"generator_kind": self.generator, "parameters": {}}
            return {"OTIO_SCHEMA": "GeneratorReference.1", **common, **kind}
        if not self.url:
            return {"OTIO_SCHEMA": "MissingReference.1", **common}
        return {"OTIO_SCHEMA": "ExternalReference.1", **common, "target_url": self.url}


def clip(name: str, media: Media, used: Json) -> Json:
    """A Clip of `used`, a TimeRange."""
    return {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": {},
        "name": name,
        "source_range": used,
        "effects": [],
        "markers": [],
        "enabled": True,
        "media_references": {"DEFAULT_MEDIA": media.reference()},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def stack(name: str, tracks: Sequence[Json], used: Json | None = None) -> Json:
    """A Stack of tracks: a timeline's own, or a nested one."""
    return {
        "OTIO_SCHEMA": "Stack.1",
        "metadata": {},
        "name": name,
        "source_range": used,
        "effects": [],
        "markers": [],
        "enabled": True,
        "children": list(tracks),
    }


def track(name: str, is_video: bool, children: Sequence[Json]) -> Json:
    """A Track."""
    return {
        "OTIO_SCHEMA": "Track.1",
        "metadata": {},
        "name": name,
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "children": list(children),
        "kind": "Video" if is_video else "Audio",
    }


def timeline(name: str, start: Frames, rate: Fraction, tracks: Json, origin: Json) -> Json:
    """A Timeline.

    Args:
        start: label of its first frame, as a count of frames.
        tracks: its stack.
        origin: what it was converted from, for `metadata["exchange"]`.
    """
    return {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {EXCHANGE: origin},
        "name": name,
        "global_start_time": time(start, rate),
        "tracks": tracks,
    }


def with_link(item: Json, group: int) -> Json:
    """The item, as a member of a link group."""
    item["metadata"].setdefault("Resolve_OTIO", {})["Link Group ID"] = group
    return item
