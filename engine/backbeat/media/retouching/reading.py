"""Decodes the pictures of a video in any order, in bounded memory."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

import av
import numpy as np

from backbeat.errors import MediaError
from backbeat.media.opening import opened
from backbeat.media.retouching.planes import copied
from backbeat.media.retouching.source import (
    SourcePictures,
    decoded_frames,
    track_of,
)

_HELD_BYTES = 192 << 20
"""Most bytes of decoded pictures held to show them backwards."""
_HELD_PICTURES = 64
"""Most of them."""


class PictureReader:
    """Gives decoded pictures by their number. Close it.

    Reads that go forward decode on the way. Those that go backwards decode a piece and hold it.

    Args:
        pictures: of the video.

    Raises:
        MediaError: the video cannot be opened.
    """

    def __init__(self, pictures: SourcePictures) -> None:
        self._pictures = pictures
        self._closing = contextlib.ExitStack()
        try:
            self._container = self._closing.enter_context(opened(pictures.path))
            self._stream = track_of(pictures.path, self._container)
        except BaseException:
            self._closing.close()
            raise
        self._frames = decoded_frames(self._container, self._stream)
        self._place = -1
        """Number of the last picture decoded; -1 for none."""
        self._kept: av.VideoFrame | None = None
        """That picture, until it is handed out."""
        self._count = 0
        """Pictures decoded since the beginning."""

    def frames(self, numbers: Sequence[int]) -> Iterator[av.VideoFrame]:
        """The pictures with these numbers, in that order; each is the caller's own.

        One that cannot be decoded is given as the next one, or at the end as the last.

        Raises:
            MediaError: there is no such picture.
        """
        at = 0
        while at < len(numbers):
            stop = at + 1
            while (
                stop < len(numbers)
                and stop - at < self._held()
                and numbers[stop] < numbers[stop - 1]
            ):
                stop += 1
            again = stop < len(numbers) and numbers[stop] == numbers[stop - 1]
            yield from self._falling(numbers[at:stop], again)
            at = stop

    def close(self) -> None:
        """Closes the video."""
        self._frames = iter(())
        self._kept = None
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

    def _held(self) -> int:
        context = self._stream.codec_context
        each = context.width * context.height * 6
        return max(2, min(_HELD_PICTURES, _HELD_BYTES // max(1, each)))

    def _falling(self, numbers: Sequence[int], again: bool) -> Iterator[av.VideoFrame]:
        """Pictures backwards; `again`: the last of them is asked for again just after."""
        if len(numbers) == 1:
            yield self._take(numbers[0], again)
            return
        held = {number: self._take(number, False) for number in reversed(numbers)}
        for number in numbers:
            yield held.pop(number)

    def _take(self, number: int, keep: bool) -> av.VideoFrame:
        if not 0 <= number < len(self._pictures.ticks):
            raise MediaError(
                f"{self._pictures.path} has {len(self._pictures.ticks)} pictures; number {number} "
                "does not exist.",
                "Pictures count from 0.",
            )
        self._go_near(number)
        while self._kept is None or self._place < number:
            if not self._advance():
                break
        kept = self._kept
        if kept is None:
            if self._place < 0 or self._place >= number:
                raise MediaError(
                    f"{self._pictures.path} cannot be decoded at picture {number}.",
                    "Export or copy it again.",
                )
            return self._take(self._place, keep)
        if keep or self._place != number:
            return copied(kept)
        self._kept = None
        return kept

    def _go_near(self, number: int) -> None:
        """Seeks where the picture is behind, or where a later one can be decoded from."""
        behind = number < self._place or (number == self._place and self._kept is None)
        if not self._pictures.by_packets:
            if behind:
                self._rewind()
            return
        keys = np.flatnonzero(self._pictures.keys[: number + 1])
        if not behind and (int(keys[-1]) <= self._place + 1):
            return
        for candidate in keys[::-1][:3]:
            if self._sought(int(candidate)):
                return
        self._rewind()

    def _sought(self, key: int) -> bool:
        """Seeks to a picture that decoding can begin with; whether that, or one before, came."""
        tick = int(self._pictures.ticks[key])
        try:
            self._container.seek(tick, stream=self._stream, backward=True)
        except av.FFmpegError:
            return False
        self._begin()
        return self._advance() and self._place <= key

    def _rewind(self) -> None:
        self._closing.close()
        self._container = self._closing.enter_context(opened(self._pictures.path))
        self._stream = track_of(self._pictures.path, self._container)
        self._begin()

    def _begin(self) -> None:
        self._frames = decoded_frames(self._container, self._stream)
        self._place, self._kept, self._count = -1, None, 0

    def _advance(self) -> bool:
        """Decodes the next picture; False at the end."""
        for frame in self._frames:
            number = self._number(frame)
            if number is not None:
                self._place, self._kept = number, frame
                return True
        return False

    def _number(self, frame: av.VideoFrame) -> int | None:
        if not self._pictures.by_packets:
            self._count += 1
            return self._count - 1
        if frame.pts is None:
            return None
        number = int(np.searchsorted(self._pictures.ticks, frame.pts))
        if number < len(self._pictures.ticks) and self._pictures.ticks[number] == frame.pts:
            return number
        return None
