"""Opens what foley is for: a timeline as it is, a video as a timeline of its one clip."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from backbeat.errors import RequestError
from backbeat.media.probe import AudioStream, MediaInfo, VideoStream, probe
from backbeat.timeline.document import Container, Document, load
from backbeat.timeline.exchange.formats import ENDINGS
from backbeat.workflows.recording_timeline import TRACK_TYPES, USUAL_RATE, first_frame

TIMELINES = (".otio", ".otioz", ".otiod", ".json", *ENDINGS)


def is_timeline(path: Path) -> bool:
    """Whether a path names a timeline, by its ending."""
    return path.suffix.lower() in TIMELINES


def opened(path: Path) -> Document:
    """The timeline at `path`, or one of the video there.

    Raises:
        TimelineError: the timeline cannot be read.
        MediaError: the video cannot be read.
        RequestError: there is no picture in it.
    """
    return load(path) if is_timeline(path) else _document_of(path)


def _document_of(path: Path) -> Document:
    info = probe(path)
    if info.video is None:
        raise RequestError(f"{path} has no picture.", "Give a video, or an edit.")
    text = _timeline(path.absolute(), info, info.video).to_json_string(indent=2) + "\n"
    return Document(path, Container.OTIO, text.encode(), edited=True)


def _timeline(path: Path, info: MediaInfo, video: VideoStream) -> Any:
    rate = video.rate or USUAL_RATE
    length = video.duration or info.duration or Fraction(0)
    first, frames = first_frame(info, rate), max(1, math.floor(length * rate))
    whole = _span(first, frames, rate)
    made = otio.schema.Timeline(path.stem)
    made.global_start_time = whole.start_time
    made.metadata["Resolve_OTIO"] = {"Resolve OTIO Meta Version": "1.0"}
    track = otio.schema.Track("Video 1", kind=otio.schema.TrackKind.Video)
    track.metadata["Resolve_OTIO"] = {"Locked": False}
    track.append(_clip(path, whole))
    made.tracks.append(track)
    sounds = [stream for stream in info.streams if isinstance(stream, AudioStream)]
    made.tracks.extend(_sound(path, whole, number, one) for number, one in enumerate(sounds))
    return made


def _sound(path: Path, whole: Any, number: int, stream: AudioStream) -> Any:
    track = otio.schema.Track(f"Audio {number + 1}", kind=otio.schema.TrackKind.Audio)
    kind = TRACK_TYPES.get(stream.channels, "Stereo")
    track.metadata["Resolve_OTIO"] = {"Audio Type": kind, "Locked": False, "SoloOn": False}
    clip = _clip(path, whole)
    channels = stream.channels if stream.channels in TRACK_TYPES else 2
    sources = [
        {"Source Channel ID": channel, "Source Track ID": number} for channel in range(channels)
    ]
    clip.metadata["Resolve_OTIO"] = {"Channels": sources, "Link Group ID": 1}
    track.append(clip)
    return track


def _clip(path: Path, whole: Any) -> Any:
    reference = otio.schema.ExternalReference(str(path), whole)
    reference.name = path.name
    clip = otio.schema.Clip(path.name, reference, whole)
    clip.metadata["Resolve_OTIO"] = {"Link Group ID": 1}
    return clip


def _span(start: int, frames: int, rate: Fraction) -> Any:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, float(rate)),
        otio.opentime.RationalTime(frames, float(rate)),
    )
