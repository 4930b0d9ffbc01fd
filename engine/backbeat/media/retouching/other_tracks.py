"""Copies sound, subtitles and all else beside the picture."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import av
import av.container
from av.stream import Stream

from backbeat.media.clock import Clock
from backbeat.media.retouching.source import Ints
from backbeat.media.tracks import exact

_PREROLL = 3
"""Packets of sound before the first picture that are kept for decoding, and hidden."""


class OtherTracks:
    """Packets of all tracks but the picture's and those replaced, on the clock of the output.

    Args:
        reading: the source.
        copies: the output's tracks by the source's indexes.
        origin: when the first picture that is shown is shown in the source, in seconds.
        shown: which of the source's pictures the output shows.
        pictures: how many the source has.
        end: when the output ends, in seconds.
    """

    def __init__(
        self,
        reading: av.container.InputContainer,
        copies: Mapping[int, Stream],
        origin: Fraction,
        shown: Ints,
        pictures: int,
        end: Fraction,
    ) -> None:
        streams = [stream for stream in reading.streams if stream.index in copies]
        self._copies = copies
        self._clock = Clock(origin)
        self._packets = iter(reading.demux(streams)) if streams else iter(())
        self._next: av.Packet[Any] | None = None
        self._trimmed = int(shown[0]) > 0
        whole = not self._trimmed and int(shown[-1]) == pictures - 1
        self._end = None if whole else end

    def write_until(self, container: av.container.OutputContainer, time: Fraction | None) -> None:
        """Writes what is decoded before a time, in seconds; None: everything."""
        while (packet := self._upcoming()) is not None:
            base = exact(packet.time_base)
            if time is not None and packet.dts is not None and packet.dts * base > time:
                return
            self._next = None
            if self._is_heard(packet, base):
                packet.stream = self._copies[packet.stream.index]
                container.mux(packet)

    def _upcoming(self) -> av.Packet[Any] | None:
        while self._next is None:
            packet = next(self._packets, None)
            if packet is None:
                return None
            if packet.size:
                self._clock.move(packet, False)
                self._next = packet
        return self._next

    def _is_heard(self, packet: av.Packet[Any], base: Fraction) -> bool:
        if packet.pts is None:
            return True
        if self._end is not None and packet.pts * base >= self._end:
            return False
        length = max(packet.duration or 0, 1)
        return not self._trimmed or packet.pts + _PREROLL * length > 0
