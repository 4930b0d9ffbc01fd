"""A timeline of the song with its beats and sections as markers, to start an edit from.

Beats are markers on the timeline, as `backbeat snap` makes them, and say so where a section starts.
Sections are markers on the song's clip, as long as they are: an editor keeps one marker a frame,
and a section starts where a beat is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.cutting.beat_markers import BEAT_COLOR, DOWNBEAT_COLOR
from backbeat.errors import RequestError
from backbeat.files import write_text
from backbeat.files.seal import MARK
from backbeat.media.probe import MediaInfo, probe
from backbeat.music.plot import level_name
from backbeat.progress import Progress
from backbeat.timeline.markers import KEYWORD, NAMESPACE, NOTE_PREFIX
from backbeat.timeline.provenance import KEY
from backbeat.timeline.time import from_timecode, nearest_frame
from backbeat.v1.music_pb2 import Beat, EnergyLevel, Section
from backbeat.version import __version__
from backbeat.workflows.beats.files.analyzed_recording import AnalyzedRecording

_USUAL_RATE = Fraction(25)
_START_TIMECODE = "01:00:00:00"
_TRACK_TYPES = {1: "Mono", 6: "5.1", 8: "7.1"}
"""DaVinci Resolve's, by channels; anything else is given as its first two."""
_SECTION_COLORS = {
    EnergyLevel.ENERGY_LEVEL_LOW: "BLUE",
    EnergyLevel.ENERGY_LEVEL_MEDIUM: "YELLOW",
    EnergyLevel.ENERGY_LEVEL_HIGH: "ORANGE",
}
_OTHER_COLOR = "WHITE"


@dataclass(frozen=True)
class _Song:
    """The recording as a clip."""

    path: Path
    channels: int
    rate: Fraction
    """Frames a second, of the timeline."""
    start: int
    """The media's first frame, on its own clock."""
    frames: int

    def frame(self, seconds: float) -> int:
        """The frame nearest to a moment, one of those there are."""
        frame, _ = nearest_frame(seconds, self.rate)
        return min(max(int(frame), 0), self.frames - 1)


def write(recording: AnalyzedRecording, target: Path, progress: Progress) -> None:
    """Writes the timeline whole or not at all.

    Its rate is that of the recording's picture, or 25 frames a second where there is none.

    Raises:
        MediaError: the recording cannot be read any more.
    """
    progress(0, f"Writing {target.name}")
    song = _song_of(recording)
    made = otio.schema.Timeline(recording.path.stem)
    made.global_start_time = _time(from_timecode(_START_TIMECODE, song.rate), song)
    made.metadata["Resolve_OTIO"] = {"Resolve OTIO Meta Version": "1.0"}
    made.metadata[NAMESPACE] = {
        **_provenance(song),
        "tracker": recording.analysis.tracker,
        KEY: MARK,
    }
    made.tracks.append(_track(song, recording.analysis.sections))
    starts = {song.frame(section.start_s): section.label for section in recording.analysis.sections}
    made.tracks.markers.extend(
        _beat_marker(beat, starts, song) for beat in recording.analysis.beats
    )
    write_text(target, otio.adapters.write_to_string(made, "otio_json", indent=4) + "\n")


def _song_of(recording: AnalyzedRecording) -> _Song:
    info = probe(recording.path)
    video = info.video
    rate = video.rate if video is not None and video.rate else _USUAL_RATE
    frames = max(1, math.floor(Fraction(recording.analysis.duration_s) * rate))
    channels = info.audio.channels if info.audio else 2
    return _Song(recording.path.absolute(), channels, rate, _start_of(info, rate), frames)


def _start_of(info: MediaInfo, rate: Fraction) -> int:
    """Editors count a video from its timecode."""
    if info.video is None or not info.start_timecode:
        return 0
    try:
        return from_timecode(info.start_timecode, rate)
    except RequestError:
        return 0


def _track(song: _Song, sections: Sequence[Section]) -> Any:
    kind = _TRACK_TYPES.get(song.channels, "Stereo")
    channels = song.channels if song.channels in _TRACK_TYPES else 2
    track = otio.schema.Track("Audio 1", kind=otio.schema.TrackKind.Audio)
    track.metadata["Resolve_OTIO"] = {"Audio Type": kind, "Locked": False, "SoloOn": False}
    whole = _range(song.start, song.frames, song)
    clip = otio.schema.Clip(
        song.path.name, otio.schema.ExternalReference(str(song.path), whole), whole
    )
    clip.media_reference.name = song.path.name
    sources = [{"Source Channel ID": number, "Source Track ID": 0} for number in range(channels)]
    clip.metadata["Resolve_OTIO"] = {"Channels": sources}
    clip.markers.extend(_section_marker(section, song) for section in sections)
    track.append(clip)
    return track


def _beat_marker(beat: Beat, starts: Mapping[int, str], song: _Song) -> Any:
    name = f"B{beat.bar}.{beat.beat}"
    frame = song.frame(beat.time_s)
    words = [f"{starts[frame]} starts"] if frame in starts else []
    note = f"{NOTE_PREFIX}bar={beat.bar};beat={beat.beat};conf={beat.confidence:.2f}"
    return _marker(
        name,
        DOWNBEAT_COLOR if beat.beat == 1 else BEAT_COLOR,
        _range(frame, 1, song),
        "; ".join([note, *words]),
        ". ".join([name, *words]),
        {
            **_provenance(song),
            "bar": beat.bar,
            "beat": beat.beat,
            "time_seconds": beat.time_s,
            "confidence": round(beat.confidence, 4),
        },
    )


def _section_marker(section: Section, song: _Song) -> Any:
    start = song.frame(section.start_s)
    end = int(nearest_frame(section.end_s, song.rate)[0])
    level = level_name(section.level)
    name = f"{section.label} ({level})" if level else section.label
    return _marker(
        name,
        _SECTION_COLORS.get(section.level, _OTHER_COLOR),
        _range(song.start + start, max(1, min(end, song.frames) - start), song),
        f"{NOTE_PREFIX}section={section.label};bar={section.bar};level={level}",
        name,
        {
            **_provenance(song),
            "section": section.label,
            "level": level,
            "bar": section.bar,
            "time_seconds": section.start_s,
            "end_seconds": section.end_s,
        },
    )


def _marker(
    name: str, color: str, marked: Any, note: str, comment: str, provenance: dict[str, object]
) -> Any:
    return otio.schema.Marker(
        name=name,
        color=color,
        marked_range=marked,
        metadata={
            NAMESPACE: provenance,
            "Resolve_OTIO": {"Keywords": [KEYWORD], "Note": note},
        },
        comment=comment,
    )


def _provenance(song: _Song) -> dict[str, object]:
    return {"job": "beats", "version": __version__, "source_media": str(song.path)}


def _time(frames: int, song: _Song) -> Any:
    return otio.opentime.RationalTime(frames, float(song.rate))


def _range(start: int, frames: int, song: _Song) -> Any:
    return otio.opentime.TimeRange(_time(start, song), _time(frames, song))
