"""Classifies the tracks of a file, and reads their codecs and times."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import av.container
from av.stream import Disposition, Stream

from backbeat.errors import MediaError

_STILL_CODECS = frozenset(
    ("mjpeg", "jpegls", "jpeg2000", "jpegxl", "png", "apng", "bmp", "gif", "tiff", "webp")
)
"""Codecs of images; a track of one with a single picture is a still."""
_STILL_DISPOSITIONS = (
    Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
)


def missing_track(path: Path, index: int, count: int) -> MediaError:
    """Error for a file with `count` tracks of sound but none with index `index`, from 0."""
    return MediaError(
        f"{path} has {count} track(s) of sound; number {index} does not exist.",
        "Tracks count from 0.",
    )


def is_still(container: av.container.InputContainer, stream: av.VideoStream) -> bool:
    """Whether a track is cover art, thumbnails of chapters or a single image rather than video."""
    if stream.disposition & _STILL_DISPOSITIONS:
        return True
    name = container.format.name
    if name == "image2" or name.endswith("_pipe"):
        return True
    return stream.frames == 1 and codec_name(stream) in _STILL_CODECS


def first_real_video(container: av.container.InputContainer) -> av.VideoStream | None:
    """The first track of video, still pictures excluded; None without one."""
    return next(
        (track for track in container.streams.video if not is_still(container, track)), None
    )


def is_decodable(stream: Stream) -> bool:
    """Whether this build of FFmpeg has a decoder for the track."""
    # Without a decoder PyAV's context is None, contrary to its type hints.
    context: object = stream.codec_context
    return context is not None


def codec_name(stream: Stream) -> str:
    """FFmpeg's name of the codec, such as `aac`; `unknown` without a decoder."""
    return stream.codec_context.codec.canonical_name if is_decodable(stream) else "unknown"


def start_of(stream: Stream) -> Fraction | None:
    """Start time of a track, in seconds on the container's clock; None where not stated."""
    return _seconds(stream.start_time, stream.time_base)


def duration_of(stream: Stream) -> Fraction | None:
    """Duration of a track stated by its container, in seconds; None where not stated."""
    return _seconds(stream.duration or None, stream.time_base)


def time_of(frame: av.AudioFrame | av.VideoFrame) -> Fraction | None:
    """Presentation time of a frame, in seconds on the container's clock; None where not stated."""
    return _seconds(frame.pts, frame.time_base)


def exact(ratio: Fraction) -> Fraction:
    """Converts a ratio to a Fraction; PyAV 19 has its own class, with fewer operations."""
    return Fraction(ratio.numerator, ratio.denominator)


def _seconds(ticks: int | None, base: Fraction | None) -> Fraction | None:
    return None if ticks is None or base is None else ticks * exact(base)
