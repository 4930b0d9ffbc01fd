"""The expected timeline, read from an .otio file: its clips and markers, in frames."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Dict, List, NamedTuple

from backbeat_resolve.problems import Problem

NOTE_PREFIX = "bb:"
"""Prefix of the note of our markers."""
SYNC_PREFIX = NOTE_PREFIX + "sync;"
"""Of those among them that say how far a clip is out of sync."""
FOLEY_PREFIX = NOTE_PREFIX + "foley="
"""Of those among them that propose a sound."""

_KINDS = {"Video": "video", "Audio": "audio"}
_COLORS = {
    "RED": "Red",
    "CYAN": "Cyan",
    "GREEN": "Green",
    "BLUE": "Blue",
    "YELLOW": "Yellow",
    "PURPLE": "Purple",
    "PINK": "Pink",
}


class ExpectedItem(NamedTuple):
    """An expected clip; frames count from the timeline's first."""

    name: str
    start: Fraction
    end: Fraction
    media: bool
    """A file stands behind it; titles and generators have none, and may not come through."""
    source_start: Fraction
    """Where in its media it begins, counted from the media's first frame."""
    plain: bool
    """Whether it plays at its own speed."""
    fps: Fraction
    """Of the timeline."""
    file: str
    """Name of the file behind it, without folders; empty where there is none, or a sequence."""
    path: str = ""
    """The file behind it, as the timeline names it."""


class ExpectedTrack(NamedTuple):
    """A track."""

    kind: str
    """"video" or "audio"."""
    items: List[ExpectedItem]
    name: str = ""
    job: str = ""
    """Job of ours that made a clip of it; empty where all are somebody's own."""


class Marker(NamedTuple):
    """A marker of ours."""

    frame: int
    """From the timeline's first."""
    color: str
    name: str
    note: str
    duration: int


class ExpectedTimeline(NamedTuple):
    """A timeline."""

    tracks: List[ExpectedTrack]
    markers: List[Marker]
    """Ours only."""
    frames: int
    """Length in frames."""
    start: int = 0
    """Frame number of its first frame, counted from midnight."""


def read(path: Path, fps: Fraction) -> ExpectedTimeline:
    """Reads what the engine wrote.

    Raises:
        Problem: the file is not there, or is no timeline.
    """
    try:
        root = json.loads(path.read_text(encoding="utf-8-sig"))
        stack = root["tracks"]
        tracks = [_track(child, fps) for child in stack["children"]]
        markers = [_marker(one, fps) for one in stack.get("markers") or [] if _is_ours(one)]
        begins = root.get("global_start_time")
        start = round(_frames(begins, fps)) if begins else 0
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise Problem("{} cannot be read back: {}.".format(path, error)) from error
    shown = [track for track in tracks if track.kind]
    ends = [track.items[-1].end for track in shown if track.items]
    return ExpectedTimeline(shown, markers, -(-max(ends, default=Fraction(0)) // 1), start)


def _track(track: Dict[str, Any], fps: Fraction) -> ExpectedTrack:
    items, position = [], Fraction(0)
    for child in track["children"]:
        schema = str(child["OTIO_SCHEMA"]).partition(".")[0]
        if schema == "Transition":
            continue
        length = _length(child, fps)
        if schema != "Gap":
            items.append(_item(child, schema, position, length, fps))
        position += length
    jobs = [_job(child) for child in track["children"]]
    kind = _KINDS.get(str(track["kind"]), "")
    return ExpectedTrack(kind, items, str(track.get("name") or ""), max(jobs, default=""))


def _job(item: Dict[str, Any]) -> str:
    own = (item.get("metadata") or {}).get("backbeat") or {}
    return str(own.get("job") or "")


def _item(
    child: Dict[str, Any], schema: str, start: Fraction, length: Fraction, fps: Fraction
) -> ExpectedItem:
    media = schema == "Clip" and _has_media(child)
    url = str(_reference(child).get("target_url") or "")
    warps = [effect for effect in child.get("effects") or [] if "time_scalar" in effect]
    return ExpectedItem(
        str(child["name"]),
        start,
        start + length,
        media,
        _source_start(child, fps) if media else Fraction(0),
        all(effect["time_scalar"] == 1 for effect in warps),
        fps,
        file_name(url) if media else "",
        url if media else "",
    )


def file_name(path: str) -> str:
    """A path of any system without its folders."""
    return path.replace("\\", "/").rpartition("/")[2]


def _source_start(clip: Dict[str, Any], fps: Fraction) -> Fraction:
    span, available = clip.get("source_range"), _reference(clip).get("available_range")
    if not span or not available:
        return Fraction(0)
    return _frames(span["start_time"], fps) - _frames(available["start_time"], fps)


def _length(child: Dict[str, Any], fps: Fraction) -> Fraction:
    span = child.get("source_range") or _reference(child)["available_range"]
    return _frames(span["duration"], fps)


def _has_media(clip: Dict[str, Any]) -> bool:
    return str(_reference(clip).get("OTIO_SCHEMA", "")).startswith(
        ("ExternalReference", "ImageSequenceReference")
    )


def _reference(clip: Dict[str, Any]) -> Dict[str, Any]:
    if "media_references" in clip:
        key = clip.get("active_media_reference_key") or "DEFAULT_MEDIA"
        return dict(clip["media_references"].get(key) or {})
    return dict(clip.get("media_reference") or {})


def _marker(marker: Dict[str, Any], fps: Fraction) -> Marker:
    span = marker["marked_range"]
    return Marker(
        round(_frames(span["start_time"], fps)),
        _COLORS.get(str(marker.get("color")), "Green"),
        str(marker["name"]),
        _note(marker),
        max(1, round(_frames(span["duration"], fps))),
    )


def _is_ours(marker: Dict[str, Any]) -> bool:
    return _note(marker).startswith(NOTE_PREFIX)


def _note(marker: Dict[str, Any]) -> str:
    return str(((marker.get("metadata") or {}).get("Resolve_OTIO") or {}).get("Note") or "")


def _frames(time: Dict[str, Any], fps: Fraction) -> Fraction:
    value, rate = Fraction(str(time["value"])), Fraction(str(time["rate"]))
    # The file's own spelling of the timeline's rate, 23.976 or 24000/1001, counts whole frames.
    if abs(rate - fps) < fps / 5000:
        return value
    return value / rate * fps
