"""The level, fades, mute and channels of a clip, from the metadata of the editor that wrote it.

Resolve writes decibels and frames counted from the clip's start, in effects of its own; Premiere
writes linear levels (known from its projects; how its OpenTimelineIO numbers them is known from
writers made for it). OpenTimelineIO itself has no schema for any of this.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import opentimelineio as otio

from backbeat.timeline.model import Edit, JsonPath, Track
from backbeat.timeline.reading import object_at
from backbeat.timeline.source import Source

_RESOLVE, _PREMIERE = "Resolve_OTIO", "PremierePro_OTIO"
RESOLVE_VOLUME = 62
"""Type of Resolve's "Fairlight Clip Volume and Fades"."""
_PREMIERE_VOLUMES = ("Internal Volume Stereo", "Internal Volume Mono")
_PREMIERE_MUTE = 0
"""ID of the mute parameter in OpenTimelineIO, where the level follows it; projects count from 1."""
SILENCE_DB = -100.0


@dataclass(frozen=True)
class ClipSound:
    """The level, fades and channels with which a clip is played."""

    enabled: bool = True
    levels: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    """(frames from the clip's start, level in dB), in order; linear in dB between the points."""
    fade_in: float = 0.0
    """Length in frames."""
    fade_out: float = 0.0
    """Length in frames."""
    channels: tuple[tuple[int, int], ...] = ()
    """(track, channel) of the media for each channel of the clip; empty: the first track."""
    unapplied_effects: tuple[str, ...] = field(default=(), compare=False)
    """Names of the effects that are not applied to the sound."""


def clip_sounds(document: Source, edit: Edit) -> dict[JsonPath, ClipSound]:
    """The sound of every item of the edit's sound tracks, by its path."""
    found = {}
    for track in edit.audio_tracks:
        for item in track.items:
            found[item.path] = sound_of(object_at(document.root, item.path))
    return found


def is_audible(document: Source, edit: Edit, track: Track) -> bool:
    """Whether a sound track plays: it is enabled, and soloed if any track is."""
    solos = [other for other in edit.audio_tracks if _is_solo(document, other)]
    return track.enabled and (not solos or track in solos)


def _is_solo(document: Source, track: Track) -> bool:
    own = object_at(document.root, track.path).metadata
    return bool(_section(own, _RESOLVE).get("SoloOn") is True)


def sound_of(item: Any) -> ClipSound:
    """The sound of one item, an OpenTimelineIO object."""
    levels: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    fade_in = fade_out = 0.0
    unapplied_effects = []
    for effect in item.effects:
        if isinstance(effect, otio.schema.TimeEffect):
            continue
        resolve = _section(effect.metadata, _RESOLVE)
        premiere = _section(effect.metadata, _PREMIERE)
        if resolve.get("Type") == RESOLVE_VOLUME and resolve.get("Enabled", True):
            levels, fade_in, fade_out = _resolve_levels(resolve)
        elif premiere.get("MatchName") in _PREMIERE_VOLUMES:
            levels = _premiere_levels(premiere)
        elif _changes_sound(resolve):
            unapplied_effects.append(str(resolve.get("Name") or resolve.get("Effect Name")))
    return ClipSound(
        bool(item.enabled),
        levels,
        fade_in,
        fade_out,
        source_channels(_section(item.metadata, _RESOLVE)),
        tuple(unapplied_effects),
    )


def _resolve_levels(
    space: Mapping[str, Any],
) -> tuple[tuple[tuple[float, float], ...], float, float]:
    values = {p.get("Parameter ID"): p for p in _parameters(space)}
    volume = values.get("volume", {})
    keys = _section(volume, "Key Frames")
    points = sorted(
        (float(frame), level)
        for frame in keys
        if _is_number(frame) and (level := _number(_section(keys, frame).get("Value"))) is not None
    )
    level = _number(volume.get("Parameter Value"))
    fades = [
        max(0.0, _number(values.get(name, {}).get("Parameter Value")) or 0.0)
        for name in ("faderIn", "faderOut")
    ]
    return tuple(points) or ((0.0, level or 0.0),), fades[0], fades[1]


def _premiere_levels(space: Mapping[str, Any]) -> tuple[tuple[float, float], ...]:
    parameters = list(_parameters(space))
    from_zero = any(parameter.get("ID") == _PREMIERE_MUTE for parameter in parameters)
    for parameter in parameters:
        if parameter.get("ID") == (1 if from_zero else 2):
            value = _number(_section(parameter, "StartValue").get("Value"))
            if value is not None and value >= 0:
                return ((0.0, _decibels(value)),)
    return ((0.0, 0.0),)


def _changes_sound(space: Mapping[str, Any]) -> bool:
    """Whether a Resolve effect that is not a level changes the sound."""
    name = str(space.get("Effect Name", ""))
    if not name.startswith("Fairlight") or not space.get("Enabled", True):
        return False
    changed = [p for p in _parameters(space) if p.get("Parameter ID") != "eq band index"]
    return any(p.get("Parameter Value") != p.get("Default Parameter Value") for p in changed)


def source_channels(space: Any) -> tuple[tuple[int, int], ...]:
    """(track, channel) of the media, from 0, for each channel that Resolve lets a clip play.

    Args:
        space: Resolve's metadata of the clip; anything else has no channels.
    """
    listed = space.get("Channels") if hasattr(space, "get") else None
    pairs = []
    for entry in listed if listed is not None else ():
        if not hasattr(entry, "get"):
            return ()
        track, channel = entry.get("Source Track ID"), entry.get("Source Channel ID")
        if not isinstance(track, int) or not isinstance(channel, int) or min(track, channel) < 0:
            return ()
        pairs.append((track, channel))
    return tuple(pairs)


def _parameters(space: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    listed = space.get("Parameters")
    for entry in listed if listed is not None else ():
        if hasattr(entry, "get"):
            yield entry


def _section(metadata: Any, name: str) -> Any:
    """The mapping called `name` in metadata; an empty one if there is none."""
    inside = metadata.get(name) if hasattr(metadata, "get") and name in metadata else None
    return inside if hasattr(inside, "get") else {}


def _number(value: Any) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if known and math.isfinite(value) else None


def _is_number(text: Any) -> bool:
    try:
        return math.isfinite(float(text))
    except (TypeError, ValueError):
        return False


def _decibels(amplitude: float) -> float:
    return 20 * math.log10(amplitude) if amplitude > 0 else SILENCE_DB
