"""Reads one track of sound frame by frame, and skips packets that cannot be decoded."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import av
import av.container
from av.format import Flags

from backbeat.errors import MediaError
from backbeat.media.limits import MAX_PIXELS
from backbeat.media.opening import opened
from backbeat.media.placing import Presentation
from backbeat.media.samples import Samples, samples_of
from backbeat.media.tracks import (
    codec_name,
    duration_of,
    first_real_video,
    is_decodable,
    missing_track,
    start_of,
    time_of,
)

_Track = TypeVar("_Track", av.AudioStream, av.VideoStream)
_MAX_ERRORS_IN_A_ROW = 200
"""Consecutive demuxing errors after which a file counts as ended."""
_MAX_PACKETS_TO_PICTURE = 300
"""Packets of a video track decoded to find its first picture."""
_CLOCK_OF_PACKETS = frozenset(("ac3", "eac3"))
"""Demuxers of bare packets that count ticks of 1/90000 s, as many whole ones for each packet.

At 44.1 kHz a packet lasts no whole number of them: their clock is early by 15 ms a minute."""
_RUN_S = 0.5
"""Duration, in seconds, after which consecutive frames are handed on as one block."""


@dataclass(frozen=True, eq=False)
class SoundFrame:
    """A block of decoded sound with its timestamp."""

    time: Fraction | None
    """Time of the first sample, in seconds on the container's clock; None where not stated."""
    samples: Samples
    """Shape (n, channels), float32, full scale 1.0."""
    rate: int
    """Sample rate, in Hz."""
    after_loss: bool
    """Whether the packet just before this block could not be decoded."""
    unit: int
    """Samples that its last packet holds."""


