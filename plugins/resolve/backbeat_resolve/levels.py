"""Levels of audio clips: by call where Resolve has one (21.1), else in the exported file."""

import json
from pathlib import Path
from typing import Any, Dict, Iterator, List

from backbeat_resolve.host import can, items, track_count
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.progress import IsCancelled, Report

MIN_DB, MAX_DB = -100.0, 30.0
"""Lowest and highest level of a clip, in dB."""

_CLOSE_DB = 0.05
_VOLUME_TYPE = 62
"""Of the effect that holds a clip's volume and fades, in Resolve's OpenTimelineIO."""


def can_set(timeline: Any) -> bool:
    """Whether this version has a call for the level of a clip."""
    clips = _clips(timeline)
    return bool(clips) and can(clips[0], "SetProperties") and can(clips[0], "GetProperties")


def set_level(clip: Any, level_db: float) -> bool:
    """Sets a clip's level by call, and whether it reads back."""
    level = max(MIN_DB, min(MAX_DB, level_db))
    if not can(clip, "SetProperties") or not can(clip, "GetProperties"):
        return False
    clip.SetProperties({"AudioVolumeEnabled": True, "AudioVolume": level})
    said = (clip.GetProperties() or {}).get("AudioVolume")
    return said is not None and abs(float(said) - level) < _CLOSE_DB


def move_all(timeline: Any, by_db: float, report: Report, cancelled: IsCancelled) -> int:
    """Moves the level of every clip of sound by call; how many there are.

    Raises:
        Problem: one would leave the range, or does not read back.
        Cancelled: the user asked to stop.
    """
    clips = _clips(timeline)
    now = [float((clip.GetProperties() or {}).get("AudioVolume", 0.0)) for clip in clips]
    _check_range(now, by_db)
    for number, (clip, level) in enumerate(zip(clips, now)):
        if cancelled():
            raise Cancelled()
        report(number / len(clips), "Setting level {} of {}".format(number + 1, len(clips)))
        if not set_level(clip, level + by_db):
            raise Problem(
                "Resolve does not keep the level of “{}”.".format(clip.GetName()),
                "Master onto a new track instead; nothing of it is kept.",
            )
    return len(clips)


def move_all_in_file(source: Path, target: Path, by_db: float) -> int:
    """The same in an exported timeline; how many clips there are.

    Volumes with keys keep their shape. Where a clip has no volume, which is 0 dB, one is put in.

    Raises:
        Problem: the file is no timeline, or a level would leave the range.
    """
    try:
        root = json.loads(source.read_text(encoding="utf-8-sig"))
        clips = list(_sounds(root))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem("{} cannot be read: {}.".format(source, error)) from error
    volumes = [_volume(clip) for clip in clips]
    _check_range([level for volume in volumes for level in _levels(volume)], by_db)
    for volume in volumes:
        volume["Parameter Value"] = float(volume.get("Parameter Value") or 0.0) + by_db
        for key in (volume.get("Key Frames") or {}).values():
            key["Value"] = float(key["Value"]) + by_db
    target.write_text(json.dumps(root, ensure_ascii=False, indent=2), encoding="utf-8")
    return len(clips)


def _clips(timeline: Any) -> List[Any]:
    tracks = range(1, track_count(timeline, "audio") + 1)
    return [clip for track in tracks for clip in items(timeline, "audio", track)]


def _check_range(levels: List[float], by_db: float) -> None:
    beyond = [level for level in levels if level > MIN_DB and not _fits(level + by_db)]
    if beyond:
        raise Problem(
            "A clip at {:+.1f} dB cannot be moved by {:+.1f} dB: Resolve's levels end at "
            "{:+.0f} dB.".format(beyond[0], by_db, MAX_DB),
            "Master onto a new track instead.",
        )


def _fits(level: float) -> bool:
    return MIN_DB <= level <= MAX_DB


def _sounds(root: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
    for track in root["tracks"]["children"]:
        if track["kind"] == "Audio":
            for child in track["children"]:
                if str(child["OTIO_SCHEMA"]).startswith("Clip."):
                    yield child


def _volume(clip: Dict[str, Any]) -> Dict[str, Any]:
    """The volume of a clip, as its file has it; put in where it is missing."""
    effects = clip["effects"] = clip.get("effects") or []
    spaces = [(effect.get("metadata") or {}).get("Resolve_OTIO") or {} for effect in effects]
    for space in spaces:
        if space.get("Type") == _VOLUME_TYPE:
            parameters = space.setdefault("Parameters", [])
            there = [one for one in parameters if one.get("Parameter ID") == "volume"]
            if not there:
                there = [_new_volume()]
                parameters.extend(there)
            volume: Dict[str, Any] = there[0]
            return volume
    fresh = _new_volume()
    effects.append(
        {
            "OTIO_SCHEMA": "Effect.1",
            "metadata": {
                "Resolve_OTIO": {
                    "Effect Name": "Fairlight Clip Volume and Fades",
                    "Enabled": True,
                    "Name": "Volume",
                    "Parameters": [fresh],
                    "Type": _VOLUME_TYPE,
                }
            },
            "name": "",
            "effect_name": "Resolve Effect",
        }
    )
    return fresh


def _new_volume() -> Dict[str, Any]:
    return {
        "Default Parameter Value": 0.0,
        "Key Frames": {},
        "Parameter ID": "volume",
        "Parameter Value": 0.0,
        "Variant Type": "Double",
        "maxValue": MAX_DB,
        "minValue": MIN_DB,
    }


def _levels(volume: Dict[str, Any]) -> List[float]:
    keys = [float(key["Value"]) for key in (volume.get("Key Frames") or {}).values()]
    return keys or [float(volume.get("Parameter Value") or 0.0)]
