"""A timeline as it is drawn: tracks, clips with their media, markers, and what may be the music."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from backbeat.panel.bundled_media import path_inside
from backbeat.panel.media_look import MediaLook, Signature
from backbeat.panel.music_candidates import music_candidates
from backbeat.timeline import document as documents
from backbeat.timeline.bundle import ARCHIVE_FAULTS, member_of
from backbeat.timeline.document import Container, Document
from backbeat.timeline.markers import NOTE_PREFIX
from backbeat.timeline.media_range import MediaRange
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track
from backbeat.timeline.reading import object_at, read_edit
from backbeat.timeline.sound_clips import SoundClip, sound_clips
from backbeat.timeline.time import guess_drop_frame, seconds_of
from backbeat.timeline.urls import is_absolute
from backbeat.timeline.user_markers import UserMarker, user_markers
from backbeat.v1.cutting_pb2 import FrameRate
from backbeat.v1.panel_pb2 import (
    ITEM_KIND_CLIP,
    ITEM_KIND_COMPOUND,
    ITEM_KIND_GENERATOR,
    ITEM_KIND_TRANSITION,
    EditView,
    ItemView,
    MarkerView,
    TrackView,
)
from backbeat.v1.panel_pb2 import (
    ItemKind as ViewKind,
)

_MUCH_LATE = 3
_OUR_COMMENTS = ("Backbeat:", NOTE_PREFIX)
"""Comments of our markers begin so in Premiere, and in Resolve."""


@dataclass(frozen=True)
class DrawnEdit:
    """A timeline as it is drawn, and what that rests on."""

    view: EditView
    warnings: tuple[str, ...]
    media: dict[Path, Signature | None]
    """The files it refers to as they were found; None: not there, or not found in time."""
    late: bool
    """Whether some did not answer in time, so that another look may find more."""


def edit_view(path: Path, look: MediaLook) -> DrawnEdit:
    """The one timeline of a file.

    Raises:
        TimelineError: the file holds no timeline that can be read.
    """
    document = documents.load(path)
    ranges = _Ranges(document)
    edit = read_edit(document, ranges)
    clips = tuple(sound_clips(document, edit, ranges))
    places = _places(document, edit, clips)
    there, late = look.there(places.values())
    wanted = {place: there[place] for place in ranges.wanted if place in there}
    if wanted:
        # Only now is it known which files must be opened, and all can be at once.
        ranges.found = look.ranges(wanted)
        late |= wanted.keys() - ranges.found.keys()
        edit = read_edit(document, ranges)
        clips = tuple(sound_clips(document, edit, ranges))
    members = _members(document)
    drop_frame = guess_drop_frame(edit.start, edit.rate)
    view = EditView(
        name=edit.name,
        rate=FrameRate(numerator=edit.rate.numerator, denominator=edit.rate.denominator),
        start_timecode=edit.clock(drop_frame).label(0),
        drop_frame=drop_frame,
        duration_frames=float(edit.duration),
        tracks=[_track(document, edit, track, places, there, members) for track in _in_order(edit)],
        markers=[_marker(edit, marker) for marker in user_markers(document, edit)],
        music=music_candidates(document, edit, clips, there.keys()),
    )
    missing = set(places.values()) - there.keys() - late
    return DrawnEdit(
        view=view,
        warnings=(*document.notes, *_missing(missing), *_late(late)),
        media={place: there.get(place) for place in places.values()},
        late=bool(late),
    )


class _Ranges:
    """Ranges of media that the timeline does not state; notes which are asked for."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.wanted: dict[Path, None] = {}
        self.found: dict[Path, MediaRange | None] = {}

    def __call__(self, url: str) -> MediaRange | None:
        place = _place_of(self._document, url)
        if place is None:
            return None
        self.wanted.setdefault(place)
        return self.found.get(place)


def _place_of(document: Document, url: str) -> Path | None:
    """Where media is; None for what is no local file, and for members of an .otioz."""
    if document.container is Container.OTIOZ and not is_absolute(url):
        return None
    return document.place_of(url)


def _members(document: Document) -> frozenset[str]:
    """Names of the files in an .otioz; empty for others."""
    if document.container is not Container.OTIOZ:
        return frozenset()
    try:
        with zipfile.ZipFile(document.path) as archive:
            return frozenset(archive.namelist())
    except ARCHIVE_FAULTS:
        return frozenset()


