"""Reads the foley of a timeline back: its cues, their sounds, and what somebody changed since."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind, Layer
from backbeat.foley.landing.record import JOB, LandedSound, Place, Record, read
from backbeat.timeline.clip_sound import sound_of
from backbeat.timeline.document import Document
from backbeat.timeline.markers import NAMESPACE, NOTE_PREFIX
from backbeat.timeline.model import Edit, Item, ItemKind, JsonPath, Retime, Track
from backbeat.timeline.reading import exact_seconds, object_at
from backbeat.timeline.time import seconds_of

Recorded = Callable[[str], Mapping[str, Any] | None]
"""What a prepared file says of itself, by the URL of a clip's media; None: it says nothing."""

LISTED = "cues"
"""Member of the metadata of a timeline's stack of tracks: time and kind of each cue, by number."""
NOTE = f"{NOTE_PREFIX}{JOB}="
_LAYER_NAME = re.compile(rf"({'|'.join(layer.value for layer in Layer)})(?: \d+)?")
_TOLERANCE = Fraction(1, 4)
"""Frames that a clip may lie from where it was put: editors round."""
_FIRST_LEVEL = ((0.0, 0.0),)


@dataclass(frozen=True)
class Landed:
    """A cue of a timeline, as it is there now."""

    record: Record
    """As it was written."""
    path: JsonPath
    """Of its clip; of a marker, of the timeline."""
    track: str
    """Label of its track: "A3". Empty: it is a marker."""
    place: Place | None
    """Where its clip lies now; None: it is a marker."""
    changes: tuple[str, ...] = ()
    """What somebody did to it in an editor: "moved", "trimmed", "levelled", "switched off",
    "retimed", "crossfaded", "copied"."""

    @property
    def cue(self) -> Cue:
        """The cue, at the time it was written for."""
        return self.record.cue

    @property
    def sound(self) -> LandedSound | None:
        """Its sound; None: it is a marker."""
        return self.record.sound

    @property
    def time(self) -> Fraction:
        """When its hit is heard now, in seconds from the timeline's first frame."""
        if self.place is None or self.record.sound is None:
            return self.cue.time
        return self.place.start + self.record.sound.hit - self.place.media_start


def landed(document: Document, edit: Edit, recorded: Recorded | None = None) -> list[Landed]:
    """The cues that earlier runs put into a timeline, clips and markers, in order of time.

    Two cues have the same number where somebody copied or divided a clip: the later ones are said
    to be "copied".

    Args:
        document, edit: the timeline.
        recorded: looks up what a prepared file says, where the editor dropped the clip's metadata.

    Raises:
        TimelineError: what a clip says of itself is damaged.
    """
    found = [
        one
        for track in edit.audio_tracks
        for item in track.items
        if (one := landed_item(document, edit, track, item, recorded)) is not None
    ]
    found += [marked for _, marked in landed_markers(document, edit)]
    found.sort(key=lambda one: (one.time, one.track))
    seen: set[str] = set()
    for index, one in enumerate(found):
        if one.cue.number in seen:
            found[index] = replace(one, changes=(*one.changes, "copied"))
        seen.add(one.cue.number)
    return found


def is_ours(document: Document, edit: Edit, track: Track, recorded: Recorded | None = None) -> bool:
    """Whether a track has a clip of ours."""
    return layer_of(document, edit, track, recorded) is not None


def layer_of(
    document: Document, edit: Edit, track: Track, recorded: Recorded | None = None
) -> Layer | None:
    """The layer of a track: of its name, else of its first clip of ours; None: it has none."""
    if track.is_video:
        return None
    found = (landed_item(document, edit, track, item, recorded) for item in track.items)
    first = next((one for one in found if one is not None), None)
    return None if first is None else layer_named(track.name) or first.cue.layer


def layer_named(name: str) -> Layer | None:
    """The layer that a track's name says: "FOLEY", "HARD FX 2"."""
    match = _LAYER_NAME.fullmatch(name.strip())
    return None if match is None else Layer(match[1])


def landed_item(
    document: Document, edit: Edit, track: Track, item: Item, recorded: Recorded | None
) -> Landed | None:
    """What an item of a track is, where it is a clip of ours; None: it is somebody else's."""
    if item.kind is not ItemKind.CLIP:
        return None
    own = object_at(document.root, item.path)
    where = f"The clip {item.name} on {track.label}"
    record = read(own.metadata.get(NAMESPACE), where)
    if record is None and recorded is not None and item.media_url:
        record = read(recorded(item.media_url), where)
    if record is None or record.sound is None:
        return None
    # Prepared files carry the timeline's clock, and places count from their first sample.
    media_start = item.media_start - (item.available_start or 0)
    start = seconds_of(item.start, edit.rate)
    place = Place(start, start + seconds_of(item.duration, edit.rate), media_start)
    changes = (*_changes(record, place, item, own, edit.rate), *_crossfaded(track, item))
    return Landed(record, item.path, track.label, place, changes)


