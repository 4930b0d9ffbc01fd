"""A timeline as the writers of other formats need it: exact positions, media, markers, levels."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from backbeat.timeline.clip_sound import RESOLVE_VOLUME, ClipSound, sound_of
from backbeat.timeline.exchange.objects import EXCHANGE
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track, Transition
from backbeat.timeline.reading import NestedTracks, exact_seconds, object_at, read_edit
from backbeat.timeline.source import Source
from backbeat.timeline.time import Frames, guess_drop_frame
from backbeat.timeline.urls import is_absolute, is_file_url

_DEPTH = 20


@dataclass(frozen=True)
class MarkerContent:
    """A marker of a clip, or of the timeline."""

    name: str
    color: str
    comment: str
    start: Fraction
    """Seconds: on the media's clock for a clip, from the first frame for a timeline."""
    duration: Fraction
    """Seconds."""


@dataclass(frozen=True)
class MediaContent:
    """The media of a clip."""

    url: str = ""
    """File URL with percent signs; empty if there is none."""
    name: str = ""
    start: Fraction = Fraction(0)
    """Seconds, on its own clock."""
    duration: Fraction | None = None
    """Seconds; None if it is not stated."""
    rate: Fraction | None = None
    """Frames a second, where the timeline says it."""
    still: bool = False
    generator: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        """The last part of its URL, without percent signs."""
        from urllib.parse import unquote

        return unquote(self.url.rpartition("/")[2])


@dataclass(frozen=True)
class ItemContent:
    """A clip, gap or nested timeline of a track."""

    item: Item
    name: str
    enabled: bool
    media: MediaContent
    markers: tuple[MarkerContent, ...] = ()
    sound: ClipSound | None = None
    """Of the items of sound tracks."""
    effects: tuple[str, ...] = ()
    """Names of its effects, without retimes and levels."""
    nested: tuple[TrackContent, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)

    @property
    def is_gap(self) -> bool:
        """Whether nothing plays."""
        return self.item.kind is ItemKind.GAP

    @property
    def is_level(self) -> bool:
        """Whether its sound plays as its media has it: no level, no fades."""
        sound = self.sound
        if sound is None:
            return True
        return not (any(db for _, db in sound.levels) or sound.fade_in or sound.fade_out)

    @property
    def is_nested(self) -> bool:
        """Whether it is a timeline of its own."""
        return self.item.kind is ItemKind.NESTED

    @property
    def scalar(self) -> Fraction:
        """Its speed, negative where it plays backwards."""
        return -self.item.speed if self.item.retime is Retime.REVERSED else self.item.speed


@dataclass(frozen=True)
class TrackContent:
    """A track; `joints[i]` is the transition before `items[i]`, with its metadata."""

    track: Track
    items: tuple[ItemContent, ...]
    joints: dict[int, tuple[Transition, dict[str, Any]]]

    @property
    def clips(self) -> int:
        """The number of its items that are not gaps."""
        return sum(not item.is_gap for item in self.items)


@dataclass(frozen=True)
class Content:
    """A whole timeline."""

    name: str
    rate: Fraction
    start: Frames
    """Label of the first frame, as a count of frames."""
    drop_frame: bool
    duration: Frames
    tracks: tuple[TrackContent, ...]
    markers: tuple[MarkerContent, ...]
    origin: dict[str, Any]
    """What it was converted from, where it was."""
    size: tuple[int, int] | None = None
    """Width and height of the picture in pixels, where the timeline says it."""

    @property
    def video(self) -> tuple[TrackContent, ...]:
        """The picture tracks, from the bottom up."""
        return tuple(track for track in self.tracks if track.track.is_video)

    @property
    def audio(self) -> tuple[TrackContent, ...]:
        """The sound tracks."""
        return tuple(track for track in self.tracks if not track.track.is_video)

    @property
    def items(self) -> Iterator[ItemContent]:
        """Every item that is not a gap, nested ones left out."""
        for track in self.tracks:
            yield from (item for item in track.items if not item.is_gap)


def content_of(source: Source) -> Content:
    """Reads everything that the writers use.

    Raises:
        TimelineError: as `read_edit`.
    """
    edit = read_edit(source)
    return _Extraction(source, edit).content()


