"""Clips put on a timeline by AppendToTimeline: where they land, and how they silently do not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.doubles.resolve.refusals import Undocumented
from tests.doubles.resolve.state import Item, Kind, PoolItem, Timeline, Track
from tests.doubles.resolve.world import World

PICTURES, SOUND = 1, 2
FIRST_CLIP_MS, LATE_CLIP_MS, LATE = 0.9, 4.3, 1150
"""Cost of a clip on an empty timeline, and on one of `LATE` items."""
_FRAMES = ("startFrame", "endFrame", "recordFrame")


@dataclass(frozen=True)
class _Wish:
    """One clip as it was asked for, in whole frames."""

    media: PoolItem
    first: int
    length: int
    """In frames of the media."""
    record: int | None
    """Absolute; None: after what is there."""
    track: int | None
    kinds: tuple[Kind, ...]
    lost: bool
    """It will not be placed, whatever the track is like."""


def append(world: World, timeline: Timeline, clips: list[Any]) -> list[Item] | None:
    """Puts clips (pool items, or AppendClipInfos) on a timeline.

    Returns:
        An item for each, placed or not; None where the whole batch is refused.

    Raises:
        Undocumented: an info without media, frames that the media does not have, a media type that
            does not exist.
    """
    world.appends += 1
    wishes = []
    for clip in clips:
        info = clip if isinstance(clip, dict) else {"mediaPoolItem": clip}
        wish = _wish(world, info)
        if wish is None:
            return None
        wishes.append(wish)
    failing = world.appends in world.behaviour.failing_appends
    made: list[Item] = []
    for wish in wishes:
        count = min(len(timeline.all_items()), LATE)
        world.spend(FIRST_CLIP_MS + (LATE_CLIP_MS - FIRST_CLIP_MS) * count / LATE)
        made += _place(world, timeline, wish)
    for item in made:
        item.doomed = failing
    return None if failing else made


def _wish(world: World, info: dict[str, Any]) -> _Wish | None:
    frames = {key: info[key] for key in _FRAMES if key in info}
    if any(frame != math.floor(frame) for frame in frames.values()):
        if world.behaviour.fractional_rejects_batch:
            return None
        frames = {key: math.floor(frame) for key, frame in frames.items()}
    media = info.get("mediaPoolItem")
    if media is None:
        raise Undocumented("AppendToTimeline: a clip without mediaPoolItem.")
    first, length = _extent(world, media, frames)
    kind = info.get("mediaType")
    if kind not in (None, PICTURES, SOUND):
        raise Undocumented(f"AppendToTimeline: there is no mediaType {kind}.")
    track = info.get("trackIndex")
    record = frames.get("recordFrame")
    return _Wish(
        media,
        first,
        length,
        None if record is None else int(record),
        track,
        _kinds(media, kind),
        lost=track is not None and kind is None,
    )


def _extent(world: World, media: PoolItem, frames: dict[str, Any]) -> tuple[int, int]:
    """First frame of the media, and how many; endFrame's meaning depends on the version."""
    first = int(frames.get("startFrame", 0))
    if "endFrame" not in frames:
        length = media.frames - first
    else:
        length = int(frames["endFrame"]) - first + int(world.behaviour.end_frame_inclusive)
    still = media.frames <= 1
    if first < 0 or length < 0 or (first + length > media.frames and not still):
        raise Undocumented(
            f"AppendToTimeline: frames {first} to {first + length} of {media.name},"
            f" which has {media.frames}."
        )
    return first, length


def _kinds(media: PoolItem, kind: int | None) -> tuple[Kind, ...]:
    have: list[Kind] = []
    if media.pictures and kind in (None, PICTURES):
        have.append("video")
    if media.channels and kind in (None, SOUND):
        have.append("audio")
    return tuple(have)


def _place(world: World, timeline: Timeline, wish: _Wish) -> list[Item]:
    duration = math.floor(wish.length * timeline.rate / wish.media.rate)
    link = None
    if len(wish.kinds) > 1:
        timeline.links += 1
        link = timeline.links
    index = 1 if wish.track is None else wish.track
    ends = [
        track.items[-1].end
        for kind in wish.kinds
        if (track := track_at(timeline, kind, index)) is not None and track.items
    ]
    start = max([timeline.start, *ends]) if wish.record is None else wish.record
    made = []
    for kind in wish.kinds:
        first = Fraction(wish.first)
        item = Item(wish.media.name, kind, start, duration, wish.media, first, link=link)
        made.append(item)
        track = None if wish.lost else _track_for(world, timeline, kind, index)
        if not (duration and track and _land(world, track, item)):
            _ghost(world, item)
    return made or [_ghost(world, Item(wish.media.name, "video", start, duration, wish.media))]


def _track_for(world: World, timeline: Timeline, kind: Kind, index: int) -> Track | None:
    tracks = timeline.tracks[kind]
    if index == len(tracks) + 1 and world.behaviour.creates_next_track:
        tracks.append(new_track(timeline, kind))
    found = track_at(timeline, kind, index)
    return None if found is None or found.locked else found


def _land(world: World, track: Track, item: Item) -> bool:
    if not track.free(item.start, item.end):
        if world.behaviour.overlap == "drop":
            return False
        for other in track.items:
            if other.start < item.end and item.start < other.end:
                item.start = other.end
    track.add(item)
    return True


def _ghost(world: World, item: Item) -> Item:
    """An item that a call returns and no track holds; it reads back as if it were there."""
    if not world.behaviour.ghosts_have_id:
        item.uid = ""
    return item


def track_at(timeline: Timeline, kind: Kind, index: int) -> Track | None:
    """By its number, from 1."""
    tracks = timeline.tracks[kind]
    return tracks[index - 1] if 1 <= index <= len(tracks) else None


def new_track(timeline: Timeline, kind: Kind, subtype: str = "stereo") -> Track:
    """The next track of a kind, named as Resolve names it."""
    name = f"{kind.capitalize()} {len(timeline.tracks[kind]) + 1}"
    return Track(kind, name, subtype=subtype if kind == "audio" else "")
