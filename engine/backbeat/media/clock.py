"""Converts timestamps of a video's tracks to the clock of the delivered file.

With an edit list the first picture is presented at 0: earlier decoding times and an encoder's
priming are hidden. Without one every track is presented from its first packet on, at 0, so the
first picture is shown a lead later, and the sound starts with as much silence. With less silence
than that, the muxer lengthens the first packet of a track, which most players ignore: they play
packets one after another.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.container

from backbeat.media.opening import opened
from backbeat.media.packets import first_picture_s
from backbeat.media.tracks import exact, first_real_video, is_decodable, time_of

_FIRST_PACKETS = 32
"""Packets read to find the first pictures shown; codecs reorder pictures by less than that."""
_USUAL_PICTURE_S = Fraction(1, 25)
"""Duration of a picture, in seconds, where the source states no rate."""
_COMPARED_FRAMES = 64
"""Frames of sound whose timestamps are compared; a muxer lengthens the first one only."""
_JITTER_S = Fraction(2, 1000)
"""Largest timestamp error, in seconds, that comes from clocks in milliseconds."""


@dataclass
class Clock:
    """Shifts packets from the source's clock to that of the delivered file."""

    origin: Fraction = Fraction(0)
    """When the first picture is shown, in seconds on the source's clock."""
    lead: Fraction = Fraction(0)
    """When the first picture is shown in the delivered file, in seconds."""
    edit_lists: bool = True
    """Whether the file may have edit lists."""
    kept_for: str = ""
    """Why there are edit lists although the caller asked for none; otherwise empty."""
    first_decoding: Fraction | None = None
    """When the first picture is decoded, in seconds on the source's clock; None where decoding
    times are shifted like presentation times."""
    untimed: list[int] = field(default_factory=list)
    """Decoding times of the first pictures where the source states none, in its ticks."""

    def move(self, packet: av.Packet[Any], is_picture: bool) -> None:
        """Shifts a packet's times in place; packets of the picture must be given in file order."""
        base = exact(packet.time_base)
        if is_picture and self.untimed and packet.dts is None:
            packet.dts = self.untimed.pop(0)
        shift = self.origin - self.lead
        decoding = self.first_decoding if is_picture and self.first_decoding is not None else shift
        packet.pts = _less(packet.pts, shift, base)
        packet.dts = _less(packet.dts, decoding, base)

    def moved(self, time: Fraction) -> Fraction:
        """Converts a time of the source to the delivered file's clock, both in seconds.

        The first picture, and everything before it, is at 0.
        """
        moved = time - self.origin + self.lead
        return Fraction(0) if moved <= self.lead else moved


@dataclass(frozen=True)
class _FirstPackets:
    """Timing of a video track's first packets, in decoding order.

    Times are in seconds on the source's clock.
    """

    shown: list[Fraction]
    """Presentation times."""
    untimed: list[int]
    """See `Clock.untimed`."""
    decoding: Fraction | None
    """Decoding time of the first packet; None where no packet states one."""
    picture_s: Fraction
    """Duration of a picture, in seconds."""


def clock_of(
    source: Path, edit_lists: bool, codec: str, priming_s: Fraction, new_sounds: int = 1
) -> Clock:
    """Determines the clock of a delivered file.

    Args:
        source: the video.
        edit_lists: whether the delivered file may have edit lists, or is of a format without them.
        codec: FFmpeg's name of the encoder of the new sound.
        priming_s: duration of the encoder's priming, in seconds.
        new_sounds: how many of the video's tracks of sound are encoded anew.

    Raises:
        MediaError: the video cannot be read.
    """
    with opened(source) as container:
        video = first_real_video(container)
        if video is None:
            return Clock(edit_lists=edit_lists)
        # PyAV's objects must not be used once their file is closed.
        index, first = video.index, _first_packets(container, video)
        sounds = len(container.streams.audio)
    origin = first_picture_s(source, index) or Fraction(0)
    if edit_lists:
        return Clock(origin)
    kept_for = ""
    if any(time < origin for time in first.shown):
        kept_for = "this video is trimmed by one"
    elif codec == "libopus":
        # Its header states how many samples to drop; without an edit list players disagree on
        # where the sound then starts (Encapsulation of Opus in ISO Base Media File Format, 4.4).
        kept_for = "Opus needs one"
    elif sounds > new_sounds:
        kept_for = "the tracks of sound that are copied need one"
    elif first.decoding is None:
        kept_for = "this video does not say when its pictures are decoded"
    if kept_for or first.decoding is None:
        return Clock(origin, kept_for=kept_for)
    lead = origin - first.decoding
    while lead < priming_s:
        lead += first.picture_s
    return Clock(origin, lead, False, "", first.decoding, first.untimed)


def stretch_s(path: Path, track: int) -> Fraction:
    """How much later a track's sound is by its timestamps than by its samples, in seconds.

    Most players ignore gaps between the first timestamps and play samples one after another.

    Args:
        path: the file.
        track: index among its tracks of sound, from 0.

    Raises:
        MediaError: the file cannot be read.
    """
    with opened(path) as container:
        stream = container.streams.audio[track]
        if not is_decodable(stream):
            return Fraction(0)
        stretch, end = Fraction(0), None
        for frame in itertools.islice(container.decode(stream), _COMPARED_FRAMES):
            time = time_of(frame)
            if time is None:
                continue
            if end is not None and abs(time - end) >= _JITTER_S:
                stretch += time - end
            end = time + Fraction(frame.samples, frame.sample_rate)
        return stretch


def _first_packets(container: av.container.InputContainer, video: av.VideoStream) -> _FirstPackets:
    packets = [
        packet
        for packet in itertools.islice(container.demux(video), _FIRST_PACKETS)
        if packet.size and packet.pts is not None
    ]
    if not packets:
        return _FirstPackets([], [], None, _USUAL_PICTURE_S)
    base = exact(packets[0].time_base)
    rate = video.average_rate or video.base_rate
    picture_s = 1 / exact(rate) if rate else _USUAL_PICTURE_S
    length = max(1, round(picture_s / base) if rate else packets[0].duration or 1)
    known = [index for index, packet in enumerate(packets) if packet.dts is not None]
    shown = [packet.pts * base for packet in packets if packet.pts is not None]
    if not known:
        return _FirstPackets(shown, [], None, length * base)
    first = packets[known[0]].dts or 0
    untimed = [first - length * (known[0] - index) for index in range(known[0])]
    return _FirstPackets(shown, untimed, (untimed or [first])[0] * base, length * base)


def _less(ticks: int | None, shift: Fraction, base: Fraction) -> int | None:
    return None if ticks is None else ticks - round(shift / base)
