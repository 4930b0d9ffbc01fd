"""Puts cues into a timeline: clips on tracks by layer, markers for proposals.

All that is not ours stays byte for byte, and so do clips of ours that are to be kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from backbeat.foley.cues import Layer
from backbeat.foley.landing.proposals import proposal
from backbeat.foley.landing.reading import (
    LISTED,
    Recorded,
    landed,
    landed_item,
    landed_markers,
    layer_of,
    withdrawn,
)
from backbeat.foley.landing.record import JOB, LandedSound, Record, written
from backbeat.timeline import otio_json
from backbeat.timeline.document import Document
from backbeat.timeline.exchange.objects import Json, gap, time_range
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.model import Edit, ItemKind, JsonPath, Track
from backbeat.timeline.patch import Patch
from backbeat.timeline.reading import read_edit
from backbeat.timeline.time import Frames, nearest_frame

CHANNELS = 2
"""Of prepared files."""


@dataclass(frozen=True)
class _Piece:
    """What lies on a track without a gap: a clip, or clips with the transitions between them."""

    start: Frames
    end: Frames
    children: tuple[object, ...]


@dataclass(frozen=True)
class _Clip:
    """A cue that gets a clip."""

    record: Record
    sound: LandedSound


@dataclass
class _Lane:
    """A track of a layer."""

    layer: Layer
    track: Track | None
    """None: it is new."""
    pieces: list[_Piece] = field(default_factory=list)
    changed: bool = False

    def has_room(self, start: Frames, end: Frames) -> bool:
        """Whether a clip may be put between two frames."""
        locked = self.track is not None and self.track.locked
        return not locked and all(piece.end <= start or end <= piece.start for piece in self.pieces)


def put(
    document: Document,
    edit: Edit,
    records: Sequence[Record],
    keep: Collection[JsonPath] = (),
    keep_markers: Collection[str] = (),
    recorded: Recorded | None = None,
) -> Document:
    """Puts cues into a timeline, and takes out what earlier runs put there.

    Args:
        document, edit: the timeline.
        records: of clips; those without a sound become markers.
        keep: paths of clips of earlier runs that stay as they are, byte for byte.
        keep_markers: numbers of proposals of earlier runs that stay.
        recorded: as for `reading.landed`.

    Raises:
        TimelineError: what a clip of an earlier run says of itself is damaged.
    """
    patch = Patch(document, edit)
    lanes = _lanes(document, edit, patch, frozenset(keep), recorded)
    clips = [_Clip(record, record.sound) for record in records if record.sound is not None]
    for layer in Layer:
        own = [lane for lane in lanes if lane.layer is layer]
        _spread(own, layer, [clip for clip in clips if clip.record.cue.layer is layer], edit)
        lanes += [lane for lane in own if lane.track is None]
    new = _write_lanes(patch, edit, lanes)
    markers = [record for record in records if record.sound is None]
    _write_markers(patch, document, edit, markers, frozenset(keep_markers))
    done = _without_empty(patch.apply(), lanes, new)
    return _with_list(done, document, edit, recorded)


def _lanes(
    document: Document,
    edit: Edit,
    patch: Patch,
    keep: frozenset[JsonPath],
    recorded: Recorded | None,
) -> list[_Lane]:
    lanes = []
    for track in edit.audio_tracks:
        layer = layer_of(document, edit, track, recorded)
        if layer is None:
            continue
        lane = _Lane(layer, track, list(_kept(document, edit, patch, track, keep, recorded)))
        clips = [item for item in track.items if item.kind is not ItemKind.GAP]
        lane.changed = sum(len(piece.children) for piece in lane.pieces) != len(clips) + len(
            track.transitions
        )
        lanes.append(lane)
    return lanes


def _kept(
    document: Document,
    edit: Edit,
    patch: Patch,
    track: Track,
    keep: frozenset[JsonPath],
    recorded: Recorded | None,
) -> Iterator[_Piece]:
    """What stays of a track: clips that are kept, and whatever is not ours."""
    for run in _runs(track):
        items = track.items[run.start : run.stop]
        stays = track.locked or any(
            item.path in keep or landed_item(document, edit, track, item, recorded) is None
            for item in items
        )
        if stays:
            # Fades from and to silence are transitions at the ends.
            first = int(items[0].path[-1]) - (run.start in track.transitions)
            last = int(items[-1].path[-1]) + (run.stop in track.transitions)
            paths = [(*track.path, "children", number) for number in range(first, last + 1)]
            children = tuple(patch.text_at(path) for path in paths)
            yield _Piece(items[0].start, items[-1].end, children)


def _runs(track: Track) -> list[range]:
    """Items of a track that transitions join, by their indices; gaps left out."""
    runs: list[range] = []
    for index, item in enumerate(track.items):
        if item.kind is ItemKind.GAP:
            continue
        if index in track.transitions and runs and runs[-1].stop == index:
            runs[-1] = range(runs[-1].start, index + 1)
        else:
            runs.append(range(index, index + 1))
    return runs


def _spread(lanes: list[_Lane], layer: Layer, clips: Sequence[_Clip], edit: Edit) -> None:
    """Puts clips on the first track that has room, on new ones where none has."""
    for clip in sorted(clips, key=lambda clip: (clip.sound.place.start, clip.record.cue.number)):
        place = clip.sound.place
        start, end = _frame(place.start, edit.rate), _frame(place.end, edit.rate)
        lane = next((lane for lane in lanes if lane.has_room(start, end)), None)
        if lane is None:
            lane = _Lane(layer, None)
            lanes.append(lane)
        lane.pieces.append(_Piece(start, end, (_clip(clip, edit),)))
        lane.changed = True


def _names(lanes: Sequence[_Lane], taken: set[str]) -> dict[int, str]:
    """Names of new tracks of a layer, "FOLEY", "FOLEY 2", that no other track has."""
    called: dict[int, str] = {}
    for lane in lanes:
        if lane.track is not None:
            continue
        number = 1
        while (name := f"{lane.layer.value} {number}".removesuffix(" 1")) in taken:
            number += 1
        taken = {*taken, name}
        called[id(lane)] = name
    return called


def _write_lanes(patch: Patch, edit: Edit, lanes: Sequence[_Lane]) -> dict[int, list[object]]:
    """Writes changed tracks; returns the new ones, by the index of the track above them."""
    before: dict[int, list[object]] = {}
    top = max((int(track.path[-1]) for track in edit.tracks), default=-1)
    for layer in Layer:
        own = [lane for lane in lanes if lane.layer is layer]
        called = _names(own, {track.name for track in edit.tracks})
        last = max((int(lane.track.path[-1]) for lane in own if lane.track), default=top)
        for lane in own:
            children = _children(lane.pieces, edit)
            if lane.track is None:
                before.setdefault(last + 1, []).append(_track(called[id(lane)], children))
            elif lane.changed:
                patch.set_children(lane.track.path, children)
    if before:
        patch.insert_tracks(before)
    return before


def _write_markers(
    patch: Patch, document: Document, edit: Edit, records: Sequence[Record], keep: frozenset[str]
) -> None:
    ours = {index: one.cue.number for index, one in landed_markers(document, edit)}
    kept = [index not in ours or ours[index] in keep for index in range(len(edit.markers))]
    added = [proposal(record, patch, edit) for record in records]
    if added or not all(kept):
        patch.change_markers(kept, added)


def _without_empty(
    document: Document, lanes: Sequence[_Lane], new: Mapping[int, Sequence[object]]
) -> Document:
    """Takes out tracks of ours on which nothing is left.

    Args:
        document: the timeline with what is new.
        lanes: tracks of ours.
        new: tracks that were put in, by the index that the track above them had.
    """
    before = [
        int(lane.track.path[-1]) for lane in lanes if lane.track is not None and not lane.pieces
    ]
    if not before:
        return document
    patch = Patch(document, read_edit(document))
    patch.remove_tracks(
        [index + sum(len(new[at]) for at in new if at <= index) for index in before]
    )
    return patch.apply()


def _with_list(
    document: Document, before: Document, edit: Edit, recorded: Recorded | None
) -> Document:
    """Lists the cues, those that somebody deleted too, so that they are not proposed again."""
    new = read_edit(document)
    there = landed(document, new, recorded)
    cues = {one.cue.number: [str(one.time), one.cue.kind.value] for one in there}
    # What this run takes out, nobody deleted.
    for one in withdrawn(before, edit, landed(before, edit, recorded)):
        cues.setdefault(one.number, [str(one.time), one.kind.value])
    if not cues:
        return document
    patch = Patch(document, new)
    patch.annotate((*new.path, "tracks"), {"job": JOB, LISTED: cues})
    return patch.apply()


def _children(pieces: Sequence[_Piece], edit: Edit) -> list[object]:
    children: list[object] = []
    at: Frames = 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        if piece.start > at:
            children.append(gap(piece.start - at, edit.rate))
        children += piece.children
        at = piece.end
    return children


def _track(name: str, children: list[object]) -> Json:
    return otio_json.sound_track(name, CHANNELS, children)


def _clip(clip: _Clip, edit: Edit) -> Json:
    record, sound, place, rate = clip.record, clip.sound, clip.sound.place, edit.rate
    path = Path(sound.rendered)
    # Editors count a broadcast WAV from its time reference.
    clock = sound.clock * rate
    return otio_json.clip(
        clip_name(record),
        otio_json.media(
            path.name, str(path), time_range(_whole(clock), _whole(sound.length * rate), rate)
        ),
        time_range(
            _frame(sound.clock + place.media_start, rate),
            _frame(place.end - place.start, rate),
            rate,
        ),
        {
            "Resolve_OTIO": {"Channels": otio_json.channel_map(CHANNELS)},
            NAMESPACE: written(record),
        },
    )


def clip_name(record: Record) -> str:
    """Name of a cue's clip: its number, and what it is."""
    what = record.cue.words or (record.sound.found.name if record.sound is not None else "")
    return f"{record.cue.number} {what}".strip()


def _frame(seconds: Fraction, rate: Fraction) -> int:
    return int(nearest_frame(seconds, rate)[0])


def _whole(frames: Fraction) -> Frames:
    return int(frames) if frames.denominator == 1 else frames
