"""A timeline as it is drawn: tracks, clips with their media, markers, and what may be the music."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from backbeat.timeline import document as documents
from backbeat.timeline.document import Document
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track
from backbeat.timeline.reading import object_at, read_edit
from backbeat.timeline.sound_clips import SoundClip, sound_clips
from backbeat.timeline.time import guess_drop_frame, seconds_of
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
    MusicCandidate,
    TrackView,
)
from backbeat.v1.panel_pb2 import (
    ItemKind as ViewKind,
)
from backbeat.workflows.media_ranges import MediaRanges

_MOST_CANDIDATES = 8
_LEAST_MUSIC_S = 20
_MUSICAL_NAMES = ("music", "song", "track", "score", "musik", "musique", "bgm")


def edit_view(path: Path) -> tuple[EditView, list[str]]:
    """The one timeline of a file, and what to know of it.

    Raises:
        TimelineError: the file holds no timeline that can be read.
    """
    document = documents.load(path)
    media = MediaRanges(document)
    edit = read_edit(document, media)
    drop_frame = guess_drop_frame(edit.start, edit.rate)
    view = EditView(
        name=edit.name,
        rate=FrameRate(numerator=edit.rate.numerator, denominator=edit.rate.denominator),
        start_timecode=edit.clock(drop_frame).label(0),
        drop_frame=drop_frame,
        duration_frames=float(edit.duration),
        tracks=[_track(document, edit, track) for track in edit.tracks],
        markers=[_marker(edit, marker) for marker in user_markers(document, edit)],
        music=_candidates(document, edit, media),
    )
    return view, [*document.notes, *_missing(media)]


def _missing(media: MediaRanges) -> list[str]:
    count = len(media.missing)
    if not count:
        return []
    return [f"The media of {count} {'file is' if count == 1 else 'files is'} not here."]


def _track(document: Document, edit: Edit, track: Track) -> TrackView:
    return TrackView(
        label=track.label,
        name=track.name,
        is_sound=not track.is_video,
        enabled=track.enabled,
        locked=track.locked,
        items=[*_items(document, edit, track), *_transitions(track)],
    )


def _items(document: Document, edit: Edit, track: Track) -> Iterator[ItemView]:
    for index, item in enumerate(track.items):
        if item.kind is not ItemKind.GAP:
            yield _item(document, edit, item, index)


def _item(document: Document, edit: Edit, item: Item, index: int) -> ItemView:
    place = document.place_of(item.media_url) if item.media_url else None
    own: Any = object_at(document.root, item.path)
    origin = item.available_start or Fraction(0)
    view = ItemView(
        name=item.name,
        kind=_kind(item),
        index=index,
        start_frame=float(item.start),
        end_frame=float(item.end),
        enabled=bool(getattr(own, "enabled", True)),
        media_path=str(place or ""),
        online=place is not None and place.is_file(),
        source_start_s=float(item.media_start - origin),
        speed=-1.0 if item.retime is Retime.REVERSED else float(item.speed),
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
        ours=marker.by_backbeat,
        track="" if marker.owner == "the timeline" else marker.owner,
    )


def _candidates(document: Document, edit: Edit, media: MediaRanges) -> list[MusicCandidate]:
    """Files of sound that may be the music: by their name, then by how long they sound."""
    pictures = {item.media_url for track in edit.video_tracks for item in track.items}
    longest: dict[str, tuple[Fraction, SoundClip]] = {}
    for clip in sound_clips(document, edit, media):
        if not clip.enabled or clip.media_url is None or clip.retime is not Retime.NONE:
            continue
        if (
            clip.duration < _LEAST_MUSIC_S
            and clip.duration < seconds_of(edit.duration, edit.rate) / 2
        ):
            continue
        known = longest.get(clip.media_url)
        if known is None or clip.duration > known[0]:
            longest[clip.media_url] = clip.duration, clip
    found = sorted(
        (
            (_is_named_so(clip, edit), clip.media_url not in pictures, seconds, clip)
            for seconds, clip in longest.values()
        ),
        key=lambda one: one[:3],
        reverse=True,
    )
    return [
        candidate
        for named, apart, _, clip in found[:_MOST_CANDIDATES]
        if (candidate := _candidate(document, clip, named, apart)) is not None
    ]


def _candidate(
    document: Document, clip: SoundClip, named: bool, apart: bool
) -> MusicCandidate | None:
    place = document.place_of(clip.media_url or "")
    if place is None or not place.is_file():
        return None
    reason = "its track or file is called music" if named else "it sounds longest"
    if not apart:
        reason += ", though it belongs to a picture"
    return MusicCandidate(
        path=str(place),
        name=clip.name,
        track=clip.track,
        start_s=float(clip.start - (clip.media_start - _origin(clip))),
        reason=reason,
    )


def _origin(clip: SoundClip) -> Fraction:
    return clip.media.start if clip.media is not None and not clip.media.unlimited else Fraction(0)


def _is_named_so(clip: SoundClip, edit: Edit) -> bool:
    track = next((one for one in edit.tracks if one.label == clip.track), None)
    names = f"{clip.name} {track.name if track else ''}".casefold()
    return any(word in names for word in _MUSICAL_NAMES)
