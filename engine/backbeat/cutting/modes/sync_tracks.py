"""How the other tracks follow when a clip of the picture gets longer or shorter."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from backbeat.cutting.cuts import Cut
from backbeat.cutting.words import frames_in_words
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

    What is linked with a picture of the rippled track follows exactly when that picture does; all
    else follows when it starts at the cut or later. A clip that is linked with the clip before a
    cut is trimmed as that is, so that split edits keep their offset; else the gap there gives way;
    else a gap is inserted.

    Args:
        edit: the timeline.
        rippled: the picture track whose cuts are moved.
        music_tracks: labels of the tracks that stay.
    """

    def __init__(self, edit: Edit, rippled: Track, music_tracks: frozenset[str]) -> None:
        pictures: dict[str, list[int]] = {}
        for index, item in enumerate(rippled.items):
            if item.link is not None:
                pictures.setdefault(item.link, []).append(index)
        self._tracks = [
            _SyncTrack(track, rippled, pictures)
            for track in edit.tracks
            if track.path != rippled.path and track.label not in music_tracks and track.items
        ]

    def followers_of(self, cut: Cut) -> list[Follower] | str:
        """How each track follows a change of the clip before a cut; or why one cannot at all."""
        found: list[Follower] = []
        for sync in self._tracks:
            at = sync.boundary(cut)
            if isinstance(at, str):
                return at
            track = sync.track
            if at == len(track.items):
                continue
            if track.locked:
                return f"track {track.label} is locked and could not follow"
            if track.trimmed:
                return f"track {track.label} is trimmed as a whole, and could not follow"
            found.append(_follower(track, at, cut))
        return found


class _SyncTrack:
    """A track that follows.

    Args:
        track: the track.
        rippled: the picture track.
        pictures: indices of its items, by their links.
    """

    def __init__(self, track: Track, rippled: Track, pictures: Mapping[str, list[int]]) -> None:
        self.track = track
        self._starts = [item.start for item in track.items]
        linked = [
            (index, _nearest(item, pictures[item.link], rippled))
            for index, item in enumerate(track.items)
            if item.link is not None and item.link in pictures
        ]
        size = len(rippled.items)
        stays = [0] * size
        """By cut: the index after the last item whose picture is before the cut."""
        follows = [len(track.items)] * size
        """By cut: the index of the first item whose picture is after the cut."""
        for index, picture in linked:
            stays[picture] = max(stays[picture], index + 1)
            if picture:
                follows[picture - 1] = min(follows[picture - 1], index)
        self._stays = list(accumulate(stays, max))
        self._follows = list(accumulate(reversed(follows), min))[::-1]

    def boundary(self, cut: Cut) -> int | str:
        """Index of the first item that follows a cut, their number where none does; or why nothing
        can follow.
        """
        stays, follows = self._stays[cut.index], self._follows[cut.index]
        if stays > follows:
            name = self.track.items[follows].name
            return (
                f"“{name}” on {self.track.label} lies on the other side of the cut than the "
                "picture it is linked with"
            )
        at = bisect_left(self._starts, cut.position)
        return min(max(at, stays), follows)


def _nearest(item: Item, pictures: Sequence[int], rippled: Track) -> int:
    """Which of the pictures that an item is linked with it belongs to: a blade leaves several."""
    return min(
        pictures, key=lambda index: (magnitude(rippled.items[index].start - item.start), index)
    )


def _follower(track: Track, at: int, cut: Cut) -> Follower:
    last = track.items[at].path[-1]
    file_index = int(last)
    if at > 0:
        item = track.items[at - 1]
        if item.kind is ItemKind.GAP and item.has_range:
            room = max(0, math.ceil(item.duration) - 1)
            stop = f"on {track.label} there is a gap of {frames_in_words(item.duration)} only"
            return Follower(track.path, file_index, item.path, -room, None, stop, "")
        if item.link is not None and item.link == cut.outgoing.link and _can_be_trimmed(item):
            return _trimmed(track, at, item, file_index)
    here = track.items[at]
    if here.kind is ItemKind.GAP and here.has_range and at not in track.transitions:
        room = max(0, math.ceil(here.duration) - 1)
        stop = f"on {track.label} there is a gap of {frames_in_words(here.duration)} only"
        return Follower(track.path, file_index, here.path, -room, None, stop, "")
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
