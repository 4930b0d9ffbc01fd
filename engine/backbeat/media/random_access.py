"""Any stretch of a recording, decoding it no more than twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from backbeat.media.decode import stream_audio
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool

_KEPT_S = 2.0
"""How far back a stretch may begin before the recording is kept as a whole."""


class SoundFile:
    """Reads stretches of a recording at a rate. Close it.

    As long as each begins after the last one, the file is decoded as it is read and little is held;
    the first that goes back has all of it decoded once more and kept.

    Args:
        path: any file with sound.
        rate: wanted, in Hz.
        stream: which of its tracks of sound, from 0.
        folder: where a long recording may be kept meanwhile.
    """

    def __init__(self, path: Path, rate: int, stream: int, folder: Path) -> None:
        self._path, self._rate, self._stream, self._folder = path, rate, stream, folder
        self._blocks: Iterator[Samples] | None = None
        self._held: list[Samples] = []
        self._first = 0
        """Place of the first sample held."""
        self._end = 0
        self._channels = 0
        self._ended = False
        self._spool: Spool | None = None

    def read(self, first: int, count: int) -> Samples:
        """A stretch, shape (count, channels); silence beyond the recording's ends.

        Raises:
            MediaError: the recording cannot be read.
        """
        if self._spool is None and first < self._first:
            self._keep()
        if self._spool is not None:
            return self._spool.read(first, count)
        self._forget(min(first, self._end) - round(_KEPT_S * self._rate))
        while self._end < first + count and self._more():
            pass
        made = np.zeros((count, max(1, self._channels)), np.float32)
        at = self._first
        for block in self._held:
            low, high = max(first, at), min(first + count, at + len(block))
            if low < high:
                made[low - first : high - first] = block[low - at : high - at]
            at += len(block)
        return made

    def close(self) -> None:
        """Lets go of the file."""
        self._blocks, self._held = None, []
        if self._spool is not None:
            self._spool.close()

    def _more(self) -> bool:
        if self._ended:
            return False
        if self._blocks is None:
            self._blocks = stream_audio(self._path, self._rate, stream=self._stream)
        block = next(self._blocks, None)
        if block is None:
            self._ended = True
            return False
        self._held.append(block)
        self._end += len(block)
        self._channels = block.shape[1]
        return True

    def _forget(self, place: int) -> None:
        while self._held and self._first + len(self._held[0]) <= place:
            self._first += len(self._held.pop(0))

    def _keep(self) -> None:
        self._blocks, self._held = None, []
        self._spool = Spool(self._rate, self._folder)
        self._spool.fill(stream_audio(self._path, self._rate, stream=self._stream))
