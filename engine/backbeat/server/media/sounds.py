"""Stretches of sound as WAV, on the clock of `MusicAnalysis`, for playing them back to back."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from backbeat.errors import RequestError
from backbeat.server.media.kept_open import KeptOpen

if TYPE_CHECKING:
    from backbeat.media.samples import Samples
    from backbeat.media.seeking import SoundSeeker

RATE = 48_000
"""Samples a second, counted from the first picture or sample of the file."""
_MOST_S = 30.0
_OPEN = 4
_NEAR_S = 5
"""Seconds ahead that are decoded on the way rather than jumped over."""
_KEPT_S = 60
"""Seconds of decoded sound that stay, so that a little back needs no new decoding."""
Stereo = NDArray[np.int16]


class Sounds:
    """Decoders of sound, kept open so that the next stretch follows on; thread-safe."""

    def __init__(self) -> None:
        self._open: KeptOpen[Path, _Reader] = KeptOpen(_OPEN)

    def wave(self, path: Path, start_s: float, seconds: float) -> bytes:
        """A stretch as a 16-bit stereo WAV; shorter where the sound ends.

        Raises:
            RequestError: the stretch is longer than 30 s, or none.
            MediaError: the file has no sound that can be decoded.
        """
        if not 0 < seconds <= _MOST_S:
            raise RequestError(f"{seconds:g} s cannot be asked for.", "Ask for at most 30 s.")
        first, count = round(max(start_s, 0) * RATE), round(seconds * RATE)
        with self._open.use(path, lambda: _Reader(path)) as decoder:
            samples = decoder.read(first, count)
        return _header(samples.nbytes) + samples.tobytes()

    def close(self) -> None:
        """Closes every file."""
        self._open.close()


class _Reader:
    """Reads a recording forward, and jumps where that gives the same samples.

    Otherwise it reads up to the place, from the start again where it is to go back.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seeker: SoundSeeker | None = None
        self._blocks: Iterator[Stereo] = iter(())
        self._held: list[Stereo] = []
        self._first = self._end = 0
        self._begin()

    def read(self, first: int, count: int) -> Stereo:
        if not self._first <= first <= self._end + _NEAR_S * RATE:
            self._go_to(first)
        while self._end < first + count and self._more():
            self._forget(min(first, self._end) - _KEPT_S * RATE)
        sound = np.concatenate(self._held) if self._held else np.zeros((0, 2), np.int16)
        return sound[first - self._first : first - self._first + count]

    def close(self) -> None:
        self._blocks, self._held = iter(()), []
        if self._seeker is not None:
            self._seeker.close()

    def _go_to(self, first: int) -> None:
        from backbeat.media.seeking import SoundSeeker

        if self._seeker is None:
            self._seeker = SoundSeeker(self._path, RATE)
        found = self._seeker.blocks(first)
        if found is not None:
            self._blocks, self._held = _stereo(found), []
            self._first = self._end = first
        elif first < self._first:
            self._begin()

    def _begin(self) -> None:
        from backbeat.media.decode import stream_audio

        self._blocks, self._held = _stereo(stream_audio(self._path, RATE)), []
        self._first = self._end = 0

    def _more(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            return False
        self._held.append(block)
        self._end += len(block)
        return True

    def _forget(self, place: int) -> None:
        while self._held and self._first + len(self._held[0]) <= place:
            self._first += len(self._held.pop(0))


def _stereo(blocks: Iterator[Samples]) -> Iterator[Stereo]:
    for block in blocks:
        both = block if block.shape[1] == 2 else _mixed(block)
        yield np.clip(np.rint(both * 32767), -32768, 32767).astype(np.int16)


def _mixed(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """Two channels of any number: of one, both; of more, the mean, so that nothing is louder."""
    return np.repeat(block.mean(axis=1, keepdims=True), 2, axis=1)


def _header(size: int) -> bytes:
    """The header of a PCM WAV of `size` bytes of samples (RIFF, WAVE format 1)."""
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 2, RATE, 4 * RATE, 4, 16, b"data", size,
    )  # fmt: skip
