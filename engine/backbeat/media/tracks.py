"""Which track of a file is which, and when each starts."""

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
_STILL_DISPOSITIONS = (
    Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
)


def missing_track(path: Path, index: int, count: int) -> MediaError:
    """What to say where a file has no track of sound number `index`, from 0, but `count` others."""
    return MediaError(
        f"{path} has {count} track(s) of sound; number {index} does not exist.",
        "Tracks count from 0.",
    )


def is_still(container: av.container.InputContainer, stream: av.VideoStream) -> bool:
    """Whether a track is cover art, a chapter's thumbnails or a lone image, and not video."""
    if stream.disposition & _STILL_DISPOSITIONS:
        return True
    name = container.format.name
    if name == "image2" or name.endswith("_pipe"):
        return True
    return stream.frames == 1 and codec_name(stream) in _STILL_CODECS


def first_real_video(container: av.container.InputContainer) -> av.VideoStream | None:
    """The first track of video that is no still."""
    return next(
        (track for track in container.streams.video if not is_still(container, track)), None
    )


def is_decodable(stream: Stream) -> bool:
    """Whether FFmpeg, as it was built, has a decoder for the track."""
    # PyAV leaves the context out when there is no decoder, whatever its stubs say.
    context: object = stream.codec_context
    return context is not None


def codec_name(stream: Stream) -> str:
    """FFmpeg's name of the codec, such as `aac`; `unknown` without a decoder."""
    return stream.codec_context.codec.canonical_name if is_decodable(stream) else "unknown"


def start_of(stream: Stream) -> Fraction | None:
    """When a track starts, in seconds on the container's clock."""
    return _seconds(stream.start_time, stream.time_base)


def duration_of(stream: Stream) -> Fraction | None:
    """How long a track is, in seconds, as its container says."""
    return _seconds(stream.duration or None, stream.time_base)


def time_of(frame: av.AudioFrame | av.VideoFrame) -> Fraction | None:
    """When a frame is presented, in seconds on the container's clock."""
    return _seconds(frame.pts, frame.time_base)


def exact(ratio: Fraction) -> Fraction:
    """A ratio of PyAV's, which from 19 on is of a class of its own that does not do everything."""
    return Fraction(ratio.numerator, ratio.denominator)


def _seconds(ticks: int | None, base: Fraction | None) -> Fraction | None:
    return None if ticks is None or base is None else ticks * exact(base)
