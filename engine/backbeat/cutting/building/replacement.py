"""Shots of a written edit replaced: in its sync map, and in its timeline, byte by byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from backbeat.cutting.assembly import Shot
from backbeat.cutting.building.media import Media, medium_of, rate_of
from backbeat.cutting.building.picture import CLIP_SOUND_TRACK, picture_clip, sound_item
from backbeat.cutting.building.record import shot_of
from backbeat.errors import TimelineError
from backbeat.timeline.document import Document
from backbeat.timeline.jsontext import JsonText, Span
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.splice import Splices
from backbeat.v1.cutting_pb2 import Slot, SyncMap

_ITEM_DEPTH = 5
"""Of an item of a track of the timeline, in the file's JSON."""
_AGAIN = "Replace shots in the file that backbeat cut wrote, or cut again with --pin."


def with_shots(
    sync_map: SyncMap, shots: Sequence[Shot], sound_channels: Mapping[Path, int]
) -> SyncMap:
    """A sync map with other shots in some slots; media that is no longer used is left out.

    Args:
        sync_map: of the edit.
        shots: the new ones; each has its slot.
        sound_channels: channels of sound of their clips.
    """
    made = SyncMap()
    made.CopyFrom(sync_map)
    rate = rate_of(made.rate)
    media = {medium.path: medium for medium in made.media}
    for shot in shots:
        slot = made.slots[shot.slot.number - 1]
        slot.shot.CopyFrom(shot_of(shot, rate))
        known = media.get(slot.shot.path)
        if known is None or known.sha256 != shot.footage.sha256:
            channels = sound_channels.get(shot.footage.path, 0)
            media[slot.shot.path] = medium_of(shot.footage, channels, rate)
        if slot.number > 1:
            made.cuts[slot.number - 2].incoming = Path(slot.shot.path).name
        if slot.number <= len(made.cuts):
            made.cuts[slot.number - 1].outgoing = Path(slot.shot.path).name
    used = dict.fromkeys((sync_map.media[0].path, *(slot.shot.path for slot in made.slots)), None)
    del made.media[:]
    made.media.extend(media[path] for path in used)
    return made


def spliced(document: Document, sync_map: SyncMap, numbers: Sequence[int]) -> Document:
    """The timeline with the items of some slots as the sync map has them; no other byte changes.

    Args:
        document: the timeline that was written for the edit.
        sync_map: with the new shots.
        numbers: of their slots.

    Raises:
        TimelineError: the timeline has no item of such a slot any more, or of another length.
    """
    rate, media = rate_of(sync_map.rate), Media(sync_map.media)
    text = document.text
    splices = Splices(text)
    for number in numbers:
        slot = sync_map.slots[number - 1]
        medium = media[slot.shot.path]
        picture, sound = _items(document, text, slot, rate)
        splices.replace(picture, picture_clip(sync_map, slot, medium, rate), _ITEM_DEPTH)
        if sound is not None:
            splices.replace(sound, sound_item(sync_map, slot, medium, rate), _ITEM_DEPTH)
    return document.with_data(splices.apply())


def _items(
    document: Document, text: JsonText, slot: Slot, rate: Fraction
) -> tuple[Span, Span | None]:
    """The clip of a slot, and the item of its sound where the edit keeps the clips' sound."""
    pictures = [
        item
        for track in _tracks(text, "Video")
        for item in _children(text, track)
        if _is_of(text, item, slot.number)
    ]
    if len(pictures) != 1:
        what = "no clip" if not pictures else f"{len(pictures)} clips"
        raise TimelineError(
            f"{document.path} has {what} of slot {slot.number}: it was changed elsewhere.", _AGAIN
        )
    _check_length(document, text, pictures[0], slot, rate)
    for track in _tracks(text, "Audio"):
        if _value(text, text.members(track).get("name")) == CLIP_SOUND_TRACK:
            items = [item for item in _children(text, track) if not _is_transition(text, item)]
            if len(items) < slot.number:
                raise TimelineError(
                    f"The clips' sound in {document.path} was changed elsewhere.", _AGAIN
                )
            _check_length(document, text, items[slot.number - 1], slot, rate)
            return pictures[0], items[slot.number - 1]
    return pictures[0], None


def _check_length(
    document: Document, text: JsonText, item: Span, slot: Slot, rate: Fraction
) -> None:
    duration = text.find(("source_range", "duration"), item)
    members = text.members(duration) if duration is not None else {}
    length, own = _value(text, members.get("value")), _value(text, members.get("rate"))
    frames = slot.end_frame - slot.start_frame
    if length != frames or not isinstance(own, float | int) or abs(own - float(rate)) > 0.01:
        raise TimelineError(
            f"Slot {slot.number} in {document.path} is not {frames} frames long any more: it was "
            "changed elsewhere.",
            _AGAIN,
        )


def _tracks(text: JsonText, kind: str) -> Iterator[Span]:
    tracks = text.find(("tracks", "children"))
    for track in text.elements(tracks) if tracks is not None else []:
        if _value(text, text.members(track).get("kind")) == kind:
            yield track


def _children(text: JsonText, track: Span) -> list[Span]:
    children = text.members(track).get("children")
    return text.elements(children) if children is not None else []


def _is_of(text: JsonText, item: Span, number: int) -> bool:
    own = text.find(("metadata", NAMESPACE), item)
    members = text.members(own) if own is not None else {}
    same = _value(text, members.get("slot")) == number
    return same and _value(text, members.get("job")) == "cut"


def _is_transition(text: JsonText, item: Span) -> bool:
    schema = _value(text, text.members(item).get("OTIO_SCHEMA"))
    return isinstance(schema, str) and schema.startswith("Transition.")


def _value(text: JsonText, span: Span | None) -> object:
    return None if span is None else text.value(span)
