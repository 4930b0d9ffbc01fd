"""The demo's edit: an OpenTimelineIO file as DaVinci Resolve writes it, its cuts off the beat.

Every cut is a few frames away from the beat it was meant for, never nearer to another one. One cut
is right already, one lies under a dissolve, one clip runs at half speed, and one cut cannot be
helped, because the media of the clip before it ends too soon.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.files import write_text
from backbeat.files.seal import MARK
from backbeat.timeline.markers import NAMESPACE
from backbeat.timeline.provenance import KEY
from backbeat.timeline.time import from_timecode
from backbeat.workflows.demo.clips import Clip
from backbeat.workflows.demo.song import Song

FILE_NAME = "demo.otio"
START_TIMECODE = "01:00:00:00"
MAX_OFF = 5
"""Frames that the farthest cut is away from its beat; half a beat is 6.36 frames at 25 a second."""
_HEAD = 12
"""Frames of media before a clip's first, where there is room."""
_DISSOLVE = 6
"""Frames a dissolve reaches to each side of its cut."""
_SPARE = 1
"""Frames of media left after the clip that ends too soon."""

_PICTURE_CUTS = (
    (8, 4), (16, -3), (20, 5), (24, -5), (28, 3), (32, -4), (34, 2), (36, -5), (38, 4), (40, -2),
    (44, 5), (48, -4), (50, 3), (52, 0), (56, -5), (60, 4), (64, -3),
)  # fmt: skip
"""Of the first track: number of the beat, from 0, and frames away from it."""
_OVERLAYS = (((18, 3), (22, -4)), ((57, -2), (62, 5)))
"""Of the second track: where each clip starts and ends, likewise."""
_DISSOLVED_BEAT = 28
_SLOWED_FROM_BEAT = 44
_HALTED_BEAT = 56
_SHOTS = (1, 4, 2, 5, 3, 6, 1, 3, 5, 2, 4, 6, 2, 1, 5, 3, 6, 4)
"""Which clip each shot of the first track comes from."""
_OVERLAY_SHOTS = (6, 2)


@dataclass(frozen=True)
class TrueCut:
    """A cut of the demo, and the beat it was meant for."""

    track: str
    """ "V1" or "V2"."""
    frame: int
    """Where it is, in frames from the timeline's first."""
    beat: int
    """Index into the song's beats."""
    off: int
    """Frames from the frame nearest to its beat; positive: it is late."""
    can_move: bool
    """False for the one cut whose media does not reach its beat."""


@dataclass(frozen=True)
class _Shot:
    """A stretch of the first or second track."""

    clip: Clip | None
    """None: a gap."""
    start: int
    """Record position, in frames."""
    frames: int
    """Record length."""
    speed: Fraction = Fraction(1)
    tail: int | None = None
    """Frames of media to leave after it; None: as many as there are."""


def true_cuts(song: Song, rate: Fraction) -> tuple[TrueCut, ...]:
    """Every cut of the demo's edit, as `make_edit` makes it: the first track's, then the second's.

    A song too short for all of them has those that lie inside it.
    """
    length = _length(song, rate)
    overlaid = [boundary for pair in _OVERLAYS for boundary in pair]
    cuts = [_true_cut("V1", beat, off, song, rate) for beat, off in _within(_PICTURE_CUTS, song)]
    cuts += [_true_cut("V2", beat, off, song, rate) for beat, off in _within(overlaid, song)]
    return tuple(cut for cut in cuts if cut.frame < length)


def make_edit(
    folder: Path,
    song_path: Path,
    song: Song,
    clips: Sequence[Clip],
    rate: Fraction,
    staged: Callable[[Path], Path],
) -> Path:
    """Writes `demo.otio` into `folder`.

    Args:
        folder: where it goes.
        song_path: the song's file.
        song: the song itself, for its beats.
        clips: all six.
        rate: frames a second of timeline and clips.
        staged: where to write a file meanwhile.

    Raises:
        OutputError: the folder cannot be written to.
    """
    timeline = otio.schema.Timeline("Backbeat demo")
    timeline.global_start_time = _time(from_timecode(START_TIMECODE, rate), rate)
    timeline.metadata["Resolve_OTIO"] = {"Resolve OTIO Meta Version": "1.0"}
    timeline.metadata[NAMESPACE] = {KEY: MARK}
    cuts = true_cuts(song, rate)
    length = _length(song, rate)
    for name, shots in (
        ("Video 1", _picture([cut for cut in cuts if cut.track == "V1"], clips, length)),
        ("Video 2", _overlays([cut for cut in cuts if cut.track == "V2"], clips, length)),
    ):
        track = _track(name, otio.schema.TrackKind.Video, {"Locked": False})
        for shot in shots:
            if name == "Video 1" and _is_dissolved(shot.start, cuts):
                track.append(_dissolve(rate))
            track.append(_item(shot, rate))
        timeline.tracks.append(track)
    timeline.tracks.append(_sound(song_path, length, rate))
    path = folder / FILE_NAME
    write_text(staged(path), otio.adapters.write_to_string(timeline, "otio_json", indent=4) + "\n")
    return path