def _changes(record: Record, place: Place, item: Item, own: Any, rate: Fraction) -> Iterator[str]:
    put = None if record.sound is None else record.sound.place
    near = _TOLERANCE / rate
    if put is not None:
        shift = (place.start - place.media_start) - (put.start - put.media_start)
        if abs(shift) > near:
            yield "moved"
        if (
            abs(place.media_start - put.media_start) > near
            or abs((place.end - place.start) - (put.end - put.start)) > near
        ):
            yield "trimmed"
    if item.retime is not Retime.NONE:
        yield "retimed"
    heard = sound_of(own)
    if not heard.enabled:
        yield "switched off"
    if heard.levels != _FIRST_LEVEL or heard.fade_in or heard.fade_out or heard.unapplied_effects:
        yield "levelled"


def _crossfaded(track: Track, item: Item) -> Iterator[str]:
    index = next(index for index, one in enumerate(track.items) if one is item)
    if index in track.transitions or index + 1 in track.transitions:
        yield "crossfaded"


def landed_markers(document: Document, edit: Edit) -> list[tuple[int, Landed]]:
    """The proposals of earlier runs, each with its index among the timeline's own markers."""
    timeline = object_at(document.root, edit.path)
    start = Fraction(edit.start) / edit.rate
    end = Fraction(edit.duration) / edit.rate
    found = []
    for index, marker in enumerate(timeline.tracks.markers):
        time = exact_seconds(marker.marked_range.start_time)
        # Some editors count from the timecode's zero.
        time = time - start if time > end and start else time
        record = _marked(marker)
        if record is None:
            continue
        moved = abs(time - record.cue.time) > (1 + _TOLERANCE) / edit.rate
        cue = replace(record.cue, time=time) if moved else record.cue
        changes = ("moved",) if moved else ()
        one = Landed(replace(record, cue=cue), edit.path, "", None, changes)
        found.append((index, one))
    return found


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A cue that an earlier run put into a timeline, and somebody deleted."""

    number: str
    time: Fraction
    kind: Kind


def listed(document: Document, edit: Edit) -> list[Withdrawn]:
    """The cues that earlier runs say they put into a timeline, whether they are there or not.

    Editors that drop metadata drop this too; then there are none.
    """
    said = object_at(document.root, edit.path).tracks.metadata.get(NAMESPACE)
    cues: Any = said.get(LISTED) if hasattr(said, "get") and said.get("job") == JOB else None
    found: list[Withdrawn] = []
    if not hasattr(cues, "get"):
        return found
    for number in cues:
        try:
            time, kind = cues[number]
            found.append(Withdrawn(str(number), Fraction(time), Kind(kind)))
        except (TypeError, ValueError, ZeroDivisionError):
            continue
    return found


def withdrawn(document: Document, edit: Edit, there: Sequence[Landed]) -> list[Withdrawn]:
    """The cues that somebody deleted since an earlier run, clip or marker.

    Args:
        document, edit: the timeline.
        there: its cues, from `landed`.
    """
    numbers = {one.cue.number for one in there}
    return [one for one in listed(document, edit) if one.number not in numbers]


def note_of(cue: Cue) -> str:
    """What the note of a proposal's marker says, from which the cue is read back."""
    kinds = "+".join(dict.fromkeys(one.kind.value for one in cue.evidence))
    said = {
        JOB: cue.number,
        "t": str(cue.time),
        "kind": cue.kind.value,
        "layer": cue.layer.value,
        "ucs": cue.ucs,
        "conf": f"{cue.confidence:.3f}",
        "by": kinds,
    }
    if cue.end is not None:
        said["end"] = str(cue.end)
    return NOTE_PREFIX + ";".join(f"{key}={value}" for key, value in said.items() if value)


def _marked(marker: Any) -> Record | None:
    record = read(marker.metadata.get(NAMESPACE), f"The marker {marker.name}")
    if record is not None:
        return record
    resolve = marker.metadata.get("Resolve_OTIO", {})
    note = resolve.get("Note", "") if hasattr(resolve, "get") else ""
    if not isinstance(note, str) or not note.startswith(NOTE):
        return None
    return _noted(note.splitlines()[0], marker.name)


def _noted(note: str, name: str) -> Record | None:
    """The cue of a marker whose metadata an editor dropped."""
    pairs = (part.partition("=") for part in note.removeprefix(NOTE_PREFIX).split(";"))
    said = {key: value for key, sign, value in pairs if sign}
    try:
        time, confidence = Fraction(said["t"]), float(said.get("conf", 0))
        evidence = tuple(
            Evidence(EvidenceKind(kind), time, confidence)
            for kind in said.get("by", "").split("+")
            if kind
        )
        return Record(
            Cue(
                number=said[JOB],
                time=time,
                kind=Kind(said["kind"]),
                layer=Layer(said["layer"]),
                end=Fraction(said["end"]) if "end" in said else None,
                words=words_of(name),
                ucs=said.get("ucs", ""),
                evidence=evidence,
                confidence=confidence,
                placed=False,
            )
        )
    except (KeyError, ValueError, ZeroDivisionError):
        return None


_TAGS = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\$\w+=\S+")


def words_of(name: str) -> str:
    """A marker's name without the tags of spotting syntax."""
    return " ".join(_TAGS.sub(" ", name).split())