@dataclass(frozen=True, eq=False)
class Sound:
    """An open track of sound, created by `sound_of`."""

    path: Path
    """The file's path, as given by the caller."""
    container: av.container.InputContainer
    """The open file, positioned at its start."""
    stream: av.AudioStream
    """The track, for which there is a decoder."""
    presentation: Presentation
    """Which part of the track is presented."""

    @property
    def channels(self) -> int:
        """Number of channels by the header; single frames may differ."""
        return int(self.stream.codec_context.layout.nb_channels)

    @property
    def seconds(self) -> Fraction | None:
        """Approximate duration by the header, in seconds; None where it is not stated."""
        duration = duration_of(self.stream)
        if duration is not None:
            return duration
        if self.container.duration:
            return Fraction(self.container.duration, av.time_base)
        return None

    @property
    def padding(self) -> int:
        """Most samples of padding that an encoder appends past the end."""
        return 2 * max(1024, self.stream.codec_context.frame_size or 0)

    def length(self, first: SoundFrame) -> int | None:
        """Samples from sample 0 to the presented end, at `first`'s rate; None where unknown."""
        end = self.presentation.end
        origin = self.presentation.origin
        if origin is None or (self.presentation.keep_early and self.early_s(first)):
            origin = first.time
        if end is None or origin is None or end <= origin:
            return None
        return round((end - origin) * first.rate)

    def early_s(self, first: SoundFrame) -> Fraction:
        """How long before the first picture the sound starts with `first`, in seconds."""
        origin = self.presentation.origin
        if origin is None or first.time is None:
            return Fraction(0)
        return max(Fraction(0), origin - first.time)

    def frames(self) -> Iterator[SoundFrame]:
        """Yields all decodable sound, with exactly contiguous frames joined into one block.

        Packets that cannot be decoded are skipped, as editors do.
        """
        lost = False
        run = _Run(self.path, self.container.format.name in _CLOCK_OF_PACKETS)
        for packet in packets_of(self.path, self.container, self.stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                yield from run.end(lost)
                lost = True
                continue
            for frame in frames:
                if frame.samples and not run.take(frame):
                    yield from run.end(lost)
                    lost = False
                    run.take(frame)
        yield from run.end(lost)


class _Run:
    """Consecutive frames of one format without gaps, joined into one block.

    Processing a block has a fixed cost, so blocks of single frames would be slow.
    """

    def __init__(self, path: Path, counts_packets: bool) -> None:
        self._path = path
        self._counts_packets = counts_packets
        self._frames: list[av.AudioFrame] = []
        self._kind: tuple[object, ...] = ()
        self._next: int | None = None
        self._ticks = (0, 1)
        """Clock ticks per sample as numerator and denominator; Fraction is slow for every frame."""
        self._room = 0

    def take(self, frame: av.AudioFrame) -> bool:
        """Appends the frame if it continues the run; returns whether it does."""
        if self._frames and (self._room <= 0 or frame.pts != self._next):
            return False
        rate = frame.sample_rate
        kind = (rate, frame.format.name, frame.layout.name)
        if not self._frames:
            self._kind, self._room = kind, round(rate * _RUN_S)
            base = frame.time_base
            self._ticks = (base.denominator, rate * base.numerator) if base else (0, 1)
        elif kind != self._kind:
            return False
        self._frames.append(frame)
        self._next = self._end_of(frame)
        # A frame without a time, or whose end is not on a tick of the clock, ends the run.
        self._room = 0 if self._next is None else self._room - frame.samples
        return True

    def _end_of(self, frame: av.AudioFrame) -> int | None:
        up, down = self._ticks
        if frame.pts is None or not up:
            return None
        ticks, rest = divmod(frame.samples * up, down)
        return None if rest else int(frame.pts + ticks)

    def end(self, lost: bool) -> Iterator[SoundFrame]:
        """Yields the run as one block unless it is empty, and starts a new one.

        Args:
            lost: whether a packet before the run could not be decoded.
        """
        if self._frames:
            first, unit = self._frames[0], self._frames[-1].samples
            time = _counted_time(first) if self._counts_packets else time_of(first)
            samples = _samples(self._path, self._frames)
            self._frames = []
            yield SoundFrame(time, samples, first.sample_rate, lost, unit)


@contextlib.contextmanager
def sound_of(path: Path, index: int, keep_early: bool = False) -> Iterator[Sound]:
    """Opens a track of sound, and closes its file when the block ends.

    Args:
        path: any file with sound.
        index: index among the file's tracks of sound, from 0.
        keep_early: whether sound before the first picture is presented.

    Raises:
        MediaError: the file cannot be opened, or has no such track that can be decoded.
    """
    with opened(path) as container:
        stream = _track(path, container, index)
        video = first_real_video(container)
        origin = None if video is None else first_picture_s(path, video.index)
        if origin is None:
            origin = _first_track(container, stream)
        presentation = replace(_presentation(container, stream, origin), keep_early=keep_early)
        yield Sound(path, container, stream, presentation)


def _track(path: Path, container: av.container.InputContainer, index: int) -> av.AudioStream:
    tracks = container.streams.audio
    if not tracks:
        still = container.streams.video and first_real_video(container) is None
        if still:
            codec = codec_name(container.streams.video[0])
            raise MediaError(
                f"{path} is a picture ({codec}), not sound.", "Give a file that holds sound."
            )
        raise MediaError(
            f"{path} has no sound.", "Give a file that holds sound, or export it with its sound."
        )
    if index >= len(tracks):
        raise missing_track(path, index, len(tracks))
    if not is_decodable(tracks[index]):
        raise MediaError(
            f"{path} holds sound in a codec that cannot be decoded.", "Convert it to WAV first."
        )
    return tracks[index]


def _presentation(
    container: av.container.InputContainer, stream: av.AudioStream, origin: Fraction | None
) -> Presentation:
    end = None
    start, duration = start_of(stream), duration_of(stream)
    if "mp4" in container.format.name and start is not None and duration is not None:
        end = start + duration
    file_end = None
    if container.duration is not None:
        file_end = Fraction((container.start_time or 0) + container.duration, av.time_base)
    return Presentation(origin, end, file_end, Flags.ts_discont in Flags(container.format.flags))


def _first_track(container: av.container.InputContainer, stream: av.AudioStream) -> Fraction | None:
    """Earliest start of several tracks of sound, in seconds, so that they stay in sync.

    None where no other track starts earlier.
    """
    if len(container.streams.audio) < 2:
        return None
    starts = [start for track in container.streams.audio if (start := start_of(track)) is not None]
    own = start_of(stream)
    return min(starts) if own is not None and min(starts) < own else None


def first_picture_s(path: Path, index: int) -> Fraction | None:
    """When the first decodable picture is shown, in seconds on the container's clock.

    The stated start of a stream cut out of a broadcast is that of packets that cannot be decoded.
    The file is opened again, so that the position of an already open container stays.

    Args:
        path: the video.
        index: index of the video track among all tracks of the file, from 0.

    Returns:
        The track's stated start where no picture can be decoded; None where there is none.
    """
    with opened(path) as container:
        stream = next(track for track in container.streams.video if track.index == index)
        if is_decodable(stream):
            stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
            packets = packets_of(path, container, stream)
            for packet in itertools.islice(packets, _MAX_PACKETS_TO_PICTURE):
                with contextlib.suppress(av.FFmpegError):
                    for frame in packet.decode():
                        if (time := time_of(frame)) is not None:
                            return time
        return start_of(stream)


def packets_of(
    path: Path,
    container: av.container.InputContainer,
    stream: _Track,
) -> Iterator[av.Packet[_Track]]:
    """Yields a track's packets to the end of the file, or until demuxing keeps failing."""
    errors = 0
    while errors < _MAX_ERRORS_IN_A_ROW:
        try:
            packets: Iterator[av.Packet[_Track]] = container.demux(stream)
            for packet in packets:
                errors = 0
                yield packet
            return
        except (av.error.InvalidDataError, IndexError):
            # PyAV raises IndexError for a track that a broadcast declares only in its middle.
            errors += 1
        except av.FFmpegError as error:
            raise MediaError(
                f"{path} could not be read to its end: {error.strerror}.",
                "Check the drive it is on, or copy the file again.",
            ) from error


def _counted_time(frame: av.AudioFrame) -> Fraction | None:
    """Time of a frame by the number of packets before it, all as long as its own."""
    if frame.pts is None or not frame.duration:
        return time_of(frame)
    return Fraction(frame.pts, frame.duration) * Fraction(frame.samples, frame.sample_rate)


def _samples(path: Path, frames: list[av.AudioFrame]) -> Samples:
    try:
        return samples_of(frames)
    except (ValueError, av.FFmpegError) as error:
        raise MediaError(
            f"{path} holds samples of a kind that is not read: {frames[0].format.name}.",
            "Convert it to WAV with 24-bit samples first.",
        ) from error
