"""Reads OpenTimelineIO objects into the `Edit` that the rooms work on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.errors import TimelineError
from backbeat.timeline.entries import entry, listed
from backbeat.timeline.frame_rate import timeline_rate
from backbeat.timeline.lengths import check_length
from backbeat.timeline.markers import NAMESPACE, is_by_backbeat, job_of
from backbeat.timeline.media_range import MediaRange, media_range_of
from backbeat.timeline.model import (
    Dialect,
    Edit,
    Item,
    ItemKind,
    JsonPath,
    MarkerEntry,
    Retime,
    Track,
    Transition,
)
from backbeat.timeline.origin import dialect_of
from backbeat.timeline.retimes import retime_of
from backbeat.timeline.source import Source
from backbeat.timeline.through_edits import through_edits
from backbeat.timeline.time import Frames, as_frames, canonical_rate, seconds_of

MediaLookup = Callable[[str], MediaRange | None]
"""Gives the range read from the media at a URL as the file spells it; None if unknown."""

_NOTHING = Fraction(0)


def read_edit(
    document: Source, media: MediaLookup | None = None, assumed_handle: Frames = 0
) -> Edit:
    """Reads the one timeline of a document.

    Args:
        document: the file.
        media: looks up the range of media that the file does not state; None for no lookup.
        assumed_handle: handle length, in frames, assumed at both ends of media of unknown range.

    Raises:
        TimelineError: the file holds no timeline or several, or its times are invalid.
    """
    try:
        return _Reader(document, media, assumed_handle).edit()
    except TimelineError as error:
        if str(document.path) in error.message:
            raise
        raise TimelineError(
            f"{document.path} cannot be edited: {error.message}",
            error.hint or "Repair or export it again in the editor.",
        ) from error


class NestedTracks:
    """Reads the tracks inside compound clips and nested stacks.

    Args:
        document: the file.
        media: as for `read_edit`.

    Raises:
        TimelineError: as `read_edit`.
    """

    def __init__(self, document: Source, media: MediaLookup | None = None) -> None:
        self._root = document.root
        self._reader = _Reader(document, media, 0)

    def __call__(self, item: Item, is_video: bool) -> tuple[Track, ...]:
        """The tracks inside a nested item, from the bottom up; lengths in frames of the timeline.

        Args:
            item: an item of kind `ItemKind.NESTED`.
            is_video: whether it is on a picture track; layers inside it that are not tracks get
                the same kind.
        """
        own = object_at(self._root, item.path)
        if isinstance(own, otio.schema.Track):
            # Its source range is that of the item, not a trim of the items inside.
            track = self._reader.track(own, item.path, "")
            return (replace(track, is_video=is_video, trimmed=False),)
        return tuple(
            self._reader.track(child, (*item.path, "children", index), "")
            if isinstance(child, otio.schema.Track)
            else self._reader.track_of_one(child, (*item.path, "children", index), is_video)
            for index, child in enumerate(own)
        )


def object_at(root: Any, path: JsonPath) -> Any:
    """OpenTimelineIO's object at a path of the file's JSON."""
    found = root
    for key in path:
        if key == "tracks":
            found = found.tracks
        elif isinstance(key, int):
            found = found[key]
    return found


class _Reader:
    def __init__(self, document: Source, media: MediaLookup | None, assumed_handle: Frames):
        self._media = media
        self._assumed = assumed_handle
        self._path, self._timeline = _single_timeline(document)
        self._dialect = _dialect(self._timeline)
        self._spelling, self._rate, self._tick = timeline_rate(self._timeline)

    def edit(self) -> Edit:
        timeline = self._timeline
        start = timeline.global_start_time
        tracks: list[Track] = []
        counts: Counter[bool] = Counter()
        for index, child in enumerate(timeline.tracks):
            if not isinstance(child, otio.schema.Track):
                continue
            is_video = child.kind == otio.schema.TrackKind.Video
            counts[is_video] += 1
            label = f"{'V' if is_video else 'A'}{counts[is_video]}"
            tracks.append(self.track(child, (*self._path, "tracks", "children", index), label))
        ends = [track.items[-1].end for track in tracks if track.items]
        check_length(max(ends, default=0), self._rate)
        return Edit(
            path=self._path,
            name=timeline.name,
            dialect=self._dialect,
            rate=self._rate,
            rate_spelling=self._spelling if self._tick == 1 else float(self._rate),
            start=self._frames(start) if start is not None else 0,
            tracks=tuple(tracks),
            markers=tuple(
                MarkerEntry(is_by_backbeat(marker), job_of(marker))
                for marker in timeline.tracks.markers
            ),
        )

    def track(self, track: Any, path: JsonPath, label: str) -> Track:
        items: list[Item] = []
        objects: list[Any] = []
        transitions: dict[int, Transition] = {}
        position: Frames = 0
        for index, child in enumerate(track):
            if isinstance(child, otio.schema.Transition):
                transitions[len(items)] = Transition(
                    child.name or child.transition_type,
                    self._frames(child.in_offset),
                    self._frames(child.out_offset),
                )
                continue
            item = self._item(child, (*path, "children", index), position)
            position = item.end
            items.append(item)
            objects.append(child)
        trimmed = track.source_range is not None or self._timeline.tracks.source_range is not None
        return Track(
            path=path,
            label=label,
            name=track.name,
            is_video=track.kind == otio.schema.TrackKind.Video,
            locked=_has_flag(track.metadata, "Locked"),
            enabled=track.enabled,
            trimmed=trimmed,
            items=tuple(items),
            transitions=transitions,
            through_edits=through_edits(items, objects, transitions, self._rate),
        )

    def track_of_one(self, item: Any, path: JsonPath, is_video: bool) -> Track:
        """A layer of a stack that is not a track, as a track of one item."""
        return Track(
            path=path,
            label="",
            name="",
            is_video=is_video,
            locked=False,
            enabled=True,
            trimmed=False,
            items=(self._item(item, path, 0),),
            transitions={},
        )

    def _item(self, item: Any, path: JsonPath, position: Frames) -> Item:
        kind = _kind(item)
        own = item.source_range
        used = own if own is not None else _entire_range(item, kind)
        retime, speed = _retime(item)
        rate = canonical_rate(used.duration.rate) if used.duration.value else None
        duration = self._frames(used.duration) if rate is not None else 0
        if duration < 0:
            raise TimelineError(f"{_item_name(item)} has a negative length.")
        if self._dialect is Dialect.PREMIERE and retime in (Retime.LINEAR, Retime.REVERSED):
            # Premiere counts a retimed clip's range in frames of media, not of the timeline.
            duration = Fraction(duration) / speed
        url = _media_url(item)
        media_start = exact_seconds(used.start_time)
        available = (
            media_range_of(item, url, media_start, self._media) if kind is ItemKind.CLIP else None
        )
        head, tail, missing = self._handles(item, kind, available, media_start, duration, speed)
        return Item(
            path=path,
            kind=kind,
            name=item.name or _url_name(url) or kind.value,
            start=position,
            duration=duration,
            rate=rate,
            head=head,
            tail=tail,
            media_known=kind is not ItemKind.CLIP or available is not None,
            has_range=own is not None,
            media_start=media_start,
            available_start=available.start if available is not None else None,
            speed=speed,
            retime=retime,
            link=_link(item.metadata),
            media_url=url,
            missing=missing if retime in (Retime.NONE, Retime.LINEAR) else 0,
        )

    def _handles(
        self,
        item: Any,
        kind: ItemKind,
        available: MediaRange | None,
        media_start: Fraction,
        duration: Frames,
        speed: Fraction,
    ) -> tuple[Frames | None, Frames | None, Frames]:
        """Unused media before and after what an item plays, and what it plays past its media's end.

        In record frames. What compound clips play past their end is not counted.
        """
        if kind is ItemKind.GAP:
            return None, None, 0
        counted = available is not None
        if kind is ItemKind.NESTED:
            whole = _entire_range(item, kind)
            available = MediaRange(exact_seconds(whole.start_time), exact_seconds(whole.duration))
        if available is None:
            return self._assumed, self._assumed, 0
        if available.unlimited or speed == 0:
            return None, None, 0
        per_second = self._rate if speed == 1 else self._rate / speed
        before = media_start - available.start
        head = before * per_second
        tail = (available.duration - before) * per_second - duration
        missing = min(-tail, duration) if counted and tail < 0 else 0
        return max(head, _NOTHING), max(tail, _NOTHING), missing

    def _frames(self, time: Any) -> Frames:
        if time.value == 0:
            return 0
        rate = time.rate
        if rate == self._spelling:
            frames = as_frames(time.value, self._rate, self._rate)
            return frames if self._tick == 1 else Fraction(frames) / self._tick
        return as_frames(time.value, canonical_rate(rate), self._rate)


def _single_timeline(document: Source) -> tuple[JsonPath, Any]:
    root = document.root
    if isinstance(root, otio.schema.Timeline):
        return (), _check_tracks(root)
    if isinstance(root, otio.schema.SerializableCollection):
        found = [(i, x) for i, x in enumerate(root) if isinstance(x, otio.schema.Timeline)]
        if len(found) == 1:
            return ("children", found[0][0]), _check_tracks(found[0][1])
        raise TimelineError(
            f"{document.path} holds {len(found)} timelines; one is needed.",
            "Export the one to edit by itself.",
        )
    name = root.schema_name()
    raise TimelineError(
        f"{document.path} holds {'an' if name[:1] in 'AEIOU' else 'a'} {name}, not a timeline.",
        "Export a whole timeline.",
    )


def _check_tracks(timeline: Any) -> Any:
    # OpenTimelineIO reads a timeline without tracks, and crashes when its clips are listed.
    if timeline.tracks is None:
        raise TimelineError("it has no tracks.")
    return timeline


def _dialect(timeline: Any) -> Dialect:
    namespaces = {*timeline.metadata, *timeline.tracks.metadata}
    for track in timeline.tracks:
        namespaces.update(track.metadata)
    return dialect_of(namespaces, timeline.metadata.get(NAMESPACE))


def _kind(item: Any) -> ItemKind:
    if isinstance(item, otio.schema.Clip):
        return ItemKind.CLIP
    if isinstance(item, otio.schema.Gap):
        return ItemKind.GAP
    return ItemKind.NESTED if isinstance(item, otio.core.Composition) else ItemKind.OTHER


def _entire_range(item: Any, kind: ItemKind) -> Any:
    if kind is ItemKind.GAP:
        return otio.opentime.TimeRange()
    try:
        return item.available_range()
    except otio.exceptions.OTIOError as error:
        raise TimelineError(
            f"{_item_name(item)} has no length: neither a source range nor an available range."
        ) from error


def _retime(item: Any) -> tuple[Retime, Fraction]:
    present = listed(item.effects)
    scalars = [_scalar(effect) for effect in present if isinstance(effect, otio.schema.TimeEffect)]
    return retime_of(scalars, _item_name(item))


def _scalar(effect: Any) -> float | None:
    if isinstance(effect, otio.schema.FreezeFrame):
        return 0.0
    linear = isinstance(effect, otio.schema.LinearTimeWarp)
    return float(effect.time_scalar) if linear else None


def _media_url(item: Any) -> str | None:
    reference = getattr(item, "media_reference", None)
    return getattr(reference, "target_url", None) or None


def _url_name(url: str | None) -> str:
    return url.replace("\\", "/").rstrip("/").rpartition("/")[2] if url else ""


def exact_seconds(time: Any) -> Fraction:
    """A RationalTime of OpenTimelineIO in exact seconds."""
    if time.value == 0:
        return Fraction(0)
    rate = canonical_rate(time.rate)
    return seconds_of(as_frames(time.value, rate, rate), rate)


def _link(metadata: Any) -> str | None:
    for namespace, key in (("Resolve_OTIO", "Link Group ID"), ("PremierePro_OTIO", "LinkID")):
        inside = entry(metadata, namespace)
        said = entry(inside, key) if hasattr(inside, "get") else None
        if said is not None:
            return f"{namespace}:{said}"
    return None


def _has_flag(metadata: Any, key: str) -> bool:
    """Whether any namespace of the metadata has the flag `key` set."""
    namespaces: Iterable[Any] = (metadata[name] for name in metadata)
    return any(hasattr(namespace, "get") and namespace.get(key) is True for namespace in namespaces)


def _item_name(item: Any) -> str:
    return f"{item.name!r}" if item.name else "an item without a name"


def stated_ranges(document: Source) -> dict[str, tuple[Fraction, Fraction]]:
    """Start and length of media in seconds, by URL, of the media whose range the timeline states.

    Stills and media of unknown length are left out.
    """
    root = document.root
    find = getattr(root, "find_clips", None)
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for clip in find() if find is not None else ():
        reference = clip.media_reference
        url, available = _media_url(clip), getattr(reference, "available_range", None)
        if url is None or available is None or available.duration.value <= 1:
            continue
        if available.duration.rate > 0 and available.start_time.rate > 0:
            span = exact_seconds(available.start_time), exact_seconds(available.duration)
            found.setdefault(url, span)
    return found
