"""ImportTimelineFromFile of OpenTimelineIO: all or None, and None says nothing of why."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import opentimelineio as otio

from tests.doubles.resolve.importing_media import facts_of, pool_item
from tests.doubles.resolve.otio_timeline import built, imported_markers
from tests.doubles.resolve.otio_tree import ReadClip, ReadTimeline, read_timeline
from tests.doubles.resolve.refusals import NotModelled
from tests.doubles.resolve.state import PoolItem, Timeline
from tests.doubles.resolve.world import World, bins

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")


def import_timeline(world: World, path: str, options: Mapping[str, Any]) -> Timeline | None:
    """A new timeline of a file, or None.

    Raises:
        NotModelled: a file of another kind; nested timelines, trimmed tracks, sequences of images.
    """
    if Path(path).suffix.lower() != ".otio":
        raise NotModelled(f"ImportTimelineFromFile of {Path(path).suffix or 'no'} files")
    if not world.behaviour.otio:
        return None
    tree = _tree(path)
    if tree is None or not _clips_are_whole(world, tree):
        return None
    read = read_timeline(_upgraded(tree), world.project_rate)
    if any(track.trimmed for track in read.tracks):
        raise NotModelled("importing a track that is trimmed")
    name = options.get("timelineName") or read.name or Path(path).stem
    if world.timeline_named(name) is not None:
        return None
    linking = options.get("importSourceClips", True)
    media = _media(world, read, linking)
    if media is None:
        return None
    timeline = built(world, read, name, media)
    timeline.markers = imported_markers(world, timeline, read.markers)
    if not (linking and world.behaviour.import_links_media):
        for item in timeline.all_items():
            item.linked = False
    world.add_timeline(timeline)
    return timeline


def _tree(path: str) -> dict[str, Any] | None:
    """The file's JSON, if OpenTimelineIO reads it and it is a timeline."""
    try:
        text = Path(path).read_bytes().decode("utf-8")
        # A byte order mark is no JSON.
        tree: dict[str, Any] = json.loads(text)
        read = otio.adapters.read_from_string(text, "otio_json")
    except (OSError, ValueError, KeyError, TypeError, otio.exceptions.OTIOError):
        return None
    return tree if isinstance(read, otio.schema.Timeline) else None


def _upgraded(tree: dict[str, Any]) -> dict[str, Any]:
    read = otio.adapters.read_from_string(json.dumps(tree), "otio_json")
    upgraded: dict[str, Any] = json.loads(read.to_json_string())
    return upgraded


def _clips_are_whole(world: World, tree: Any) -> bool:
    """Clip.2 without its references is refused; whether Clip.1 is, reports differ."""
    for clip in _objects(tree):
        schema = clip.get("OTIO_SCHEMA")
        if schema == "Clip.2" and not clip.get("media_references"):
            return False
        if schema == "Clip.1" and not world.behaviour.clip1_imports:
            return False
    return True


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for each in tree:
            yield from _objects(each)


def _media(world: World, read: ReadTimeline, linking: bool) -> dict[str, PoolItem] | None:
    """Clips of the pool by URL; new ones go into the current bin. None: the import is refused."""
    found: dict[str, PoolItem] = {}
    new: list[PoolItem] = []
    for clip in (clip for track in read.tracks for clip in track.clips):
        if clip.nested:
            raise NotModelled("importing a nested timeline")
        if clip.reference == "images":
            raise NotModelled("importing a sequence of images")
        if clip.reference != "file" or clip.url in found:
            if clip.url in found and not _on_clock(world, clip, found[clip.url]):
                return None
            continue
        path = _path(clip.url)
        item = _in_pool(world, path) if path else None
        if path and item is None and facts_of(world, path):
            item = pool_item(world, path)
            new += [item] if item else []
        if item is None:
            if linking:
                return None
            item = _offline(clip, path or clip.url)
        if linking and not _on_clock(world, clip, item):
            return None
        found[clip.url] = item
    if linking and world.behaviour.import_links_media:
        world.open_project.bin.items.extend(new)
    return found


def _path(url: str) -> str | None:
    """The file a URL leads to: a bare path or file:// and a plain path, never unescaped."""
    if not url.lower().startswith("file:"):
        return url if not _ESCAPE.search(url) or Path(url).is_file() else None
    path = urlsplit(url).path
    return None if _ESCAPE.search(path) and not Path(path).is_file() else path


def _on_clock(world: World, clip: ReadClip, item: PoolItem) -> bool:
    """The deciding rule: what is used must lie where the media's timecode counts it."""
    if item.frames <= 1:
        return True
    start = Fraction(item.start) / item.rate
    end = Fraction(item.start + item.frames) / item.rate
    slack = Fraction(1, 2) / item.rate
    return start - slack <= clip.used.start < end + slack


def _in_pool(world: World, path: str) -> PoolItem | None:
    folders = bins(world.open_project.root)
    items = (item for folder in folders for item in folder.items)
    return next((item for item in items if item.path == path and item.online), None)


def _offline(clip: ReadClip, path: str) -> PoolItem:
    """What a clip says of media that was not looked for."""
    about = clip.available or clip.used
    return PoolItem(
        Path(path).name,
        path,
        about.rate,
        max(round(about.length * about.rate), 2),
        round(about.start * about.rate),
        online=False,
    )