def _places(document: Document, edit: Edit, clips: Iterable[SoundClip]) -> dict[str, Path]:
    """Where the media of all clips is, by URL."""
    urls = dict.fromkeys(item.media_url for track in edit.tracks for item in track.items)
    urls.update(dict.fromkeys(clip.media_url for clip in clips))
    return {url: place for url in urls if url and (place := _place_of(document, url)) is not None}


def _in_order(edit: Edit) -> tuple[Track, ...]:
    return (*edit.video_tracks, *edit.audio_tracks)


def _missing(places: Collection[Path]) -> list[str]:
    if not places:
        return []
    if len(places) == 1:
        return [f"{next(iter(places))} is not there."]
    return [f"{len(places)} files of its media are not there."]


def _late(places: Collection[Path]) -> list[str]:
    folders = sorted({str(place.parent) for place in places})
    if not folders:
        return []
    more = f" and {len(folders) - _MUCH_LATE} more" if len(folders) > _MUCH_LATE else ""
    return [
        f"{', '.join(folders[:_MUCH_LATE])}{more}: no answer yet; open the timeline again later."
    ]


def _track(
    document: Document,
    edit: Edit,
    track: Track,
    places: Mapping[str, Path],
    there: Collection[Path],
    members: Collection[str],
) -> TrackView:
    return TrackView(
        label=track.label,
        name=track.name,
        is_sound=not track.is_video,
        enabled=track.enabled,
        locked=track.locked,
        items=[*_items(document, edit, track, places, there, members), *_transitions(track)],
    )


def _items(
    document: Document,
    edit: Edit,
    track: Track,
    places: Mapping[str, Path],
    there: Collection[Path],
    members: Collection[str],
) -> Iterator[ItemView]:
    for index, item in enumerate(track.items):
        if item.kind is ItemKind.GAP:
            continue
        view = _item(document, edit, item, index)
        place = places.get(item.media_url or "")
        if place is not None:
            view.media_path, view.online = str(place), place in there
        elif item.media_url and (member := member_of(item.media_url, members)) is not None:
            view.media_path, view.online = path_inside(document.path, member), True
        yield view


def _item(document: Document, edit: Edit, item: Item, index: int) -> ItemView:
    own: Any = object_at(document.root, item.path)
    origin = item.available_start or Fraction(0)
    backwards = item.retime is Retime.REVERSED
    start = item.media_start
    if backwards:
        # Backwards it starts with the end of what it uses.
        start += seconds_of(item.duration, edit.rate) * item.speed
    view = ItemView(
        name=item.name,
        kind=_kind(item),
        index=index,
        start_frame=float(item.start),
        end_frame=float(item.end),
        enabled=bool(getattr(own, "enabled", True)),
        source_start_s=float(start - origin),
        speed=-float(item.speed) if backwards else float(item.speed),
        still=item.kind is ItemKind.CLIP and item.head is None and item.tail is None,
    )
    if item.media_known:
        if item.head is not None:
            view.head_frames = float(item.head)
        if item.tail is not None:
            view.tail_frames = float(item.tail)
    return view


def _kind(item: Item) -> ViewKind:
    if item.kind is ItemKind.NESTED:
        return ITEM_KIND_COMPOUND
    if item.kind is ItemKind.CLIP and item.media_url is None and item.head is None:
        return ITEM_KIND_GENERATOR
    return ITEM_KIND_CLIP


def _transitions(track: Track) -> Iterator[ItemView]:
    for index, transition in sorted(track.transitions.items()):
        cut = track.items[index].start if index < len(track.items) else track.items[-1].end
        yield ItemView(
            name=transition.name,
            kind=ITEM_KIND_TRANSITION,
            index=index,
            start_frame=float(cut - transition.before),
            end_frame=float(cut + transition.after),
            enabled=True,
        )


def _marker(edit: Edit, marker: UserMarker) -> MarkerView:
    end = marker.end if marker.end is not None else marker.time
    return MarkerView(
        name=marker.name,
        comment=marker.comment,
        color=marker.color.lower(),
        frame=float(marker.time * edit.rate),
        frames=float((end - marker.time) * edit.rate),
        ours=marker.by_backbeat or marker.comment.startswith(_OUR_COMMENTS),
        track=marker.track,
    )
