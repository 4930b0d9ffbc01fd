"""Reads the properties of a media file and its tracks, without decoding it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import av.container

from backbeat.errors import MediaError
from backbeat.files import StrPath
from backbeat.media.opening import opened
from backbeat.media.tracks import (
    codec_name,
    duration_of,
    exact,
    is_decodable,
    is_still,
    missing_track,
    start_of,
)

_STANDARD_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48000, 1001),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
    Fraction(100),
    Fraction(120000, 1001),
    Fraction(120),
    Fraction(240),
)
"""Picture rates in use, per second; a stated rate close to one is corrected to it."""


@dataclass(frozen=True)
class AudioStream:
    """Properties of a track of sound."""

    index: int
    """Index among all tracks of the file, from 0."""
    codec: str
    """FFmpeg's name of the codec, such as `aac` or `pcm_s24le`; `unknown` without a decoder."""
    rate: int
    """Sample rate, in Hz; 0 without a decoder."""
    channels: int
    """Number of channels; 0 without a decoder."""
    layout: str
    """FFmpeg's name of the channel layout, such as `stereo` or `5.1(side)`."""
    duration: Fraction | None
    """Stated duration, in seconds."""
    start: Fraction | None
    """Start time, in seconds on the clock that all tracks of the file share."""
    language: str = ""
    """ISO 639 code, such as `deu`; empty where the file states none."""


@dataclass(frozen=True)
class VideoStream:
    """Properties of a track of video or a still picture."""

    index: int
    """Index among all tracks of the file, from 0."""
    codec: str
    """FFmpeg's name of the codec, such as `h264`; `unknown` without a decoder."""
    width: int
    """Stored width, in pixels; 0 without a decoder or over 8K."""
    height: int
    """Stored height, in pixels; 0 without a decoder or over 8K."""
    rate: Fraction | None
    """Pictures per second; the average where the rate varies."""
    frames: int | None
    """Number of pictures, where the file states it."""
    duration: Fraction | None
    """Stated duration, in seconds."""
    start: Fraction | None
    """Start time, in seconds on the clock that all tracks of the file share."""
    still: bool
    """Whether the track is cover art, a thumbnail or a single image rather than video."""


@dataclass(frozen=True)
class MediaInfo:
    """Properties of a media file, as its headers state them."""

    path: Path
    """The file's path, as given by the caller."""
    container: str
    """FFmpeg's name of the format, such as `wav` or `mov,mp4,m4a,3gp,3g2,mj2`."""
    duration: Fraction | None
    """Time from the earliest start of a track to the latest end, in seconds."""
    start_timecode: str | None
    """Timecode of the first picture: `HH:MM:SS:FF`, or `HH:MM:SS;FF` for drop frame."""
    streams: tuple[AudioStream | VideoStream, ...]
    """Tracks of sound and picture, in the file's order."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Tags of the file, by FFmpeg's names such as `title`."""

    def sound(self, track: int) -> AudioStream:
        """Returns the track of sound with index `track`, from 0, among those of sound.

        Raises:
            MediaError: there is no such track.
        """
        sounds = [stream for stream in self.streams if isinstance(stream, AudioStream)]
        if not sounds:
            raise MediaError(f"{self.path} has no sound.", "Give a file that holds sound.")
        if not 0 <= track < len(sounds):
            raise missing_track(self.path, track, len(sounds))
        return sounds[track]

    @property
    def audio(self) -> AudioStream | None:
        """The first track of sound."""
        return next((track for track in self.streams if isinstance(track, AudioStream)), None)

    @property
    def video(self) -> VideoStream | None:
        """The first track of video, stills left out."""
        videos = (track for track in self.streams if isinstance(track, VideoStream))
        return next((track for track in videos if not track.still), None)


