"""One track of sound, frame by frame, past whatever is broken in it."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
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
_MAX_PACKETS_TO_PICTURE = 300
_RUN_S = 0.5


@dataclass(frozen=True, eq=False)
class SoundFrame:
    """Decoded sound that belongs together."""

    time: Fraction | None
    """Of the first sample, in seconds on the container's clock."""
    samples: Samples
    """Shape (n, channels)."""
    rate: int
    """In Hz."""
    after_loss: bool
    """Whether a packet before this one could not be decoded."""


@dataclass(frozen=True, eq=False)
class Sound:
    """An open track of sound. Use `sound_of`."""

    path: Path
    """Of the file, as it was given."""
    container: av.container.InputContainer
    """Open, and at its start."""
    stream: av.AudioStream
    """The track, which has a decoder."""
    presentation: Presentation
    """Where the track lies in time."""

    @property
    def channels(self) -> int:
        """As the header says; frames may differ."""
        return int(self.stream.codec_context.layout.nb_channels)

    @property
    def seconds(self) -> Fraction | None:
        """Roughly how long it plays, as the header says."""
        duration = duration_of(self.stream)
        if duration is not None:
            return duration
        if self.container.duration:
            return Fraction(self.container.duration, av.time_base)
        return None

    @property
    def padding(self) -> int:
        """Most samples that an encoder's last packets put past the end."""
        return 2 * max(1024, self.stream.codec_context.frame_size or 0)

    def length(self, first: SoundFrame) -> int | None:
        """Samples from sample 0 to the presented end, at the first frame's rate, if known."""
        end = self.presentation.end
        origin = self.presentation.origin
        if origin is None:
            origin = first.time
        if end is None or origin is None or end <= origin:
            return None
        return round((end - origin) * first.rate)

    def frames(self) -> Iterator[SoundFrame]:
        """Everything that decodes, frames that follow each other exactly put together.

        Broken packets are skipped, as an editor does.
        """
        lost, run = False, _Run(self.path)
        for packet in _packets(self.path, self.container, self.stream):
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
    """Frames of one kind, each from the very sample on where the last one ends.

    Whatever is done with a block of sound costs as much for a hundredth of a second as for a
    quarter.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frames: list[av.AudioFrame] = []
        self._kind: tuple[object, ...] = ()
        self._next: int | None = None
        self._ticks = (0, 1)
        """Of the clock in a sample, as a fraction: frames are many, and Fractions are slow."""
        self._room = 0

    def take(self, frame: av.AudioFrame) -> bool:
        """Whether the frame belongs to the run, which it then does."""
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
        # A frame without a time, or whose end is between two ticks of the clock, ends its run.
        self._room = 0 if self._next is None else self._room - frame.samples
        return True

    def _end_of(self, frame: av.AudioFrame) -> int | None:
        up, down = self._ticks
        if frame.pts is None or not up:
            return None
        ticks, rest = divmod(frame.samples * up, down)
        return None if rest else int(frame.pts + ticks)

    def end(self, lost: bool) -> Iterator[SoundFrame]:
        """The run as one frame, if there is any; the next one is empty."""
        if self._frames:
            first = self._frames[0]
            time = time_of(first)
            samples = _samples(self._path, self._frames)
            self._frames = []
            yield SoundFrame(time, samples, first.sample_rate, lost)


@contextlib.contextmanager
def sound_of(path: Path, index: int) -> Iterator[Sound]:
    """Opens the track of sound number `index`, from 0, of a file.

    Raises:
        MediaError: the file cannot be opened, or has no such track.
    """
    with opened(path) as container:
        stream = _track(path, container, index)
        video = first_real_video(container)
        origin = None if video is None else first_picture_s(path, video.index)
        if origin is None:
            origin = _first_track(container, stream)
        yield Sound(path, container, stream, _presentation(container, stream, origin))


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
    """Of several tracks the earliest start, so that they stay in step; None for a lone track."""
    if len(container.streams.audio) < 2:
        return None
    starts = [start for track in container.streams.audio if (start := start_of(track)) is not None]
    own = start_of(stream)
    return min(starts) if own is not None and min(starts) < own else None


def first_picture_s(path: Path, index: int) -> Fraction | None:
    """When the first picture that decodes is shown, in seconds on the container's clock.

    A stream cut out of a broadcast states the start of packets that no picture comes from. A second
    opening keeps the position of the first one.
    """
    with opened(path) as container:
        stream = next(track for track in container.streams.video if track.index == index)
        if is_decodable(stream):
            stream.codec_context.options = {"max_pixels": str(MAX_PIXELS)}
            packets = _packets(path, container, stream)
            for packet in itertools.islice(packets, _MAX_PACKETS_TO_PICTURE):
                with contextlib.suppress(av.FFmpegError):
                    for frame in packet.decode():
                        if (time := time_of(frame)) is not None:
                            return time
        return start_of(stream)


def _packets(
    path: Path,
    container: av.container.InputContainer,
    stream: _Track,
) -> Iterator[av.Packet[_Track]]:
    """Packets to the end of the file, or to where it stops making sense."""
    errors = 0
    while errors < _MAX_ERRORS_IN_A_ROW:
        try:
            packets: Iterator[av.Packet[_Track]] = container.demux(stream)
            for packet in packets:
                errors = 0
                yield packet
            return
        except (av.error.InvalidDataError, IndexError):
            # PyAV looks a track up that a broadcast declares only in its middle, and misses it.
            errors += 1
        except av.FFmpegError as error:
            raise MediaError(
                f"{path} could not be read to its end: {error.strerror}.",
                "Check the drive it is on, or copy the file again.",
            ) from error


def _samples(path: Path, frames: list[av.AudioFrame]) -> Samples:
    try:
        return samples_of(frames)
    except (ValueError, av.FFmpegError) as error:
        raise MediaError(
            f"{path} holds samples of a kind that is not read: {frames[0].format.name}.",
            "Convert it to WAV with 24-bit samples first.",
        ) from error
