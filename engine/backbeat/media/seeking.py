"""Decodes a track of sound from any place, the same samples as when decoded from its start.

Decoded from the start, a sample's place is the number of samples before it. After a seek it follows
from timestamps, which is trusted only where both are known to agree: where the container's clock
ticks in samples, and else where every packet holds equally many samples, so that a place is a whole
number of packets away from the start. Everything else is decoded from the start.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av

from backbeat.media.decode import Resumed, converted
from backbeat.media.flac_frames import counts_through
from backbeat.media.ogg_pages import is_chained
from backbeat.media.packets import Sound, SoundFrame, sound_of
from backbeat.media.placing import Placer
from backbeat.media.samples import Samples
from backbeat.media.tracks import codec_name, exact
from backbeat.progress import SILENT

_LEAD_S = Fraction(3, 2)
"""Decoded and thrown away before the place asked for, in seconds.

Opus needs it longest: what its predictors remember fades to float rounding within a second. An MP3
keeps bits for up to nine packets, other codecs overlap by one or two; the filter of the resampler
is shorter than 0.1 s."""
_EARLIER_S = (0, 10, 60, 600)
"""How much earlier a seek is tried again where there is no sound after it, in seconds."""
_MOST_BEFORE_S = 120
"""Farthest before the place asked for that a seek may land; beyond it, the file is not trusted."""
_FIRST_BLOCKS = 8
"""Blocks from the start by which the places of the track are learned."""
_SELF_COUNTING = frozenset(("flac", "vorbis", "wavpack", "tta"))
"""Codecs of packets of any length, whose containers count samples."""
_OF_ANY_LENGTH = frozenset(("vorbis",))
"""Codecs whose packets change their length within a track."""


@dataclass(frozen=True)
class _Count:
    """How the places of a track's samples follow from the times of its packets."""

    origin: Fraction
    """Time of sample 0, in seconds on the container's clock."""
    time: Fraction
    """Time of a packet near the start."""
    place: int
    """Place of that packet's first sample."""
    rate: int
    """Sample rate, in Hz."""
    channels: int
    tick: Fraction
    """A tick of the container's clock, in samples."""
    packet: int
    """Samples that every packet holds; 0 where any number is right."""

    def place_at(self, time: Fraction) -> int | None:
        """The place of a packet's first sample; None where it cannot be known."""
        place = self.place + round((time - self.time) * self.rate)
        if not self.packet:
            return place
        packets = round(Fraction(place - self.place, self.packet))
        counted = self.place + packets * self.packet
        slack = 0 if self.tick.numerator == 1 else math.ceil(self.tick) + 1
        return counted if abs(counted - place) <= slack else None


