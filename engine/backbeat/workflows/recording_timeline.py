"""A timeline of one recording, to carry markers of what was heard in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.errors import RequestError
from backbeat.files.seal import MARK
from backbeat.media.probe import MediaInfo, probe
from backbeat.timeline.markers import KEYWORD, NAMESPACE, NOTE_PREFIX
from backbeat.timeline.provenance import KEY
from backbeat.timeline.time import from_timecode, nearest_frame
from backbeat.version import __version__

USUAL_RATE = Fraction(25)
_START_TIMECODE = "01:00:00:00"
TRACK_TYPES = {1: "Mono", 6: "5.1", 8: "7.1"}
"""DaVinci Resolve's, by channels; anything else is given as its first two."""


@dataclass(frozen=True)
class Recording:
    """A recording as a clip."""

    path: Path
    channels: int
    rate: Fraction
    """Frames a second, of the timeline."""
    start: int
    """The media's first frame, on its own clock."""
    frames: int
    job: str
    """The kind of job that writes the timeline."""

    def frame(self, seconds: float) -> int:
        """The frame nearest to a moment, one of those there are."""
        frame, _ = nearest_frame(seconds, self.rate)
        return min(max(int(frame), 0), self.frames - 1)

    def provenance(self) -> dict[str, object]:
        """What generated items say about where they come from."""
        return {"job": self.job, "version": __version__, "source_media": str(self.path)}

    def time(self, frames: int) -> Any:
        """A number of frames as a RationalTime."""
        return otio.opentime.RationalTime(frames, float(self.rate))

    def range(self, start: int, frames: int) -> Any:
        """A range of frames as a TimeRange."""
        return otio.opentime.TimeRange(self.time(start), self.time(frames))

    def marker(
        self, name: str, color: str, span: tuple[int, int], note: str, comment: str, **more: object
    ) -> Any:
        """A marker that says what it is.

        Args:
            name: its name.
            color: its colour.
            span: first frame and number of frames, on the clock of what it is put on.
            note: what `snap` and others read of it, after the prefix of our notes.
            comment: what editors show.
            more: further provenance.
        """
        return otio.schema.Marker(
            name=name,
            color=color,
            marked_range=self.range(*span),
            metadata={
                NAMESPACE: {**self.provenance(), **more},
                "Resolve_OTIO": {"Keywords": [KEYWORD], "Note": f"{NOTE_PREFIX}{note}"},
            },
            comment=comment,
        )


def recording_at(path: Path, duration_s: float, job: str) -> Recording:
    """The recording at `path`, at the rate of its picture, or 25 frames a second without one.

    Raises:
        MediaError: it cannot be read.
    """
    info = probe(path)
    video = info.video
    rate = video.rate if video is not None and video.rate else USUAL_RATE
    frames = max(1, math.floor(Fraction(duration_s) * rate))
    channels = info.audio.channels if info.audio else 2
    return Recording(path.absolute(), channels, rate, first_frame(info, rate), frames, job)


def timeline_of(recording: Recording, clip_markers: list[Any], **more: object) -> Any:
    """A timeline with the recording as its only clip.

    Args:
        recording: the recording.
        clip_markers: of the clip, on the clock of its media.
        more: further provenance of the timeline.
    """
    made = otio.schema.Timeline(recording.path.stem)
    start = from_timecode(_START_TIMECODE, recording.rate)
    made.global_start_time = recording.time(start)
    made.metadata["Resolve_OTIO"] = {"Resolve OTIO Meta Version": "1.0"}
    made.metadata[NAMESPACE] = {**recording.provenance(), **more, KEY: MARK}
    made.tracks.append(_track(recording, clip_markers))
    return made


def first_frame(info: MediaInfo, rate: Fraction) -> int:
    """The first frame of a recording: editors count a video from its timecode."""
    if info.video is None or not info.start_timecode:
        return 0
    try:
        return from_timecode(info.start_timecode, rate)
    except RequestError:
        return 0


def _track(recording: Recording, markers: list[Any]) -> Any:
    kind = TRACK_TYPES.get(recording.channels, "Stereo")
    channels = recording.channels if recording.channels in TRACK_TYPES else 2
    track = otio.schema.Track("Audio 1", kind=otio.schema.TrackKind.Audio)
    track.metadata["Resolve_OTIO"] = {"Audio Type": kind, "Locked": False, "SoloOn": False}
    whole = recording.range(recording.start, recording.frames)
    clip = otio.schema.Clip(
        recording.path.name, otio.schema.ExternalReference(str(recording.path), whole), whole
    )
    clip.media_reference.name = recording.path.name
    sources = [{"Source Channel ID": number, "Source Track ID": 0} for number in range(channels)]
    clip.metadata["Resolve_OTIO"] = {"Channels": sources}
    clip.markers.extend(markers)
    track.append(clip)
    return track
