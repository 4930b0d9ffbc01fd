"""Every clip of picture that a timeline shows, including those inside compound clips."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track
from backbeat.timeline.reading import MediaLookup, NestedTracks, exact_seconds, object_at
from backbeat.timeline.time import seconds_of

_MAX_DEPTH = 16
"""Most timelines inside one another that are looked into."""


@dataclass(frozen=True, slots=True)
class ShownClip:
    """A stretch of the timeline in which one clip is seen. Times are in seconds."""

    name: str
    media_url: str | None
    start: Fraction
    end: Fraction
    """From the timeline's first frame."""
    media_start: Fraction
    """What is seen at `start`, on the media's own clock."""
    media_first: Fraction | None
    """The media's first picture on that clock; None if it is not known."""
    speed: Fraction
    """Seconds of media in each second of the timeline; negative: backwards; 0: one picture."""
    ramped: bool
    """Whether the speed changes within the clip."""
    track: str
    """Label of the timeline's track that it is on: "V1"."""
    inside: tuple[str, ...] = ()
    """Names of the compound clips that contain it, outermost first."""

    def part(self, start: Fraction, end: Fraction) -> ShownClip:
        """What of it is seen from `start` to `end`."""
        return replace(
            self,
            start=start,
            end=end,
            media_start=self.media_start + (start - self.start) * self.speed,
        )


def picture_clips(document: Document, edit: Edit, media: MediaLookup | None) -> list[ShownClip]:
    """What is seen of a timeline, in order and without overlaps.

    The topmost clip hides those below it. Clips without media (titles, adjustment clips) hide
    nothing: they are given where there is nothing else. Of a dissolve, each clip is seen up to the
    cut.

    Args:
        document, edit: the timeline.
        media: looks up the range of media that the file does not state; None for no lookup.
    """
    return _PictureReader(document, edit, media).seen(edit.video_tracks)


class _PictureReader:
    def __init__(self, document: Document, edit: Edit, media: MediaLookup | None) -> None:
        self._root = document.root
        self._rate = edit.rate
        self._nested = NestedTracks(document, media)

    def seen(self, tracks: Iterable[Track], depth: int = 0) -> list[ShownClip]:
        """What is seen of some tracks, which are given from the bottom up."""
        shown = [
            clip
            for track in reversed([track for track in tracks if track.enabled])
            for clip in self._track(track, depth)
        ]
        solid = _topmost(clip for clip in shown if clip.media_url is not None)
        return _topmost([*solid, *(clip for clip in shown if clip.media_url is None)])

    def _track(self, track: Track, depth: int) -> Iterator[ShownClip]:
        own = object_at(self._root, track.path).source_range if track.trimmed else None
        low = exact_seconds(own.start_time) if own is not None else Fraction(0)
        high = low + exact_seconds(own.duration) if own is not None else None
        for item in track.items:
            for clip in self._item(item, track, depth):
                start = max(clip.start, low)
                end = clip.end if high is None else min(clip.end, high)
                if start < end:
                    kept = clip.part(start, end)
                    yield replace(kept, start=start - low, end=end - low)

    def _item(self, item: Item, track: Track, depth: int) -> Iterator[ShownClip]:
        if item.kind not in (ItemKind.CLIP, ItemKind.NESTED) or not item.duration:
            return
        own: Any = object_at(self._root, item.path)
        if not own.enabled:
            return
        if item.kind is ItemKind.CLIP:
            yield self._clip(item, own, track.label)
        elif depth < _MAX_DEPTH:
            inner = [one for one in self._nested(item, is_video=True) if one.is_video]
            for clip in self.seen(inner, depth + 1):
                yield from self._through(item, clip, track.label)

    def _clip(self, item: Item, own: Any, label: str) -> ShownClip:
        start, end = seconds_of(item.start, self._rate), seconds_of(item.end, self._rate)
        backwards = item.retime is Retime.REVERSED
        return ShownClip(
            name=item.name,
            media_url=item.media_url or _sequence(own.media_reference),
            start=start,
            end=end,
            media_start=item.media_start + ((end - start) * item.speed if backwards else 0),
            media_first=item.available_start,
            speed=-item.speed if backwards else item.speed,
            ramped=item.retime is Retime.RAMP,
            track=label,
        )

    def _through(self, item: Item, clip: ShownClip, label: str) -> Iterator[ShownClip]:
        """What a compound clip shows of a clip inside it, on the outer clock."""
        start, end = seconds_of(item.start, self._rate), seconds_of(item.end, self._rate)
        inside = (item.name, *clip.inside)
        ramped = clip.ramped or item.retime is Retime.RAMP
        if item.retime is Retime.FREEZE:
            if clip.start <= item.media_start < clip.end:
                frozen = clip.part(item.media_start, clip.end).media_start
                yield replace(
                    clip,
                    start=start,
                    end=end,
                    media_start=frozen,
                    speed=Fraction(0),
                    track=label,
                    inside=inside,
                )
            return
        low, high = item.media_start, item.media_start + (end - start) * item.speed
        first, last = max(clip.start, low), min(clip.end, high)
        if first >= last:
            return
        part = clip.part(first, last)
        if item.retime is Retime.REVERSED:
            outer = end - (last - low) / item.speed, end - (first - low) / item.speed
            media_start = part.media_start + (last - first) * part.speed
            speed = -part.speed * item.speed
        else:
            outer = start + (first - low) / item.speed, start + (last - low) / item.speed
            media_start, speed = part.media_start, part.speed * item.speed
        yield replace(
            part,
            start=outer[0],
            end=outer[1],
            media_start=media_start,
            speed=speed,
            ramped=ramped,
            track=label,
            inside=inside,
        )


def _topmost(shown: Iterable[ShownClip]) -> list[ShownClip]:
    """What is seen of clips of which earlier ones hide later ones, in order of time."""
    seen: list[ShownClip] = []
    for clip in shown:
        for part in _visible(clip, seen):
            insort(seen, part, key=_start)
    return seen


def _visible(clip: ShownClip, above: Sequence[ShownClip]) -> list[ShownClip]:
    parts, reached = [], clip.start
    first = max(bisect_right(above, clip.start, key=_start) - 1, 0)
    for number in range(first, len(above)):
        other = above[number]
        if other.start >= clip.end:
            break
        if other.start > reached:
            parts.append(clip.part(reached, other.start))
        reached = max(reached, other.end)
    if reached < clip.end:
        parts.append(clip.part(reached, clip.end))
    return parts


def _sequence(reference: Any) -> str | None:
    """URL of a sequence of pictures, with # for its numbers; None of other media."""
    if not isinstance(reference, otio.schema.ImageSequenceReference):
        return None
    numbers = "#" * max(reference.frame_zero_padding, 1)
    base = reference.target_url_base.rstrip("/")
    return f"{base}/{reference.name_prefix}{numbers}{reference.name_suffix}"


def _start(clip: ShownClip) -> Fraction:
    return clip.start
