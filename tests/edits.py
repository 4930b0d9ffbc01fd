"""Small edits for tests, written with OpenTimelineIO as an editor would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.timeline import Document, load
from backbeat.v1.music_pb2 import ORIGIN_DETECTED, Beat, MusicAnalysis

RATE = 25.0


@dataclass(frozen=True)
class Piece:
    """One item of a track: a clip with handles, a gap, or a transition."""

    length: int = 50
    head: int | None = 20
    """Frames of media before it; None leaves the available range out."""
    tail: int | None = 20
    name: str = ""
    speed: float | None = None
    kind: str = "clip"
    link: int | None = None
    offsets: tuple[int, int] = (0, 0)
    """Of a transition: frames before and after the cut."""
    url: str | None = "/media/{name}.mov"
    media_start: float = 86400.0
    markers: Sequence[int] = field(default=())


def time(value: float, rate: float = RATE) -> Any:
    return otio.opentime.RationalTime(value, rate)


def span(start: float, length: float, rate: float = RATE) -> Any:
    return otio.opentime.TimeRange(time(start, rate), time(length, rate))


def item(piece: Piece, name: str, rate: float = RATE) -> Any:
    if piece.kind == "gap":
        return otio.schema.Gap(source_range=span(0, piece.length, rate))
    if piece.kind == "transition":
        before, after = piece.offsets
        return otio.schema.Transition(
            "Dissolve", "SMPTE_Dissolve", time(before, rate), time(after, rate)
        )
    name = piece.name or name
    speed = abs(piece.speed) if piece.speed else 1.0
    head, tail = piece.head or 0, piece.tail or 0
    available = None
    if piece.head is not None and piece.tail is not None:
        length = (head + piece.length + tail) * speed
        available = span(piece.media_start, length, rate)
    reference = (
        otio.schema.ExternalReference(piece.url.format(name=name), available)
        if piece.url
        else otio.schema.MissingReference(available_range=available)
    )
    clip = otio.schema.Clip(
        name, reference, span(piece.media_start + head * speed, piece.length, rate)
    )
    if piece.speed is not None:
        clip.effects.append(otio.schema.LinearTimeWarp(time_scalar=piece.speed))
    if piece.link is not None:
        clip.metadata["Resolve_OTIO"] = {"Link Group ID": piece.link}
    for frame in piece.markers:
        clip.markers.append(otio.schema.Marker("note", span(frame, 1, rate)))
    return clip


def timeline(
    video: Sequence[Sequence[Piece]],
    audio: Sequence[Sequence[Piece]] = (),
    rate: float = RATE,
    start: float | None = 90000,
) -> Any:
    made = otio.schema.Timeline("edit")
    if start is not None:
        made.global_start_time = time(start, rate)
    for kind, tracks in (("Video", video), ("Audio", audio)):
        for number, pieces in enumerate(tracks, 1):
            track = otio.schema.Track(f"{kind} {number}", kind=kind)
            for index, piece in enumerate(pieces):
                track.append(item(piece, f"{kind[0]}{number}-{index}", rate))
            made.tracks.append(track)
    return made


def written(made: Any, folder: Path, name: str = "edit.otio") -> Path:
    path = folder / name
    otio.adapters.write_to_file(made, str(path))
    return path


def document(made: Any, folder: Path) -> Document:
    return load(written(made, folder))


def tree(document: Document) -> Any:
    return json.loads(document.data.decode("utf-8-sig"))


def analysis(
    bpm: float = 120, duration_s: float = 60, first_s: float = 0.0, metre: int = 4
) -> MusicAnalysis:
    step = 60 / bpm
    count = int((duration_s - first_s) / step)
    beats = [
        Beat(
            time_s=first_s + number * step,
            bar=number // metre + 1,
            beat=number % metre + 1,
            confidence=0.9,
            origin=ORIGIN_DETECTED,
        )
        for number in range(count)
    ]
    return MusicAnalysis(
        duration_s=duration_s, tempo_bpm=bpm, beats_per_bar=metre, beats=beats, tracker="exact"
    )


def write_sound_edit(path: Path, song: Path, frames: int = 75) -> Path:
    """An edit of one sound track, "Music", that plays the first frames of a song at 25 a second."""
    length = otio.opentime.RationalTime(frames, 25)
    span = otio.opentime.TimeRange(otio.opentime.RationalTime(0, 25), length)
    edit = otio.schema.Timeline("sound")
    track = otio.schema.Track("Music", kind="Audio")
    edit.tracks.append(track)
    track.append(otio.schema.Clip(song.stem, otio.schema.ExternalReference(str(song)), span))
    otio.adapters.write_to_file(edit, str(path))
    return path