class _Extraction:
    def __init__(self, source: Source, edit: Edit) -> None:
        self._source, self._edit = source, edit
        self._inside = NestedTracks(source)

    def content(self) -> Content:
        edit = self._edit
        own = object_at(self._source.root, edit.path)
        origin = _plain(own.metadata.get(EXCHANGE) if EXCHANGE in own.metadata else {})
        drop_frame = guess_drop_frame(edit.start, edit.rate) or origin.get("drop_frame") is True
        return Content(
            name=edit.name or self._source.path.stem,
            rate=edit.rate,
            start=edit.start,
            drop_frame=drop_frame,
            duration=edit.duration,
            tracks=tuple(self._track(track, 0) for track in edit.tracks),
            markers=_markers(own.tracks),
            origin=origin,
            size=_size(own, origin),
        )

    def _track(self, track: Track, depth: int) -> TrackContent:
        own = object_at(self._source.root, track.path)
        joints = {}
        if track.transitions:
            index, metadata = 0, []
            import opentimelineio as otio

            for child in own:
                if isinstance(child, otio.schema.Transition):
                    metadata.append((index, _plain(child.metadata)))
                else:
                    index += 1
            joints = {at: (track.transitions[at], space) for at, space in metadata}
        items = tuple(self._item(item, track, depth) for item in track.items)
        return TrackContent(track, items, joints)

    def _item(self, item: Item, track: Track, depth: int) -> ItemContent:
        if item.kind is ItemKind.GAP:
            return ItemContent(item, "", True, MediaContent())
        own = object_at(self._source.root, item.path)
        nested: tuple[TrackContent, ...] = ()
        if item.kind is ItemKind.NESTED and depth < _DEPTH:
            inside = self._inside(item, track.is_video)
            nested = tuple(self._track(each, depth + 1) for each in inside)
        return ItemContent(
            item=item,
            name=own.name or item.name,
            enabled=bool(own.enabled),
            media=self._media(item, own),
            markers=_markers(own),
            sound=None if track.is_video else sound_of(own),
            effects=_effects(own),
            nested=nested,
            metadata=_plain(own.metadata),
        )

    def _media(self, item: Item, own: Any) -> MediaContent:
        import opentimelineio as otio

        reference = getattr(own, "media_reference", None)
        if reference is None or item.kind is not ItemKind.CLIP:
            return MediaContent()
        metadata = _plain(reference.metadata)
        if isinstance(reference, otio.schema.GeneratorReference):
            return MediaContent(
                name=reference.name, generator=reference.generator_kind, metadata=metadata
            )
        available = reference.available_range
        start, duration, rate = Fraction(0), None, None
        if available is not None and available.duration.rate > 0:
            from backbeat.timeline.time import canonical_rate

            start, duration = exact_seconds(available.start_time), exact_seconds(available.duration)
            rate = canonical_rate(available.duration.rate)
        still = available is not None and available.duration.value <= 1
        return MediaContent(
            url=self._url(item.media_url or ""),
            name=reference.name,
            start=start,
            duration=None if still else duration,
            rate=rate,
            still=still,
            metadata=metadata,
        )

    def _url(self, url: str) -> str:
        """A URL of the timeline as a file URL with percent signs."""
        if not url or is_file_url(url):
            return url
        path = url
        if not is_absolute(url):
            path = os.path.normpath(self._source.media_folder.absolute() / url)
        path = path.replace("\\", "/")
        if path.startswith("//"):
            return "file:" + quote(path)
        return "file://" + quote(path if path.startswith("/") else f"/{path}", safe="/:")


def _size(own: Any, origin: dict[str, Any]) -> tuple[int, int] | None:
    """The picture size: of the format it was converted from, of Premiere, or of Backbeat's own."""
    premiere = _plain(own.tracks.metadata).get("PremierePro_OTIO", {})
    ours = _plain(own.metadata).get(NAMESPACE, {})
    resolution = premiere.get("VideoResolution") if isinstance(premiere, dict) else None
    for stated in (origin, resolution, ours):
        if isinstance(stated, dict):
            sides = [_side(stated.get(name)) for name in ("width", "height")]
            if all(sides):
                return sides[0], sides[1]
    return None


def _side(value: object) -> int:
    """A number of pixels, 0 if it is none."""
    text = str(value).removesuffix(".0")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _markers(own: Any) -> tuple[MarkerContent, ...]:
    present = own.markers
    if not len(present):
        return ()
    found = []
    for marker in present:
        note = _resolve(marker.metadata).get("Note", "")
        comment = marker.comment or (note if isinstance(note, str) else "")
        span = marker.marked_range
        found.append(
            MarkerContent(
                marker.name or "",
                str(marker.color or "GREEN"),
                comment,
                exact_seconds(span.start_time),
                exact_seconds(span.duration),
            )
        )
    return tuple(found)


def _effects(own: Any) -> tuple[str, ...]:
    import opentimelineio as otio

    present = own.effects
    if not len(present):
        return ()
    names = []
    for effect in present:
        held = _resolve(effect.metadata)
        is_level = held.get("Type") == RESOLVE_VOLUME
        if not isinstance(effect, otio.schema.TimeEffect) and not is_level:
            name = held.get("Effect Name")
            names.append(str(name or effect.name or effect.effect_name or "an effect"))
    return tuple(names)


def _resolve(metadata: Any) -> Any:
    held = metadata.get("Resolve_OTIO") if "Resolve_OTIO" in metadata else None
    return held if hasattr(held, "get") else {}


def _plain(metadata: Any) -> dict[str, Any]:
    """Metadata of the library as plain dictionaries, lists, strings and numbers."""
    # Going through an empty dictionary of OpenTimelineIO's costs more than asking for its length.
    if not hasattr(metadata, "items") or not len(metadata):
        return {}
    return {str(key): _plain_value(value) for key, value in metadata.items()}


def _plain_value(value: Any) -> Any:
    if hasattr(value, "items"):
        return _plain(value)
    if isinstance(value, str | bytes | int | float | bool) or value is None:
        return value
    if hasattr(value, "__iter__"):
        return [_plain_value(each) for each in value]
    return None
