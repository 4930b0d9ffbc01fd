"""Which music an edit is cut to, and where it sounds in the timeline."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from backbeat.errors import RequestError, TimelineError
from backbeat.timeline.document import Document, media_inside
from backbeat.timeline.model import Edit, Item, ItemKind, Track
from backbeat.timeline.time import seconds_of
from backbeat.timeline.urls import local_path
from backbeat.v1.cutting_pb2 import Placement, SnapRequest


def find_music(
    request: SnapRequest, document: Document, edit: Edit, folder: Path
) -> dict[Path, list[Placement]]:
    """The recordings to analyse, each with its stretches in the timeline (none: whole, from 0).

    Args:
        request: names the song, or the track that carries it.
        document, edit: the timeline.
        folder: where music packed inside an .otioz may be unpacked to.

    Raises:
        RequestError: neither song nor track is named, or the track is not there.
        TimelineError: the track's music is missing or retimed.
    """
    choice = request.WhichOneof("music")
    if choice == "music_path" and request.music_path:
        song = Path(request.music_path)
        return {song: _placed_song(song, request, edit)}
    if choice == "music_track" and request.music_track:
        if request.options.HasField("music_start_s"):
            raise RequestError(
                "music_start_s goes with a song, not with a music track.", "Leave it out."
            )
        return _track_music(_track(edit, request.music_track), document, edit, folder)
    raise RequestError("A snap needs its music.", "Name the song, or the track that carries it.")


def _placed_song(song: Path, request: SnapRequest, edit: Edit) -> list[Placement]:
    options = request.options
    if options.HasField("music_start_s"):
        # Longer than any recording: the analysis ends where the song does.
        return [Placement(path=str(song), timeline_start_s=options.music_start_s, duration_s=1e9)]
    carrying = [
        item
        for track in edit.audio_tracks
        for item in track.items
        if item.media_url and _file_name(item.media_url) == song.name.casefold()
    ]
    return _without_repeats(_placement(str(song), item, edit) for item in carrying)


def _without_repeats(placements: Iterable[Placement]) -> list[Placement]:
    """Stereo pairs carry a song on two tracks; it sounds there once."""
    seen = {(p.timeline_start_s, p.source_start_s, p.duration_s): p for p in placements}
    return sorted(seen.values(), key=lambda placement: placement.timeline_start_s)


def _track(edit: Edit, name: str) -> Track:
    found = [track for track in edit.audio_tracks if track.is_called(name)]
    if len(found) == 1:
        return found[0]
    there = ", ".join(
        f"{track.label} ({track.name})" if track.name else track.label
        for track in edit.audio_tracks
    )
    what = f"{len(found)} sound tracks called {name!r}" if found else f"no sound track {name!r}"
    raise RequestError(f"the edit has {what}.", f"It has {there or 'no sound tracks'}.")


def _track_music(
    track: Track, document: Document, edit: Edit, folder: Path
) -> dict[Path, list[Placement]]:
    music: dict[Path, list[Placement]] = {}
    for item in track.items:
        if item.kind is ItemKind.CLIP:
            path, name = _media_of(item, document, folder)
            music.setdefault(path, []).append(_placement(name, item, edit))
    if not music:
        raise TimelineError(
            f"Track {track.label} of {document.path} has no clip.", "Name the track of the music."
        )
    return music


def _media_of(item: Item, document: Document, folder: Path) -> tuple[Path, str]:
    """Where an item's media can be read now, and what to call it for good."""
    url = item.media_url or ""
    inside = media_inside(document, url, folder) if url else None
    if inside is not None:
        return inside, f"{document.path}/{url}"
    path = local_path(url, document.media_folder) if url else None
    if path is None or not path.is_file():
        raise TimelineError(
            f"The music “{item.name}” of {document.path} is missing: {url or 'no media'}.",
            "Bring it online, or name the song itself with --music.",
        )
    return path, str(path)


def _placement(name: str, item: Item, edit: Edit) -> Placement:
    if item.speed != 1:
        raise TimelineError(
            f"The music “{item.name}” is retimed, so its beats are elsewhere in the timeline.",
            "Render it at its speed first.",
        )
    source_start = item.media_start - (item.available_start or 0)
    return Placement(
        path=name,
        timeline_start_s=float(seconds_of(item.start, edit.rate)),
        source_start_s=float(source_start),
        duration_s=float(seconds_of(item.duration, edit.rate)),
    )


def _file_name(url: str) -> str:
    path = local_path(url, Path())
    name = path.name if path is not None else url.replace("\\", "/").rpartition("/")[2]
    return name.casefold()
