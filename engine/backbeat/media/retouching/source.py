"""The pictures of a video: when each is shown, and in which packets they are."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import av
import av.container
import numpy as np
from numpy.typing import NDArray

from backbeat.errors import MediaError
from backbeat.media.limits import MAX_PIXELS
from backbeat.media.opening import opened
from backbeat.media.probe import nominal_rate
from backbeat.media.retouching.parameter_sets import is_avcc, is_idr
from backbeat.media.tracks import codec_name, exact, first_real_video, is_decodable
from backbeat.progress import SILENT, Progress

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ALONE = frozenset(("prores", "dnxhd", "mjpeg", "jpeg2000", "cfhd", "rawvideo", "v210"))
"""Codecs whose key frames stand alone."""
_MAX_ERRORS = 200
"""Packets in a row that cannot be decoded after which a video counts as ended."""


@dataclass(frozen=True, eq=False)
class SourcePictures:
    """The pictures of a video, in the order they are shown in, counted from 0."""

    path: Path
    codec: str
    """FFmpeg's name."""
    base: Fraction
    """Seconds to a tick."""
    rate: Fraction
    """Nominal pictures a second."""
    ticks: Ints
    """When each is shown; strictly rising, shape (n,)."""
    end_tick: int
    """When the last one ends."""
    keys: Bools
    """Whether decoding can begin with it; shape (n,)."""
    closed: Bools
    """Whether nothing from it on refers to a picture before it, nor the other way round: it and
    what follows may be put elsewhere as it is; shape (n,)."""
    decoded: Ints
    """The pictures in the order their packets are in, shape (n,); empty where packets do not tell,
    and pictures are counted as they are decoded."""

    @cached_property
    def times(self) -> tuple[Fraction, ...]:
        """When each is shown, in seconds from the first."""
        first = int(self.ticks[0])
        return tuple((int(tick) - first) * self.base for tick in self.ticks)

    @property
    def end(self) -> Fraction:
        """When the last one ends, in seconds from the first."""
        return (self.end_tick - int(self.ticks[0])) * self.base

    @property
    def by_packets(self) -> bool:
        """Whether each picture is known by the time of its packet."""
        return len(self.decoded) > 0

    @property
    def alone(self) -> bool:
        """Whether every picture's packet stands alone."""
        return self.by_packets and bool(self.closed.all())


def pictures_of(
    path: Path, count: int | None = None, progress: Progress = SILENT
) -> SourcePictures:
    """The pictures of a video's first track; read from its packets, without decoding them.

    Args:
        path: the video.
        count: how many pictures were decoded elsewhere. Where packets tell of another number, as
            where some are damaged, they are decoded here too, and counted the same.
        progress: may cancel.

    Raises:
        MediaError: the file has no pictures that can be decoded.
    """
    with opened(path) as container:
        found = _by_packets(path, container, track_of(path, container), progress)
    if found is not None and count in (None, len(found.ticks)):
        return found
    with opened(path) as container:
        return _by_decoding(path, container, track_of(path, container), progress)


def track_of(path: Path, container: av.container.InputContainer) -> av.VideoStream:
    """The track whose pictures are meant.

    Raises:
        MediaError: there is none, or none that can be decoded.
    """
    stream = first_real_video(container)
    if stream is None:
        raise MediaError(f"{path} has no moving picture.", "Give a video.")
    if not is_decodable(stream) or not stream.codec_context.width:
        raise MediaError(
            f"{path} holds pictures that cannot be decoded.", "Convert it, to H.264 say."
        )
    stream.codec_context.options = {"max_pixels": str(MAX_PIXELS), "err_detect": "explode"}
    return stream


def extradata_of_track(path: Path) -> bytes:
    """What a video's track says beside its packets. Raises: MediaError: it cannot be opened."""
    with opened(path) as container:
        return track_of(path, container).codec_context.extradata or b""


def decoded_frames(
    container: av.container.InputContainer, stream: av.VideoStream
) -> Iterator[av.VideoFrame]:
    """Pictures from the file's position on; packets that cannot be decoded are skipped."""
    errors = 0
    packets = container.demux(stream)
    while errors < _MAX_ERRORS:
        try:
            frames = next(packets).decode()
        except StopIteration:
            return
        except av.FFmpegError:
            errors += 1
            continue
        for frame in frames:
            errors = 0
            yield frame


def _by_packets(
    path: Path,
    container: av.container.InputContainer,
    stream: av.VideoStream,
    progress: Progress,
) -> SourcePictures | None:
    shown: list[int] = []
    keys: list[bool] = []
    closed: list[bool] = []
    is_closed = _closes(stream)
    length = 0
    with contextlib.suppress(av.FFmpegError):
        for packet in progress.each(container.demux(stream)):
            if not packet.size or packet.is_discard:
                continue
            if packet.pts is None or packet.is_corrupt:
                return None
            if not shown or packet.pts >= max(shown[-1], shown[0]):
                length = packet.duration or length
            shown.append(packet.pts)
            keys.append(packet.is_keyframe)
            closed.append(packet.is_keyframe and is_closed(packet))
    ticks = np.array(shown, np.int64)
    order = np.argsort(ticks, kind="stable")
    if not shown or not keys[0] or (np.diff(ticks[order]) <= 0).any():
        return None
    rank = np.empty(len(ticks), np.int64)
    rank[order] = np.arange(len(ticks))
    flags = np.array([keys, closed])[:, order]
    return _made(path, stream, ticks[order], length, flags, rank)


def _closes(stream: av.VideoStream) -> Callable[[av.Packet[Any]], bool]:
    """What says of a key frame's packet whether it closes what was before."""
    codec = codec_name(stream)
    if codec in _ALONE:
        return lambda packet: True
    if codec == "h264" and is_avcc(stream.codec_context.extradata):
        return is_idr
    return lambda packet: False


def _by_decoding(
    path: Path,
    container: av.container.InputContainer,
    stream: av.VideoStream,
    progress: Progress,
) -> SourcePictures:
    base = exact(stream.time_base or Fraction(1, 90000))
    rate = nominal_rate(stream) or Fraction(25)
    period = max(1, round(1 / rate / base))
    ticks: list[int] = []
    for frame in progress.each(decoded_frames(container, stream)):
        following = ticks[-1] + period if ticks else 0
        stated = frame.pts is not None and (not ticks or frame.pts > ticks[-1])
        ticks.append(frame.pts if stated and frame.pts is not None else following)
    if not ticks:
        raise MediaError(f"{path} has no picture that can be decoded.", "Export or copy it again.")
    flags = np.zeros((2, len(ticks)), bool)
    flags[0, 0] = True
    return _made(path, stream, np.array(ticks, np.int64), 0, flags, np.zeros(0, np.int64))


def _made(
    path: Path, stream: av.VideoStream, ticks: Ints, length: int, flags: Bools, decoded: Ints
) -> SourcePictures:
    base = exact(stream.time_base or Fraction(1, 90000))
    rate = nominal_rate(stream) or Fraction(25)
    last = int(ticks[-1]) + (length or max(1, round(1 / rate / base)))
    codec = codec_name(stream)
    return SourcePictures(path, codec, base, rate, ticks, last, flags[0], flags[1], decoded)