class SoundSeeker:
    """Decodes the first track of a file's sound from any place. Close it.

    Args:
        path: any file with sound.
        rate: of the samples, in Hz.

    Raises:
        MediaError: the file has no sound that can be decoded.
    """

    def __init__(self, path: Path, rate: int) -> None:
        self._rate = rate
        self._open = ExitStack()
        try:
            self._sound = self._open.enter_context(sound_of(path, 0))
            self._count = _count_of(self._sound) if _has_one_clock(self._sound) else None
            if self._count is not None:
                shown = replace(self._sound.presentation, origin=self._count.origin)
                self._sound = replace(self._sound, presentation=shown)
        except BaseException:
            self._open.close()
            raise

    def blocks(self, first: int) -> Iterator[Samples] | None:
        """The sound from a sample on, in blocks as of `stream_audio`.

        The iterator ends with the next call. Lossy codecs give the same samples as from the start
        within the rounding of float32, except for the noise that AAC and AC-3 make up at random.

        Args:
            first: a sample of `read_audio` at the rate asked for, counted from 0.

        Returns:
            Blocks of shape (n, channels), float32; None where only decoding from the start gives
            the right samples.

        Raises:
            MediaError: the file cannot be read.
        """
        if self._count is None:
            return None
        resumed = self._resumed(Fraction(first, self._rate) - _LEAD_S, self._count)
        if resumed is None:
            return None
        blocks = converted(self._sound, self._rate, self._count.channels, SILENT, resumed)
        return _without(blocks, first - resumed.place * self._rate // self._count.rate)

    def close(self) -> None:
        """Closes the file."""
        self._open.close()

    def _resumed(self, wanted: Fraction, count: _Count) -> Resumed | None:
        """Frames from `wanted` seconds after sample 0 on, or from a little before."""
        for earlier in _EARLIER_S:
            at = wanted - earlier
            if at <= _LEAD_S:
                return None
            frames = self._frames_from(count.origin + at)
            found = next(frames, None)
            if found is None:
                continue
            if found.time is None or found.rate != count.rate:
                return None
            place = count.place_at(found.time)
            if place is None or not at - _MOST_BEFORE_S <= Fraction(place, count.rate):
                return None
            if Fraction(place, count.rate) <= wanted:
                return _from_whole_output_sample(found, frames, place, count.rate, self._rate)
        return None

    def _frames_from(self, time: Fraction) -> Iterator[SoundFrame]:
        stream = self._sound.stream
        base = exact(stream.time_base or Fraction(1, av.time_base))
        try:
            self._sound.container.seek(math.floor(time / base), stream=stream)
        except av.FFmpegError:
            return iter(())
        return self._sound.frames()


def _has_one_clock(sound: Sound) -> bool:
    """Whether the container's clock runs through, by its kind or by what it says."""
    if sound.container.format.name == "ogg":
        # In Ogg, FFmpeg may be wrong by a whole packet of FLAC after a seek.
        return codec_name(sound.stream) != "flac" and not is_chained(sound.path)
    return not sound.presentation.broken_clock and counts_through(sound.path)


def _count_of(sound: Sound) -> _Count | None:
    """What the beginning of a track says; None where it says nothing certain."""
    if sound.stream.time_base is None:
        return None
    blocks = list(itertools.islice(sound.frames(), _FIRST_BLOCKS))
    if not blocks or blocks[0].time is None:
        return None
    rate, channels = blocks[0].rate, blocks[0].samples.shape[1]
    origin = sound.presentation.origin
    origin = blocks[0].time if origin is None else origin
    placer = Placer(rate, channels, replace(sound.presentation, origin=origin))
    places: list[int] = []
    for block in blocks:
        if block.rate != rate or block.samples.shape[1] != channels or block.time is None:
            return None
        for _ in placer.place(block.time, block.samples, block.after_loss):
            pass
        places.append(round(placer.end * rate) - len(block.samples))
    # The first packets may be shortened by an encoder's delay.
    whole = [block for block in blocks[2:] if len(block.samples) % block.unit == 0]
    units = {block.unit for block in whole[:-1]}
    tick = exact(sound.stream.time_base) * rate
    codec = codec_name(sound.stream)
    counts = codec in _SELF_COUNTING or codec.startswith("pcm_")
    if tick.numerator == 1 and counts:
        packet = 0
    elif len(units) == 1 and codec not in _OF_ANY_LENGTH:
        packet = units.pop()
    else:
        return None
    learned = len(blocks) // 2
    time = blocks[learned].time
    return (
        None
        if time is None
        else _Count(origin, time, places[learned], rate, channels, tick, packet)
    )


def _from_whole_output_sample(
    first: SoundFrame, rest: Iterator[SoundFrame], place: int, rate_in: int, rate_out: int
) -> Resumed | None:
    """Begins where a sample of the output is at the same time as one of the track.

    Only from there on a resampler gives the same samples as from the start.
    """
    apart = rate_in // math.gcd(rate_in, rate_out)
    drop = -place % apart
    if drop >= len(first.samples) or first.time is None:
        return None
    begun = replace(first, time=first.time + Fraction(drop, rate_in), samples=first.samples[drop:])
    return Resumed(itertools.chain((begun,), rest), place + drop)


def _without(blocks: Iterator[Samples], count: int) -> Iterator[Samples]:
    """The blocks without their first samples."""
    for block in blocks:
        kept = block[count:]
        count = max(0, count - len(block))
        if len(kept):
            yield kept
