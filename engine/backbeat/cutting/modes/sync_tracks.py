"""How the other tracks follow when a clip of the picture gets longer or shorter."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

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


class SyncTracks:
    """All tracks that follow a rippled one: all but the music's. Cuts are asked for in order.

    A clip that is linked with the clip before a cut is trimmed as that is, so that split edits keep
    their offset; else the gap there gives way; else a gap is inserted.

    Args:
        edit: the timeline.
        rippled: the picture track whose cuts are moved.
        music_tracks: labels of the tracks that stay.
    """

    def __init__(self, edit: Edit, rippled: Track, music_tracks: frozenset[str]) -> None:
        self._tracks = [
            _SyncTrack(track)
            for track in edit.tracks
            if track.path != rippled.path and track.label not in music_tracks and track.items
        ]

    def followers_of(self, cut: Cut) -> list[Follower] | str:
        """How each track follows a change of the clip before a cut; or why one cannot at all."""
        found: list[Follower] = []
        for sync in self._tracks:
            at = sync.boundary(cut)
            if at is None:
                continue
            track = sync.track
            if track.locked:
                return f"track {track.label} is locked and could not follow"
            if track.trimmed:
                return f"track {track.label} is trimmed as a whole, and could not follow"
            found.append(_follower(track, at, cut))
        return found


@dataclass
class _SyncTrack:
    track: Track
    starts: list[Frames] = field(init=False)
    linked: dict[str, list[int]] = field(init=False)
    """Indices of the items of each link."""
    last: int = 0
    """Boundary of the cut before: what follows an earlier cut follows a later one as well."""

    def __post_init__(self) -> None:
        self.starts = [item.start for item in self.track.items]
        self.linked = {}
        for index, item in enumerate(self.track.items):
            if item.link is not None:
                self.linked.setdefault(item.link, []).append(index)

    def boundary(self, cut: Cut) -> int | None:
        """Index of the first item that follows the cut; None where nothing does."""
        at = max(self.last, self._boundary(cut))
        self.last = at
        return at if at < len(self.starts) else None

    def _boundary(self, cut: Cut) -> int:
        items = self.track.items
        after = self.linked.get(cut.incoming.link or "")
        if after:
            # A blade leaves several items with one link.
            return min(after, key=lambda index: magnitude(items[index].start - cut.position))
        before: Sequence[int] | None = self.linked.get(cut.outgoing.link or "")
        if before:
            return 1 + min(before, key=lambda index: magnitude(items[index].end - cut.position))
        return bisect_left(self.starts, cut.position)


def _follower(track: Track, at: int, cut: Cut) -> Follower:
    last = track.items[at].path[-1]
    file_index = int(last)
    if at > 0:
        item = track.items[at - 1]
        if item.kind is ItemKind.GAP and item.has_range:
            room = max(0, math.ceil(item.duration) - 1)
            stop = f"on {track.label} there is a gap of {_frames(item.duration)} only"
            return Follower(track.path, file_index, item.path, -room, None, stop, "")
        if item.link is not None and item.link == cut.outgoing.link and _can_be_trimmed(item):
            return _trimmed(track, at, item, file_index)
    stop = f"on {track.label} there is no gap that could get shorter"
    if at in track.transitions:
        under = f"on {track.label} a transition lies where a gap would have to go"
        return Follower(track.path, file_index, None, 0, 0, stop, under)
    return Follower(track.path, file_index, None, 0, None, stop, "")


def _trimmed(track: Track, at: int, item: Item, file_index: int) -> Follower:
    """A linked item whose end moves with the cut."""
    leaving = track.transitions.get(at)
    entering = track.transitions.get(at - 1)
    shortest = max(1, (leaving.before if leaving else 0) + (entering.after if entering else 0))
    most = None
    if item.tail is not None:
        most = max(0, math.floor(item.tail - (leaving.after if leaving else 0)))
    return Follower(
        track.path,
        file_index,
        item.path,
        min(0, math.ceil(shortest - item.duration)),
        most,
        f"“{item.name}” on {track.label}, linked with it, is too short",
        f"“{item.name}” on {track.label}, linked with it, has no more media after its end",
    )


def _can_be_trimmed(item: Item) -> bool:
    return item.kind is ItemKind.CLIP and item.retime in (
        Retime.NONE,
        Retime.LINEAR,
        Retime.FREEZE,
    )


def _frames(count: Frames) -> str:
    return "1 frame" if count == 1 else f"{float(count):g} frames"
