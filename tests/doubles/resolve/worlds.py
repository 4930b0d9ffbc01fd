"""Worlds built from files: any .otio as the open timeline of a project."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.timeline.time import canonical_rate
from tests.doubles.resolve.behaviour import Edition
from tests.doubles.resolve.importing_media import pool_item
from tests.doubles.resolve.otio_timeline import built
from tests.doubles.resolve.otio_tree import ReadClip, ReadTimeline, read_timeline
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.session import Session, session
from tests.doubles.resolve.state import Item, MediaFacts, PoolItem, Timeline, Track

OTHERWISE = Fraction(25)
"""Rate of a file that states none."""


@dataclass
class _Extent:
    """What all uses of one file ask of it, in seconds on its own clock."""

    start: Fraction
    end: Fraction
    rate: Fraction
    pictures: bool
    sound: bool


def world_from_otio(
    path: Path,
    media: Path,
    version: str = "21.1",
    edition: Edition = "studio",
    song: Path | None = None,
    **switches: Any,
) -> Session:
    """A project whose current timeline is a file's, its geometry kept to the frame.

    Media gets an empty placeholder in `media`, whether or not this machine has the file, at least
    as long as the timeline uses it. What is nested, and what has no file, becomes an item without
    media.

    Args:
        song: a real file of sound; lies on a new audio track from the first frame on, as far as
            the timeline goes.

    Raises:
        NotModelled: the file is no timeline, or something beside tracks lies in its stack.
        OTIOError: OpenTimelineIO does not read it.
    """
    found = otio.adapters.read_from_string(path.read_bytes().decode("utf-8-sig"), "otio_json")
    if not isinstance(found, otio.schema.Timeline):
        raise NotModelled(f"{path.name} holds no timeline")
    tree = json.loads(found.to_json_string())
    read = read_timeline(tree, _first_rate(tree) or OTHERWISE)
    made = session(version, edition, read.rate, **switches)
    timeline = built(made.world, read, read.name or path.stem, _placeholders(made, read, media))
    made.world.add_timeline(timeline)
    made.project.current = timeline
    if song is not None:
        _place_song(made, timeline, song)
    return made


def _first_rate(tree: Any) -> Fraction | None:
    for track in tree["tracks"]["children"]:
        for child in track.get("children", []):
            if child.get("source_range") and child["source_range"]["duration"]["rate"] > 0:
                return canonical_rate(child["source_range"]["duration"]["rate"])
    return None


def _placeholders(made: Session, read: ReadTimeline, folder: Path) -> dict[str, PoolItem]:
    extents: dict[str, _Extent] = {}
    for track in read.tracks:
        for clip in track.clips:
            if clip.url and not clip.nested:
                _widen(extents, clip, track.kind == "Audio", read.rate)
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for number, (url, extent) in enumerate(sorted(extents.items()), 1):
        name = url.replace("\\", "/").rsplit("/", 1)[-1] or "media"
        path = folder / f"{number:03}" / name.replace("%", "_")
        path.parent.mkdir(exist_ok=True)
        path.touch()
        start = math.floor(extent.start * extent.rate)
        frames = math.ceil(extent.end * extent.rate) - start
        channels = 2 if extent.sound else 0
        item = PoolItem(
            name, str(path), extent.rate, frames, start, channels, pictures=extent.pictures
        )
        made.world.facts[str(path)] = MediaFacts(
            frames,
            extent.rate if extent.pictures else None,
            start,
            channels,
            extent.end - extent.start,
        )
        made.project.root.items.append(item)
        found[url] = item
    return found


def _widen(
    extents: dict[str, _Extent], clip: ReadClip, is_sound: bool, timeline_rate: Fraction
) -> None:
    used, available = clip.used, clip.available or clip.used
    # A still says it is a frame long, and is shown for as long as anyone wants.
    played = used.length * max(abs(clip.speed), Fraction(1))
    start, end = (
        min(used.start, available.start),
        max(used.start + played, available.start + available.length),
    )
    rate = timeline_rate if is_sound else available.rate
    known = extents.get(clip.url)
    if known is None:
        extents[clip.url] = _Extent(start, end, rate, not is_sound, is_sound)
        return
    known.start, known.end = min(known.start, start), max(known.end, end)
    known.sound |= is_sound
    if not is_sound and not known.pictures:
        known.pictures, known.rate = True, rate


def _place_song(made: Session, timeline: Timeline, song: Path) -> None:
    item = pool_item(made.world, str(song))
    assert item is not None and item.channels, f"{song} has no sound"
    made.project.root.items.append(item)
    length = math.floor(item.frames * timeline.rate / item.rate)
    available = timeline.end - timeline.start or length
    track = Track("audio", "Music", subtype="stereo")
    track.add(Item(item.name, "audio", timeline.start, min(length, available), item))
    timeline.tracks["audio"].append(track)
