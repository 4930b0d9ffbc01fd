"""Finds the clip of a timeline that is to say something, and the pictures of its media it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.errors import MediaError, RequestError, TimelineError
from backbeat.timeline.document import Container, Document
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Edit, Item, ItemKind, Retime, Track
from backbeat.timeline.reading import object_at
from backbeat.timeline.time import Clock, guess_drop_frame, seconds_of
from backbeat.timeline.urls import readable
from backbeat.workflows.lipsync.making import Used
from backbeat.workflows.media_places import RELINK_HINT
from backbeat.workflows.media_ranges import range_of

JOB = "lipsync"
_NAMED = 8
_AT = "@"


@dataclass(frozen=True, eq=False)
class ShownClip:
    """A clip of a timeline, and what it shows."""

    track: Track
    item: Item
    path: Path
    """Its media."""
    offset_s: Fraction
    """Where it begins, in seconds from the media's first picture."""
    length_s: Fraction


def clip_called(document: Document, edit: Edit, name: str) -> ShownClip:
    """The clip that a request names.

    Args:
        document: the timeline's file.
        edit: what was read of it, with the ranges of media.
        name: of the clip or of its media file, in any case of letters; where several are called
            so, followed by "@" and a timecode at which it is shown. Empty: the only clip.

    Raises:
        RequestError: there is no such clip, or several.
        TimelineError: its speed is changed, or it has no media of its own.
        MediaError: its media is not on this machine.
    """
    track, item = _found(document, edit, name)
    what = f"{item.name} on {track.called} of {document.path.name}"
    if item.kind is not ItemKind.CLIP or item.media_url is None:
        raise TimelineError(
            f"{what} is no clip with media of its own.",
            "Name a clip inside of it, or render it to a file first.",
        )
    if item.retime is not Retime.NONE:
        raise TimelineError(
            f"{what} is retimed ({item.retime.value}), so that its mouth would move at another "
            "speed.",
            "Render it at its new speed, put that in its place, and lip-sync it then.",
        )
    if document.container is not Container.OTIO and document.converted_from is None:
        raise TimelineError(
            f"{document.path} carries its media inside, which the new timeline would lose.",
            "Give an .otio.",
        )
    path = document.place_of(item.media_url)
    if path is None or not path.is_file():
        raise MediaError(
            f"The media of {what} is not here: {readable(item.media_url)}.", RELINK_HINT
        )
    begins = item.available_start
    if begins is None:
        own = range_of(path)
        begins = own.start if own is not None and own.start <= item.media_start else Fraction(0)
    offset_s = max(Fraction(0), item.media_start - begins)
    return ShownClip(track, item, path, offset_s, seconds_of(item.duration, edit.rate))


def used_of(
    clip: ShownClip, times_s: np.ndarray[tuple[int], np.dtype[np.float64]], handle_s: Fraction
) -> Used:
    """The pictures that a clip shows, with handles as far as there are any.

    Args:
        clip: the clip.
        times_s: when each picture of its media is shown, in seconds from the first.
        handle_s: how long a handle is at most, in seconds.

    Raises:
        MediaError: the media ends before the clip begins.
    """
    begin, end = float(clip.offset_s), float(clip.offset_s + clip.length_s)
    # A frame of an editor may begin a rounding error before its picture.
    near = float(np.diff(times_s).min(initial=1.0)) / 100
    first = int(np.searchsorted(times_s, begin - float(handle_s) + near, "right")) - 1
    after = int(np.searchsorted(times_s, end + float(handle_s) - near, "left"))
    if begin - near >= times_s[-1] + 100 * near:
        raise MediaError(
            f"{clip.path} ends before the clip {clip.item.name} begins in it.",
            "Relink the clip to the media it was cut from.",
        )
    first = max(0, first)
    return Used(first, max(after, first + 1), begin - float(times_s[first]))


def is_ours(document: Document, track: Track) -> bool:
    """Whether a track was made by an earlier run of this job."""
    metadata = object_at(document.root, track.path).metadata
    own = metadata.get(NAMESPACE, {})
    return bool(hasattr(own, "get") and own.get("job") == JOB)


def _found(document: Document, edit: Edit, name: str) -> tuple[Track, Item]:
    wanted, _, place = name.rpartition(_AT)
    clock = Clock(edit.rate, edit.start, guess_drop_frame(edit.start, edit.rate))
    everything = list(_clips(document, edit))
    found = [pair for pair in everything if _is_called(pair[1], name)]
    if not found and place:
        found = [pair for pair in everything if _is_called(pair[1], wanted)]
        found = [(track, item) for track, item in found if _is_at(item, place, clock)]
    if not name:
        found = everything
    if len(found) == 1:
        return found[0]
    if not found:
        names = list(dict.fromkeys(item.name for _, item in everything))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        listed = ", ".join(names[:_NAMED]) + more
        raise RequestError(
            f"No clip of {document.path.name} is called {name}.",
            f"Its clips are called {listed}." if names else "It has no clips with a picture.",
        )
    places = [
        f"{item.name}{_AT}{clock.label(item.start)} on {track.label}" for track, item in found
    ]
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    called = f"are called {name}" if name else "are in it"
    raise RequestError(
        f"{len(found)} clips of {document.path.name} {called}.",
        f"Name one with its timecode: {', '.join(places[:_NAMED])}{more}.",
    )


def _clips(document: Document, edit: Edit) -> Iterator[tuple[Track, Item]]:
    for track in edit.video_tracks:
        if is_ours(document, track):
            continue
        for item in track.items:
            if item.kind is not ItemKind.GAP:
                yield track, item


def _is_called(item: Item, name: str) -> bool:
    names = [item.name, *([Path(readable(item.media_url)).name] if item.media_url else [])]
    return name.casefold() in (one.casefold() for one in names)


def _is_at(item: Item, place: str, clock: Clock) -> bool:
    """Whether an item is shown at a timecode; without a valid one, none is."""
    from backbeat.timeline.time import from_timecode

    try:
        frame = from_timecode(place, clock.rate) - clock.start
    except RequestError:
        return False
    return item.start <= frame < item.end
