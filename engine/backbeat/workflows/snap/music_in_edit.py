"""Which music an edit is cut to, and where it sounds in the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backbeat.errors import RequestError, TimelineError
from backbeat.timeline.document import Document, media_path
from backbeat.timeline.model import Edit, Retime, Track
from backbeat.timeline.reading import MediaLookup
from backbeat.timeline.sound_clips import SoundClip, sound_clips
from backbeat.timeline.time import Clock
from backbeat.v1.cutting_pb2 import SnapRequest
from backbeat.workflows.media_ranges import range_of
from backbeat.workflows.snap.song_match import SongFile
from backbeat.workflows.snap.song_place import place_in_edit, place_requested, source_start
from backbeat.workflows.snap.stretches import Stretch, without_overlaps


@dataclass(frozen=True)
class Music:
    """The music of an edit."""

    stretches: tuple[Stretch, ...]
    """In time order, without overlaps; none where cuts go to markers."""
    warnings: tuple[str, ...]
    """What was guessed or may differ from what the request expects, one sentence each."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The recordings to analyse."""
        return tuple(dict.fromkeys(stretch.path for stretch in self.stretches))


NO_MUSIC = Music((), ())
"""Where cuts go to markers alone."""


def find_music(
    request: SnapRequest,
    document: Document,
    edit: Edit,
    media: MediaLookup,
    clock: Clock,
    folder: Path,
) -> Music:
    """Finds the music that a request names, and where the timeline plays it.

    Args:
        request: names the song, or the tracks that carry it.
        document, edit: the timeline.
        media: looks up the range of media.
        clock: labels the timeline's frames in warnings.
        folder: where music packed inside an .otioz may be unpacked to.

    Raises:
        RequestError: neither song nor track is named, or a track is not there.
        TimelineError: a track's music is missing, or does not run at a constant speed.
    """
    choice = request.WhichOneof("music")
    options = request.options
    if choice == "music_path" and request.music_path:
        if request.more_music_tracks:
            raise RequestError(
                "more_music_tracks goes with a music track, not with a song.", "Leave it out."
            )
        song = SongFile(Path(request.music_path), range_of(Path(request.music_path)))
        clips = list(sound_clips(document, edit, media))
        start = Fraction(options.music_start_s) if options.HasField("music_start_s") else None
        if start is not None:
            return Music(*place_requested(song, clips, start, document, clock))
        return Music(*place_in_edit(song, clips, document, clock))
    if choice == "music_track" and request.music_track:
        if options.HasField("music_start_s"):
            raise RequestError(
                "music_start_s goes with a song, not with a music track.", "Leave it out."
            )
        tracks = [_track(edit, name) for name in (request.music_track, *request.more_music_tracks)]
        clips = list(sound_clips(document, edit, media))
        return _music_of(tracks, clips, document, clock, folder)
    raise RequestError("A snap needs its music.", "Name the song, or the track that carries it.")


def _track(edit: Edit, name: str) -> Track:
    found = [track for track in edit.audio_tracks if track.is_called(name)]
    if len(found) == 1:
        return found[0]
    present = ", ".join(track.called for track in edit.audio_tracks)
    what = f"{len(found)} sound tracks called {name!r}" if found else f"no sound track {name!r}"
    raise RequestError(f"The edit has {what}.", f"It has {present or 'no sound tracks'}.")


def _music_of(
    tracks: Sequence[Track],
    clips: Sequence[SoundClip],
    document: Document,
    clock: Clock,
    folder: Path,
) -> Music:
    stretches: list[Stretch] = []
    for label in dict.fromkeys(track.label for track in tracks):
        own = [clip for clip in clips if clip.track == label]
        if not own:
            raise TimelineError(
                f"Track {label} of {document.path} has no clip.", "Name the track of the music."
            )
        enabled = [clip for clip in own if clip.enabled] or own
        stretches += [_stretch(clip, document, folder) for clip in enabled]
    chosen, displaced = without_overlaps(stretches)
    warnings = [
        f"“{stretch.clip.name}” on {stretch.clip.track} at {clock.label_at(stretch.start)} sounds "
        "together with other music; where it does, the track named first was cut to."
        for stretch in displaced
        if stretch.clip is not None
    ]
    return Music(tuple(chosen), tuple(warnings))


def _stretch(clip: SoundClip, document: Document, folder: Path) -> Stretch:
    if clip.retime not in (Retime.NONE, Retime.LINEAR):
        raise TimelineError(
            f"The music “{clip.name}” of {document.path} is no plain sound: {clip.retime.value}.",
            "Render it at its speed first, or name the song itself with --music and --music-start.",
        )
    path, name = _media_of(clip, document, folder)
    return Stretch(
        path,
        name,
        clip.start,
        clip.duration,
        source_start(clip, range_of(path)),
        clip.speed,
        clip=clip,
    )


def _media_of(clip: SoundClip, document: Document, folder: Path) -> tuple[Path, str]:
    """The path where a clip's media can be read now, and its name for the results."""
    url = clip.media_url or ""
    path = media_path(document, url, folder) if url else None
    if path is None or not path.is_file():
        raise TimelineError(
            f"The music “{clip.name}” of {document.path} is missing: {url or 'no media'}.",
            "Bring it online, or name the song itself with --music.",
        )
    return path, f"{document.path}/{url}" if path.is_relative_to(folder) else str(path)
