"""Packets of a video's pictures, as they are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import av
import numpy as np

from backbeat.errors import MediaError
from backbeat.media.opening import opened
from backbeat.media.retouching.source import SourcePictures, track_of

_AHEAD = 500
"""Packets that are read over instead of seeking."""


@dataclass(frozen=True)
class Copy:
    """A packet of the source."""

    number: int
    """Of its picture."""
    data: bytes
    key: bool


class PacketReader:
    """Gives packets by the numbers of their pictures. Close it.

    Args:
        pictures: of the video, known by their packets.

    Raises:
        MediaError: the video cannot be opened.
    """

    def __init__(self, pictures: SourcePictures) -> None:
        self._pictures = pictures
        self._closing = contextlib.ExitStack()
        self._packets: Iterator[Copy] = iter(())
        self._place = np.empty(len(pictures.ticks), np.int64)
        self._place[pictures.decoded] = np.arange(len(pictures.ticks))
        self._open()

    def packets(self, first: int, count: int) -> Iterator[Copy]:
        """Packets in the order they are stored in, from that of picture `first` on.

        Raises:
            MediaError: the video has changed, or cannot be read.
        """
        start = int(self._place[first])
        if not self._at <= start < self._at + _AHEAD:
            self._seek(first, start)
        for copy in self._packets:
            self._at += 1
            if self._at <= start:
                continue
            expected = int(self._pictures.decoded[self._at - 1])
            if copy.number != expected:
                break
            yield copy
            count -= 1
            if not count:
                return
        raise MediaError(
            f"{self._pictures.path} could not be read at picture {first}.",
            "Check the drive it is on; it must not change meanwhile.",
        )

    def close(self) -> None:
        """Closes the video."""
        self._packets = iter(())
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> None:
        self._closing.close()
        self._container = self._closing.enter_context(opened(self._pictures.path))
        self._stream = track_of(self._pictures.path, self._container)
        self._at = 0
        """Place of the next packet."""
        self._packets = self._read()

    def _seek(self, first: int, start: int) -> None:
        tick = int(self._pictures.ticks[first])
        with contextlib.suppress(av.FFmpegError):
            self._container.seek(tick, stream=self._stream, backward=True)
            packets = self._read()
            one = next(packets, None)
            if one is not None and self._place[one.number] <= start:
                self._at = int(self._place[one.number])
                self._packets = _with_first(one, packets)
                return
        self._open()

    def _read(self) -> Iterator[Copy]:
        for packet in self._container.demux(self._stream):
            if packet.size and not packet.is_discard:
                yield Copy(self._number(packet), bytes(packet), packet.is_keyframe)

    def _number(self, packet: av.Packet[Any]) -> int:
        tick = packet.pts
        number = -1 if tick is None else int(np.searchsorted(self._pictures.ticks, tick))
        if 0 <= number < len(self._pictures.ticks) and self._pictures.ticks[number] == tick:
            return number
        return -1


def _with_first(one: Copy, rest: Iterator[Copy]) -> Iterator[Copy]:
    yield one
    yield from rest
