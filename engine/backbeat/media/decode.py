"""Decodes the sound of any media file to float32 at a requested rate.

Time base: sample 0 is the first picture of a file with video, and otherwise the first sample that
the container presents. Edit lists, an offset between sound and picture and an encoder's delay are
compensated, so sample `n` is what an editor plays `n / rate` seconds after the first picture.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from backbeat.errors import MediaError, RequestError
from backbeat.files import StrPath
from backbeat.media.limits import check_fits_memory, check_rate
from backbeat.media.packets import Sound, SoundFrame, sound_of
from backbeat.media.placing import Placer, TailTrim
from backbeat.media.resampling import Resampler
from backbeat.media.samples import Samples, regrouped, with_channels
from backbeat.progress import SILENT, Progress

_MAX_MISFIT_S = 0.2
"""Longest run of frames, in seconds, with an unexpected channel count that is skipped.

A broken packet may decode to any number of channels; a real change lasts longer."""


@dataclass(frozen=True, eq=False)
class AudioBuffer:
    """Sound held in memory."""

    samples: Samples
    """Shape (n, channels), float32, full scale 1.0."""
    rate: int
    """Sample rate, in Hz."""

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[1])

    @property
    def duration_s(self) -> float:
        """Duration, in seconds."""
        return len(self.samples) / self.rate


def read_audio(
    path: StrPath,
    rate: int,
    channels: int | None = None,
    stream: int = 0,
    progress: Progress = SILENT,
) -> AudioBuffer:
    """Decodes a whole track into memory, at most six hours of it.

    Args:
        path: any file with sound.
        rate: sample rate of the result, in Hz.
        channels: number of channels of the result. 1 mixes down by mean; None keeps the file's
            number; any other must be the file's own, unless the file is mono, which is copied to
            every channel.
        stream: index among the file's tracks of sound, from 0.
        progress: notified after each second of sound; may cancel.

    Returns:
        The whole track, shape (n, channels), float32.

    Raises:
        MediaError: the file cannot be opened, has no sound, or is too long.
        RequestError: `rate`, `channels` or `stream` is out of range.
        CancelledError: the job was cancelled.
    """
    path = Path(path)
    _check_request(rate, channels, stream)
    with sound_of(path, stream) as sound:
        seconds = float(sound.seconds or 0)
        check_fits_memory(path, seconds, rate, channels or sound.channels)
        blocks = converted(sound, rate, channels, progress)
        try:
            return AudioBuffer(_gathered(path, blocks, rate, seconds), rate)
        except MemoryError as error:
            raise MediaError(
                f"{path} does not fit into this computer's memory.",
                "Close other programs, or cut it into parts.",
            ) from error


def stream_audio(
    path: StrPath,
    rate: int,
    channels: int | None = None,
    stream: int = 0,
    block_s: float = 1.0,
    progress: Progress = SILENT,
    keep_early: bool = False,
) -> Iterator[Samples]:
    """Decodes a track block by block; memory use does not grow with its length.

    The concatenated blocks equal what `read_audio` returns, for every block size.

    Args:
        path: as for `read_audio`.
        rate: as for `read_audio`.
        channels: as for `read_audio`.
        stream: as for `read_audio`.
        block_s: length of every block but the last, in seconds.
        progress: as for `read_audio`.
        keep_early: whether sound before the first picture is decoded too, as programs do that look
            at the sound alone; sample 0 is then the track's first.

    Yields:
        Blocks of shape (k, channels), float32; never empty.

    Raises:
        MediaError: as for `read_audio`, but length is not limited.
        RequestError: as for `read_audio`, or `block_s` is not above 0.
        CancelledError: the job was cancelled.
    """
    _check_request(rate, channels, stream)
    if not block_s > 0:
        raise RequestError(f"A block of {block_s} s cannot be decoded.", "Ask for more than 0 s.")
    with sound_of(Path(path), stream, keep_early) as sound:
        blocks = converted(sound, rate, channels, progress)
        yield from regrouped(blocks, max(1, round(block_s * rate)))


def early_s(path: StrPath, stream: int = 0) -> Fraction:
    """How long a track sounds before the first picture of its file, in seconds; 0 without picture.

    Raises:
        MediaError: the file cannot be opened, or has no such track that can be decoded.
    """
    with sound_of(Path(path), stream) as sound:
        first = next(sound.frames(), None)
        return Fraction(0) if first is None else sound.early_s(first)


def _check_request(rate: int, channels: int | None, stream: int) -> None:
    if not 1 <= rate <= 768_000:
        raise RequestError(f"Sound cannot be converted to {rate} Hz.", "Ask for 1 to 768000 Hz.")
    if channels is not None and channels < 1:
        raise RequestError(f"Sound cannot have {channels} channels.", "Ask for 1 or more.")
    if stream < 0:
        raise RequestError(f"There is no track {stream} of sound.", "Tracks count from 0.")


@dataclass(frozen=True, eq=False)
class Resumed:
    """Where decoding goes on in the middle of a track."""

    frames: Iterator[SoundFrame]
    """The track from there on."""
    place: int
    """Samples of the track from sample 0 to the first of `frames`."""


def converted(
    sound: Sound,
    rate: int,
    channels: int | None,
    progress: Progress,
    resumed: Resumed | None = None,
) -> Iterator[Samples]:
    """Yields a track's blocks placed in time, mixed and resampled; of any size, never empty.

    Args:
        sound: the open track.
        rate: in Hz.
        channels: as for `read_audio`.
        progress: as for `read_audio`.
        resumed: where it begins; None for the start. The first sample of the output is at the time
            of the first that is decoded.
    """
    step = f"Decoding {sound.path.name}"
    done = Fraction(0)
    resampler: Resampler | None = None
    decoded = 0
    progress(0.0, step)
    for source_rate, block in _in_larger_blocks(_placed(sound, channels, resumed)):
        progress.check()
        if resampler is None:
            check_rate(sound.path, source_rate)
            start = Fraction(0 if resumed is None else resumed.place, source_rate)
            resampler = Resampler(source_rate, rate, block.shape[1], start)
        elif source_rate != resampler.rate_in:
            check_rate(sound.path, source_rate)
            yield from _unless_empty(resampler.finish())
            resampler = Resampler(source_rate, rate, block.shape[1], resampler.end)
        decoded += len(block)
        yield from _unless_empty(resampler.feed(block))
        if resampler.end - done >= 1:
            done = resampler.end
            progress(float(done / sound.seconds) if sound.seconds else 0.0, step)
    if resampler is None or not decoded:
        raise MediaError(
            f"{sound.path} has a sound track, but no sound could be decoded from it.",
            "Play it in another program; if that is silent too, export it again.",
        )
    yield from _unless_empty(resampler.finish())
    if resumed is None and not round(resampler.end * rate):
        raise MediaError(
            f"{sound.path} is too short: its sound lasts {float(resampler.end) * 1000:.3f} ms.",
            "Give a longer recording.",
        )
    progress(1.0, step)


def _in_larger_blocks(blocks: Iterator[tuple[int, Samples]]) -> Iterator[tuple[int, Samples]]:
    """Joins blocks into ones of about 0.25 s, because every block has a fixed cost."""
    rate, held, count = 0, list[Samples](), 0
    for here, block in blocks:
        if held and (here != rate or 4 * count >= rate):
            yield rate, held[0] if len(held) == 1 else np.concatenate(held)
            held, count = [], 0
        rate = here
        held.append(block)
        count += len(block)
    if held:
        yield rate, np.concatenate(held)


def _placed(
    sound: Sound, channels: int | None, resumed: Resumed | None
) -> Iterator[tuple[int, Samples]]:
    """Yields the sample rate and samples of contiguous blocks, with `channels` channels."""
    place = None if resumed is None else resumed.place
    placer: Placer | None = None
    trim = TailTrim(None, 0)
    rate = 0
    misfit_s = 0.0
    for frame in sound.frames() if resumed is None else resumed.frames:
        mixed = with_channels(frame.samples, channels or frame.samples.shape[1])
        if mixed is None:
            misfit_s += len(frame.samples) / frame.rate
            if misfit_s > _MAX_MISFIT_S or placer is None:
                at_s = float(placer.end) if placer else 0.0
                raise _misfit(sound, frame.samples.shape[1], channels, at_s)
            continue
        lost = frame.after_loss or misfit_s > 0
        misfit_s = 0.0
        channels = mixed.shape[1]
        if placer is None:
            start = None if place is None else Fraction(place, frame.rate)
            placer = Placer(frame.rate, channels, sound.presentation, start)
            length = sound.length(frame)
            trim = TailTrim(None if length is None else length - (place or 0), sound.padding)
        elif frame.rate != rate:
            placer = Placer(frame.rate, channels, sound.presentation, placer.end)
            trim = TailTrim(None, 0)
        rate = frame.rate
        for block in placer.place(frame.time, mixed, lost):
            for kept in trim.pass_on(block):
                yield rate, kept


def _misfit(sound: Sound, have: int, expected: int | None, at_s: float) -> MediaError:
    return MediaError(
        f"{sound.path} has {have} channels at {at_s:.1f} s, where {expected} are expected.",
        "Ask for one channel, which mixes any number down, or convert the file first.",
    )


def _gathered(path: Path, blocks: Iterator[Samples], rate: int, seconds: float) -> Samples:
    """Concatenates blocks into one array without holding all of them twice."""
    first = next(blocks)
    channels = first.shape[1]
    result = np.empty((len(first) + round(seconds * rate), channels), np.float32)
    filled = 0
    for block in itertools.chain([first], blocks):
        end = filled + len(block)
        if end > len(result):
            check_fits_memory(path, end / rate, rate, channels)
            result.resize((end + end // 2, channels), refcheck=False)
        result[filled:end] = block
        filled = end
    result.resize((filled, channels), refcheck=False)
    return result


def _unless_empty(samples: Samples) -> Iterator[Samples]:
    if len(samples):
        yield samples
