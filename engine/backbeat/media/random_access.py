"""Random access to a recording that is decoded at most twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from backbeat.media.decode import stream_audio
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool

_KEPT_S = 2.0
"""Seconds of decoded sound that are held, so that a read may begin that far back."""


class SoundFile:
    """Reads parts of a recording at a given rate. Close it.

    While reads go forward, the file is decoded on the way and little is held in memory. The first
    read that goes back further decodes the whole file again, into a spool.

    Args:
        path: any file with sound.
        rate: wanted, in Hz.
        stream: which of its tracks of sound, from 0.
        folder: for the temporary file of a long recording.
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
        """The samples from `first` on, shape (count, channels); silence beyond the ends.

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
        samples = np.zeros((count, max(1, self._channels)), np.float32)
        at = self._first
        for block in self._held:
            low, high = max(first, at), min(first + count, at + len(block))
            if low < high:
                samples[low - first : high - first] = block[low - at : high - at]
            at += len(block)
        return samples

    def close(self) -> None:
        """Closes the file and the spool."""
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
        self._spool.append(stream_audio(self._path, self._rate, stream=self._stream))
