"""Every clip of sound that a timeline plays, including those inside compound clips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from backbeat.timeline.document import Document
from backbeat.timeline.media_range import MediaRange, media_range_of
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track
from backbeat.timeline.reading import MediaLookup, NestedTracks, exact_seconds, object_at
from backbeat.timeline.time import seconds_of

_RETIME_RANK = {retime: rank for rank, retime in enumerate(Retime)}


@dataclass(frozen=True, slots=True)
class SoundClip:
    """A part of one clip of sound, as the timeline plays it. Times are in seconds."""

    name: str
    """Name of the clip."""
    media_url: str | None
    media_name: str
    """Name of its media reference; often empty."""
    track: str
    """Label of the track of the timeline that it is on: "A1"."""
    inside: tuple[str, ...]
    """Names of the compound clips that contain it, outermost first."""
    enabled: bool
    """Whether it, its tracks and all compound clips that contain it are enabled."""
    start: Fraction
    """From the timeline's first frame."""
    duration: Fraction
    """In the timeline."""
    media_start: Fraction
    """Where the used media starts, on the media's own clock."""
    media: MediaRange | None
    """Range of the media on the same clock; None if unknown."""
    speed: Fraction
    """Seconds of media in each second of the timeline, including the speed of compound clips."""
    retime: Retime
    """The most severe retime of it and its compound clips; NONE and LINEAR have a valid `speed`."""


@dataclass(frozen=True, slots=True)
class _View:
    """The part of a composition that the timeline shows: from `low` to `high` on its own clock."""

    start: Fraction
    low: Fraction
    high: Fraction | None
    """None: no end."""
    speed: Fraction
    retime: Retime
    enabled: bool
    track: str
    inside: tuple[str, ...]


def sound_clips(document: Document, edit: Edit, media: MediaLookup | None) -> Iterator[SoundClip]:
    """The clips of the sound tracks in the file's order, then those inside compound clips of
    picture tracks.

    Args:
        document, edit: the timeline.
        media: looks up the range of media that the file does not state; None for no lookup.
    """
    reader = _SoundReader(document, edit, media)
    for track in (*edit.audio_tracks, *edit.video_tracks):
        view = _View(
            Fraction(0), Fraction(0), None, Fraction(1), Retime.NONE, True, track.label, ()
        )
        yield from reader.clips_of(track, view)


class _SoundReader:
    def __init__(self, document: Document, edit: Edit, media: MediaLookup | None) -> None:
        self._root = document.root
        self._rate = edit.rate
        self._media = media
        self._nested = NestedTracks(document, media)

    def clips_of(self, track: Track, view: _View) -> Iterator[SoundClip]:
        """The clips of sound of a track in a view of its composition."""
        own = object_at(self._root, track.path).source_range if track.trimmed else None
        trim, trimmed_end = _trim(own)
        end_of_view = _earliest(view.high, trimmed_end)
        for item in track.items:
            if item.kind is ItemKind.CLIP and track.is_video:
                continue
            if item.kind not in (ItemKind.CLIP, ItemKind.NESTED):
                continue
            start = seconds_of(item.start, self._rate) - trim
            first = max(start, view.low, Fraction(0))
            last = _earliest(end_of_view, start + seconds_of(item.duration, self._rate))
            if last is None or first >= last:
                continue
            yield from self._item(
                item, track, _view_of_item(view, item, first - start, first, last)
            )

    def _item(self, item: Item, track: Track, view: _View) -> Iterator[SoundClip]:
        """The clips of sound of an item.

        Args:
            item: a clip or compound clip of `track`.
            view: the view of the item's own media.
        """
        own = object_at(self._root, item.path)
        view = replace(view, enabled=view.enabled and track.enabled and bool(own.enabled))
        if item.kind is ItemKind.CLIP:
            yield self._clip(item, own, view)
            return
        view = replace(view, inside=(*view.inside, item.name))
        for inner in self._nested(item, track.is_video):
            yield from self.clips_of(inner, view)

    def _clip(self, item: Item, own: Any, view: _View) -> SoundClip:
        length = view.high - view.low if view.high is not None else Fraction(0)
        reference = own.media_reference
        return SoundClip(
            name=item.name,
            media_url=item.media_url,
            media_name=reference.name if reference is not None else "",
            track=view.track,
            inside=view.inside,
            enabled=view.enabled,
            start=view.start,
            duration=length / view.speed if view.speed else Fraction(0),
            media_start=view.low,
            media=media_range_of(own, item.media_url, item.media_start, self._media),
            speed=view.speed,
            retime=view.retime,
        )


def _view_of_item(
    view: _View, item: Item, skipped: Fraction, first: Fraction, last: Fraction
) -> _View:
    """The view of an item's media, of which a composition shows `first` to `last`.

    Args:
        view: the view of the composition.
        item: an item of the composition.
        skipped: seconds of the item before `first`.
        first, last: on the composition's own clock.
    """
    speed = item.speed
    length = last - first
    # Mostly the speed is 1: multiplying by it costs more than all else here.
    low = item.media_start + (skipped if speed == 1 else skipped * speed)
    into = first - view.low
    return replace(
        view,
        start=view.start + (into / view.speed if view.speed else 0),
        low=low,
        high=low + (length if speed == 1 else length * speed),
        speed=speed if view.speed == 1 else view.speed * speed,
        retime=max(view.retime, item.retime, key=_RETIME_RANK.__getitem__),
    )


def _trim(shown: Any) -> tuple[Fraction, Fraction | None]:
    """Start of a track's source range on its own clock, and its length; None for no limit."""
    if shown is None:
        return Fraction(0), None
    return exact_seconds(shown.start_time), exact_seconds(shown.duration)


def _earliest(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    """The earlier of two ends; None stands for no end."""
    ends = [end for end in (first, second) if end is not None]
    return min(ends, default=None)
