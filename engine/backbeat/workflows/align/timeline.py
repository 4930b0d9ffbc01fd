"""All recordings as a timeline: a track for each device, on the clock of the reference."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.errors import RequestError
from backbeat.files.transaction import Transaction
from backbeat.sync.align import Piece
from backbeat.timeline import document as documents
from backbeat.timeline import otio_json
from backbeat.timeline.document import Container, Document
from backbeat.timeline.exchange.objects import Json, gap, time, time_range
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.provenance import marked
from backbeat.timeline.time import from_timecode
from backbeat.version import __version__
from backbeat.workflows.align.recordings import Recording
from backbeat.workflows.cut.clips import natural

ENDINGS = (".otio", ".fcpxml", ".xml")
_USUAL_RATE = Fraction(25)
_START_TIMECODE = "01:00:00:00"
_NOTICED = Fraction(1, 2)
"""Of a frame: what a clock may run off by within a clip before it is said."""


@dataclass(frozen=True)
class _Item:
    """A clip on a track, in whole frames from the timeline's start."""

    recording: Recording
    piece: Piece
    start: int
    end: int
    source_s: Fraction
    """Where its media is at `start`, in seconds from the media's first sample or picture."""


def rate_of(recordings: Iterable[Recording]) -> Fraction:
    """The rate of the first video among the recordings, else 25."""
    for recording in recordings:
        if recording.info is not None and recording.info.video is not None:
            rate = recording.info.video.rate
            if rate:
                return rate
    return _USUAL_RATE


def write_timeline(
    reference: Recording,
    others: Sequence[Recording],
    rate: Fraction,
    target: Path,
    written: Transaction,
) -> list[str]:
    """Writes the timeline of the reference and of what was placed in it.

    Clips start and end on whole frames; their media is moved by the rest, so that sound lies as it
    was heard, to the sample. Where a clock drifts, the middle of its clip does.

    Returns:
        What the timeline does not show, one sentence each.

    Raises:
        RequestError, TimelineError, OutputError: it cannot be written.
    """
    devices = _devices(reference, others, rate)
    first = min(item.start for items in devices.values() for item in items)
    text = _text(reference, devices, first, rate)
    document = Document(target.with_suffix(".otio"), Container.OTIO, text, edited=True)
    notes = documents.losses(document, target)
    documents.save(marked(document), written.at(target))
    return [*_drifting(devices, rate), *notes]


def _devices(
    reference: Recording, others: Sequence[Recording], rate: Fraction
) -> dict[str, list[_Item]]:
    """The clips of each track, in order; those that overlap are on a further track of a device."""
    whole = Piece(0.0, reference.duration_s, 0.0, 0.0, 1.0)
    tracks: dict[str, list[_Item]] = {}
    items = [
        _item(other, piece, rate)
        for other in others
        if other.alignment is not None
        for piece in other.alignment.pieces
    ]
    for item in sorted(items, key=lambda item: (item.start, str(item.recording.path))):
        if item.end <= item.start:
            continue
        name, number = item.recording.device, 1
        while name in tracks and tracks[name][-1].end > item.start:
            number += 1
            name = f"{item.recording.device} {number}"
        tracks.setdefault(name, []).append(item)
    first = {f"{reference.path.stem} (reference)": [_item(reference, whole, rate)]}
    return first | {name: tracks[name] for name in sorted(tracks, key=natural)}


def _item(recording: Recording, piece: Piece, rate: Fraction) -> _Item:
    start = math.ceil(Fraction(piece.in_reference(piece.start_s)) * rate - Fraction(1, 10**6))
    end = math.floor(Fraction(piece.in_reference(piece.end_s)) * rate + Fraction(1, 10**6))
    middle = Fraction(start + end, 2) / rate
    there = Fraction(piece.in_recording(float(middle)))
    source = there - (middle - start / rate)
    own = recording.info.audio.rate if recording.info and recording.info.audio else 48000
    source = Fraction(max(round(source * own), 0), own)
    return _Item(recording, piece, start, end, source)