def _length(song: Song, rate: Fraction) -> int:
    return math.floor(Fraction(len(song.samples), song.rate) * rate)


def _within(cuts: Sequence[tuple[int, int]], song: Song) -> list[tuple[int, int]]:
    return [(beat, off) for beat, off in cuts if beat < len(song.beats)]


def _true_cut(track: str, beat: int, off: int, song: Song, rate: Fraction) -> TrueCut:
    nearest = math.floor(Fraction(song.beats[beat]) * rate + Fraction(1, 2))
    return TrueCut(track, nearest + off, beat, off, (track, beat) != ("V1", _HALTED_BEAT))


def _picture(cuts: Sequence[TrueCut], clips: Sequence[Clip], length: int) -> Iterator[_Shot]:
    bounds = [0, *(cut.frame for cut in cuts), length]
    beats = [0, *(cut.beat for cut in cuts), -1]
    for number, shot in enumerate(_SHOTS[: len(bounds) - 1]):
        slow = beats[number] == _SLOWED_FROM_BEAT
        yield _Shot(
            clips[shot - 1],
            bounds[number],
            bounds[number + 1] - bounds[number],
            Fraction(1, 2) if slow else Fraction(1),
            _SPARE if beats[number + 1] == _HALTED_BEAT else None,
        )


def _overlays(cuts: Sequence[TrueCut], clips: Sequence[Clip], length: int) -> Iterator[_Shot]:
    """Clip and gap in turn; a last gap fills up to the end, as Resolve does."""
    bounds = [0, *(cut.frame for cut in cuts), length]
    for number in range(len(bounds) - 1):
        clip = clips[_OVERLAY_SHOTS[number // 2] - 1] if number % 2 else None
        yield _Shot(clip, bounds[number], bounds[number + 1] - bounds[number])


def _is_dissolved(start: int, cuts: Sequence[TrueCut]) -> bool:
    return any((cut.track, cut.beat, cut.frame) == ("V1", _DISSOLVED_BEAT, start) for cut in cuts)


def _item(shot: _Shot, rate: Fraction) -> Any:
    if shot.clip is None:
        return otio.schema.Gap(source_range=_range(0, shot.frames, rate))
    clip = shot.clip
    used = math.ceil(shot.frames * shot.speed)
    spare = clip.frames - used
    head = spare - shot.tail if shot.tail is not None else min(_HEAD, spare // 2)
    # Resolve counts a retimed clip's range in record frames, at the place where its media starts.
    made = otio.schema.Clip(
        clip.name,
        otio.schema.ExternalReference(str(clip.path), _range(clip.start, clip.frames, clip.rate)),
        _range(clip.start + head, shot.frames, rate),
    )
    made.media_reference.name = clip.name
    made.metadata["Resolve_OTIO"] = {}
    if shot.speed != 1:
        made.effects.append(otio.schema.LinearTimeWarp("", float(shot.speed)))
    return made


def _dissolve(rate: Fraction) -> Any:
    return otio.schema.Transition(
        "Cross Dissolve",
        otio.schema.TransitionTypes.SMPTE_Dissolve,
        _time(_DISSOLVE, rate),
        _time(_DISSOLVE, rate),
        {"Resolve_OTIO": {"Transition Type": "Cross Dissolve"}},
    )


def _sound(song_path: Path, length: int, rate: Fraction) -> Any:
    track = _track(
        "Audio 1",
        otio.schema.TrackKind.Audio,
        {"Audio Type": "Stereo", "Locked": False, "SoloOn": False},
    )
    whole = _range(0, length, rate)
    clip = otio.schema.Clip(
        song_path.name, otio.schema.ExternalReference(str(song_path), whole), whole
    )
    clip.media_reference.name = song_path.name
    channels = [{"Source Channel ID": number, "Source Track ID": 0} for number in (0, 1)]
    clip.metadata["Resolve_OTIO"] = {"Channels": channels}
    track.append(clip)
    return track


def _track(name: str, kind: str, metadata: dict[str, Any]) -> Any:
    return otio.schema.Track(name, kind=kind, metadata={"Resolve_OTIO": metadata})


def _time(frames: int, rate: Fraction) -> Any:
    return otio.opentime.RationalTime(frames, float(rate))


def _range(start: int, frames: int, rate: Fraction) -> Any:
    return otio.opentime.TimeRange(_time(start, rate), _time(frames, rate))