def probe(path: StrPath) -> MediaInfo:
    """Reads a file's headers.

    Raises:
        MediaError: the file cannot be opened or is no media.
    """
    path = Path(path)
    with opened(path) as container:
        streams = tuple(
            _audio(stream) if isinstance(stream, av.AudioStream) else _video(container, stream)
            for stream in container.streams
            if isinstance(stream, av.AudioStream | av.VideoStream)
        )
        return MediaInfo(
            path=path,
            container=container.format.name,
            duration=_whole_duration(container, streams),
            start_timecode=_timecode(container),
            streams=streams,
            metadata=_tags(container),
        )


def _tags(container: av.container.InputContainer) -> dict[str, str]:
    """Tags of the file; in Ogg, those of its first track of sound as well."""
    tags = dict(container.metadata)
    if container.format.name == "ogg" and container.streams.audio:
        tags = {**container.streams.audio[0].metadata, **tags}
    return tags


def _audio(stream: av.AudioStream) -> AudioStream:
    known = is_decodable(stream)
    return AudioStream(
        index=stream.index,
        codec=codec_name(stream),
        rate=stream.codec_context.sample_rate if known else 0,
        channels=stream.codec_context.layout.nb_channels if known else 0,
        layout=_layout(stream) if known else "unknown",
        duration=duration_of(stream),
        start=start_of(stream),
        language=_language(stream),
    )


def _language(stream: av.AudioStream) -> str:
    """Stated language; empty for `und`, which says that it is not known."""
    language = stream.metadata.get("language", "").lower()
    return "" if language == "und" else language


def _layout(stream: av.AudioStream) -> str:
    """Name of the channel layout; `mono` or `stereo` where the file states only a count."""
    name = stream.codec_context.layout.name
    return {"1 channels": "mono", "2 channels": "stereo"}.get(name, name)


def _video(container: av.container.InputContainer, stream: av.VideoStream) -> VideoStream:
    known = is_decodable(stream)
    return VideoStream(
        index=stream.index,
        codec=codec_name(stream),
        width=stream.codec_context.width if known else 0,
        height=stream.codec_context.height if known else 0,
        rate=nominal_rate(stream),
        frames=stream.frames or None,
        duration=duration_of(stream),
        start=start_of(stream),
        still=is_still(container, stream),
    )


def nominal_rate(stream: av.VideoStream) -> Fraction | None:
    """Picture rate, per second, corrected to a standard one where the stated average is close.

    Averages are inexact because of rounded timestamps and of the varying rates of phones.
    """
    average = exact(stream.average_rate) if stream.average_rate else None
    nominal = exact(stream.base_rate) if stream.base_rate else None
    if average is None:
        return nominal
    nearest = min(_STANDARD_RATES, key=lambda rate: abs(rate - average))
    # Half of the relative distance between 24000/1001 and 24.
    if abs(nearest - average) < nearest / 2002:
        return nearest
    if nominal is not None and nominal in _STANDARD_RATES and abs(nominal - average) < nominal / 50:
        return nominal
    return average


def _whole_duration(
    container: av.container.InputContainer, streams: tuple[AudioStream | VideoStream, ...]
) -> Fraction | None:
    """Duration in seconds, from the tracks where all state theirs, else from the container.

    The container's value is rounded to microseconds.
    """
    moving = [track for track in streams if isinstance(track, AudioStream) or not track.still]
    spans = [(track.start or Fraction(0), track.duration) for track in moving]
    ends = [start + duration for start, duration in spans if duration is not None]
    if ends and len(ends) == len(spans):
        return max(ends) - min(start for start, _ in spans)
    if container.duration is None or not moving:
        return None
    return Fraction(container.duration, av.time_base)


def _timecode(container: av.container.InputContainer) -> str | None:
    """Start timecode of the `tmcd` track or the header, which FFmpeg exposes as metadata."""
    holders = [container.metadata, *(stream.metadata for stream in container.streams)]
    # Matroska's tag names are in capitals.
    tags = ((key.lower(), value) for held in holders for key, value in held.items())
    return next((value for key, value in tags if key == "timecode" and value), None)
