"""How the other tracks follow when a clip of the picture gets longer or shorter."""

from __future__ import annotations

import math
from dataclasses import dataclass

from backbeat.cutting.cuts import Cut
from backbeat.timeline.model import Edit, Item, ItemKind, JsonPath, Retime, Track
from backbeat.timeline.time import Frames, magnitude


@dataclass(frozen=True)
class Follower:
    """What gives way on one track, so that all after it follows."""

    track: JsonPath
    before: int
    """Index in the file's track of the first item that follows."""
    gives_way: JsonPath | None
    """The item whose end moves; None: a gap is inserted."""
    least: Frames
    """Lowest change in frames; negative is shorter."""
    most: Frames | None
    """Highest change; None: any."""
    least_stop: str
    most_stop: str


def followers_of(
    edit: Edit, rippled: Track, cut: Cut, music_tracks: frozenset[str]
) -> list[Follower] | str:
    """How each track but the rippled one and the music's follows a change of the clip before a cut.

    A clip that is linked with the clip before the cut is trimmed as it is, so that split edits keep
    their offset; else the gap there gives way; else a gap is inserted.

    Returns:
        the followers, or why one track cannot follow at all.
    """
    found: list[Follower] = []
    for track in edit.tracks:
        if track.path == rippled.path or track.label in music_tracks or not track.items:
            continue
        at = _boundary(track, cut)
        if at is None:
            continue
        if track.locked:
            return f"track {track.label} is locked and could not follow"
        if track.trimmed:
            return f"track {track.label} is trimmed as a whole, and could not follow"
        found.append(_follower(track, at, cut))
    return found


def _boundary(track: Track, cut: Cut) -> int | None:
    """Index of the first item that follows the cut; None where nothing does."""
    before, after = cut.outgoing.link, cut.incoming.link
    items = track.items
    if after is not None:
        linked = [index for index, item in enumerate(items) if item.link == after]
        if linked:
            # A blade leaves several items with one link.
            return min(linked, key=lambda index: magnitude(items[index].start - cut.position))
    if before is not None:
        linked = [index for index, item in enumerate(items) if item.link == before]
        if linked:
            last = min(linked, key=lambda index: magnitude(items[index].end - cut.position))
            return last + 1 if last + 1 < len(items) else None
    later = [index for index, item in enumerate(items) if item.start >= cut.position]
    return later[0] if later else None


def _follower(track: Track, at: int, cut: Cut) -> Follower:
    file_index = _file_index(track, at)
    if at > 0:
        item = track.items[at - 1]
        if item.kind is ItemKind.GAP and item.has_range:
            room = max(0, math.ceil(item.duration) - 1)
            stop = f"on {track.label} there is a gap of {_frames(item.duration)} only"
            return Follower(track.path, file_index, item.path, -room, None, stop, "")
        if item.link is not None and item.link == cut.outgoing.link and _can_be_trimmed(item):
            leaving = track.transitions.get(at)
            tail = item.tail
            used = leaving.after if leaving else 0
            most = None if tail is None else max(0, math.floor(tail - used))
            shortest = 1 + (leaving.before if leaving else 0)
            return Follower(
                track.path,
                file_index,
                item.path,
                min(0, math.ceil(shortest - item.duration)),
                most,
                f"“{item.name}” on {track.label}, linked with it, is too short",
                f"“{item.name}” on {track.label}, linked with it, has no more media after its end",
            )
    stop = f"on {track.label} there is no gap that could get shorter"
    if at in track.transitions:
        under = f"on {track.label} a transition lies where a gap would have to go"
        return Follower(track.path, file_index, None, 0, 0, stop, under)
    return Follower(track.path, file_index, None, 0, None, stop, "")


def _can_be_trimmed(item: Item) -> bool:
    return item.kind is ItemKind.CLIP and item.retime in (
        Retime.NONE,
        Retime.LINEAR,
        Retime.FREEZE,
    )


def _file_index(track: Track, at: int) -> int:
    """Index of an item among the children of the file's track, transitions included."""
    last = track.items[at].path[-1]
    return int(last)


def _frames(count: Frames) -> str:
    return "1 frame" if count == 1 else f"{float(count):g} frames"
