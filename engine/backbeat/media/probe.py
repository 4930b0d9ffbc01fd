"""What a media file holds, without decoding it."""

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


@dataclass(frozen=True)
class AudioStream:
    """A track of sound."""

    index: int
    """Among all tracks of the file, from 0."""
    codec: str
    """FFmpeg's name, such as `aac` or `pcm_s24le`; `unknown` when it cannot be decoded."""
    rate: int
    """In Hz; 0 when it cannot be decoded."""
    channels: int
    """How many; 0 when it cannot be decoded."""
    layout: str
    """FFmpeg's name, such as `stereo` or `5.1(side)`."""
    duration: Fraction | None
    """In seconds, as the file says."""
    start: Fraction | None
    """When it starts, in seconds on the clock that all tracks of the file share."""


@dataclass(frozen=True)
class VideoStream:
    """A track of pictures."""

    index: int
    """Among all tracks of the file, from 0."""
    codec: str
    """FFmpeg's name, such as `h264`; `unknown` when it cannot be decoded."""
    width: int
    """In pixels, as stored; 0 when it cannot be decoded or is over 8K."""
    height: int
    """In pixels, as stored; 0 when it cannot be decoded or is over 8K."""
    rate: Fraction | None
    """Pictures per second; the average where the rate varies."""
    frames: int | None
    """How many, if the file says."""
    duration: Fraction | None
    """In seconds, as the file says."""
    start: Fraction | None
    """When it starts, in seconds on the clock that all tracks of the file share."""
    still: bool
    """Cover art, a thumbnail or a lone image, and not video."""


@dataclass(frozen=True)
class MediaInfo:
    """What a file says about itself."""

    path: Path
    """As it was given."""
    container: str
    """FFmpeg's name of the format, such as `wav` or `mov,mp4,m4a,3gp,3g2,mj2`."""
    duration: Fraction | None
    """From the first track's start to the last one's end, in seconds."""
    start_timecode: str | None
    """`HH:MM:SS:FF`, or `HH:MM:SS;FF` for drop frame, of the first picture."""
    streams: tuple[AudioStream | VideoStream, ...]
    """Tracks of sound and picture, in the file's order."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Of the file, by FFmpeg's names such as `title`."""

    def sound(self, track: int) -> AudioStream:
        """A track of sound, counted from 0 among those of sound.

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
    """Of the file; Ogg has them in its track."""
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
    )


def _layout(stream: av.AudioStream) -> str:
    """By its usual name where the file gives a bare count, as plain WAV does."""
    name = stream.codec_context.layout.name
    return {"1 channels": "mono", "2 channels": "stereo"}.get(name, name)


def _video(container: av.container.InputContainer, stream: av.VideoStream) -> VideoStream:
    known = is_decodable(stream)
    return VideoStream(
        index=stream.index,
        codec=codec_name(stream),
        width=stream.codec_context.width if known else 0,
        height=stream.codec_context.height if known else 0,
        rate=_rate(stream),
        frames=stream.frames or None,
        duration=duration_of(stream),
        start=start_of(stream),
        still=is_still(container, stream),
    )


def _rate(stream: av.VideoStream) -> Fraction | None:
    """The rate meant. Averages suffer from rounded timestamps and from a phone's uneven pace."""
    average = exact(stream.average_rate) if stream.average_rate else None
    nominal = exact(stream.base_rate) if stream.base_rate else None
    if average is None:
        return nominal
    nearest = min(_STANDARD_RATES, key=lambda rate: abs(rate - average))
    # Half of what lies between 24000/1001 and 24.
    if abs(nearest - average) < nearest / 2002:
        return nearest
    if nominal is not None and nominal in _STANDARD_RATES and abs(nominal - average) < nominal / 50:
        return nominal
    return average


def _whole_duration(
    container: av.container.InputContainer, streams: tuple[AudioStream | VideoStream, ...]
) -> Fraction | None:
    """From the tracks if they all tell; the container's own figure is rounded to microseconds."""
    moving = [track for track in streams if isinstance(track, AudioStream) or not track.still]
    spans = [(track.start or Fraction(0), track.duration) for track in moving]
    ends = [start + duration for start, duration in spans if duration is not None]
    if ends and len(ends) == len(spans):
        return max(ends) - min(start for start, _ in spans)
    if container.duration is None or not moving:
        return None
    return Fraction(container.duration, av.time_base)


def _timecode(container: av.container.InputContainer) -> str | None:
    """The `tmcd` track's or header's start, which FFmpeg presents as metadata."""
    holders = [container.metadata, *(stream.metadata for stream in container.streams)]
    # Matroska's names are in capitals.
    tags = ((key.lower(), value) for held in holders for key, value in held.items())
    return next((value for key, value in tags if key == "timecode" and value), None)