def _text(
    reference: Recording, devices: dict[str, list[_Item]], first: int, rate: Fraction
) -> bytes:
    pictures, sounds = [], []
    group = 0
    for name, items in devices.items():
        groups = range(group + 1, group + 1 + len(items))
        group += len(items)
        if any(item.recording.has_picture for item in items):
            children = _children(items, groups, first, rate, is_picture=True)
            pictures.append(otio_json.track(name, "Video", {"Locked": False}, children))
        children = _children(items, groups, first, rate, is_picture=False)
        sounds.append(otio_json.sound_track(name, _channels(items[0].recording), children))
    made = otio_json.timeline(
        f"{reference.path.stem} synced",
        time(_label(reference, rate) + first, rate),
        {
            "Resolve_OTIO": {"Resolve OTIO Meta Version": "1.0"},
            NAMESPACE: {
                "job": "align",
                "version": __version__,
                "reference": str(reference.path),
                "reference_sha256": reference.sha256,
            },
        },
        [*pictures, *sounds],
        [],
    )
    return (json.dumps(made, indent=4, ensure_ascii=False) + "\n").encode()


def _label(reference: Recording, rate: Fraction) -> int:
    """What the timeline calls the frame at which the reference starts."""
    stated = reference.info.start_timecode if reference.info is not None else None
    try:
        return from_timecode(stated or _START_TIMECODE, rate)
    except RequestError:
        return from_timecode(_START_TIMECODE, rate)


def _children(
    items: Sequence[_Item], groups: Iterable[int], first: int, rate: Fraction, *, is_picture: bool
) -> list[Json]:
    children: list[Json] = []
    at = first
    for item, group in zip(items, groups, strict=True):
        if is_picture and not item.recording.has_picture:
            continue
        if item.start > at:
            children.append(gap(item.start - at, rate))
        children.append(_clip(item, group, rate, is_picture=is_picture))
        at = item.end
    return children


def _clip(item: _Item, group: int, rate: Fraction, *, is_picture: bool) -> Json:
    recording, piece = item.recording, item.piece
    resolve: Json = {}
    if not is_picture:
        resolve["Channels"] = otio_json.channel_map(_channels(recording))
    if recording.has_picture:
        resolve["Link Group ID"] = group
    provenance: Json = {
        "job": "align",
        "version": __version__,
        "media_sha256": recording.sha256,
        "offset_s": round(piece.offset_s, 6),
        "drift_ppm": round(piece.drift * 1e6, 3),
        "confidence": round(piece.confidence, 3),
    }
    if recording.picture_delay_s is not None:
        provenance["picture_delay_ms"] = round(recording.picture_delay_s * 1000, 1)
    name = recording.path.name
    source = (recording.start + item.source_s) * rate
    return otio_json.clip(
        name,
        otio_json.media(name, str(recording.path), _available(recording, rate)),
        time_range(_whole(source), item.end - item.start, rate),
        {"Resolve_OTIO": resolve, NAMESPACE: provenance},
    )


def _available(recording: Recording, rate: Fraction) -> Json:
    """All of the media: in its own pictures, or in frames of the timeline where it has none."""
    info = recording.info
    start = recording.start
    if info is not None and info.video is not None and info.video.rate:
        own = info.video.rate
        length = info.video.duration or info.duration or Fraction(recording.duration_s)
        return time_range(round(start * own), max(1, round(length * own)), own)
    return time_range(
        _whole(start * rate), max(1, math.floor(Fraction(recording.duration_s) * rate)), rate
    )


def _channels(recording: Recording) -> int:
    return recording.info.audio.channels if recording.info and recording.info.audio else 2


def _whole(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def _drifting(devices: dict[str, list[_Item]], rate: Fraction) -> list[str]:
    notes = []
    for items in devices.values():
        for item in items:
            off = abs(item.piece.drift) * float(item.end - item.start) / 2
            if off > _NOTICED:
                notes.append(
                    f"{item.recording.path.name} drifts by {item.piece.drift * 1e6:+.0f} ppm, so "
                    f"the ends of its clip are {off / float(rate) * 1000:.0f} ms off; "
                    "--fix-to writes a copy that is not."
                )
    return notes
