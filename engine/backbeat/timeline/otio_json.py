"""OpenTimelineIO's objects as JSON, spelled as DaVinci Resolve spells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from backbeat.timeline.exchange.objects import Json, time

MEDIA_KEY = "DEFAULT_MEDIA"


def media(name: str, path: str, available: Json) -> Json:
    """A reference to a file by its bare path, which is what Resolve takes."""
    return {
        "OTIO_SCHEMA": "ExternalReference.1",
        "metadata": {},
        "name": name,
        "available_range": available,
        "available_image_bounds": None,
        "target_url": path,
    }


def clip(
    name: str,
    reference: Json,
    source_range: Json,
    metadata: Mapping[str, object],
    effects: Sequence[Json] = (),
) -> Json:
    """A clip of one medium."""
    return {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": dict(metadata),
        "name": name,
        "source_range": source_range,
        "effects": list(effects),
        "markers": [],
        "enabled": True,
        "media_references": {MEDIA_KEY: reference},
        "active_media_reference_key": MEDIA_KEY,
    }


def dissolve(before: int, after: int, rate: Fraction, name: str) -> Json:
    """A dissolve that reaches `before` frames before its cut and `after` frames after it."""
    return {
        "OTIO_SCHEMA": "Transition.1",
        "metadata": {"Resolve_OTIO": {"Transition Type": name}},
        "name": name,
        "in_offset": time(before, rate),
        "out_offset": time(after, rate),
        "transition_type": "SMPTE_Dissolve",
    }


def track(name: str, kind: str, resolve: Mapping[str, object], children: Sequence[object]) -> Json:
    """A track; `kind` is "Video" or "Audio"."""
    return {
        "OTIO_SCHEMA": "Track.1",
        "metadata": {"Resolve_OTIO": dict(resolve)},
        "name": name,
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "children": list(children),
        "kind": kind,
    }


def sound_track(name: str, channels: int, children: Sequence[object]) -> Json:
    """A sound track of a layout that Resolve has: mono, 5.1, 7.1, else stereo."""
    layout = {1: "Mono", 6: "5.1", 8: "7.1"}.get(channels, "Stereo")
    return track(name, "Audio", {"Audio Type": layout, "Locked": False, "SoloOn": False}, children)


def channel_map(channels: int) -> list[Json]:
    """Which channels of its media a clip plays, as Resolve states it: the first two of stereo."""
    count = channels if channels in (1, 6, 8) else min(channels, 2)
    return [{"Source Channel ID": number, "Source Track ID": 0} for number in range(count)]


def level(db: float, fade_in: int, fade_out: int) -> Json:
    """Resolve's level of a clip, with fades in frames; the render job reads it too."""

    def parameter(name: str, value: float, lowest: float, highest: float) -> Json:
        return {
            "Default Parameter Value": 0.0,
            "Key Frames": {},
            "Parameter ID": name,
            "Parameter Value": value,
            "Variant Type": "Double",
            "maxValue": highest,
            "minValue": lowest,
        }

    fades = [
        parameter(name, float(frames), 0.0, 4096.0)
        for name, frames in (("faderIn", fade_in), ("faderOut", fade_out))
    ]
    return {
        "OTIO_SCHEMA": "Effect.1",
        "metadata": {
            "Resolve_OTIO": {
                "Effect Name": "Fairlight Clip Volume and Fades",
                "Enabled": True,
                "Name": "Volume",
                "Parameters": [parameter("volume", db, -100.0, 30.0), *fades],
                "Type": 62,
            }
        },
        "name": "",
        "effect_name": "Resolve Effect",
    }


def timeline(
    name: str,
    start: Json,
    metadata: Mapping[str, object],
    tracks: Sequence[Json],
    markers: Sequence[Json],
) -> Json:
    """A whole timeline; its markers are on the stack of tracks."""
    return {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": dict(metadata),
        "name": name,
        "global_start_time": start,
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "metadata": {},
            "name": "tracks",
            "source_range": None,
            "effects": [],
            "markers": list(markers),
            "enabled": True,
            "children": list(tracks),
        },
    }
