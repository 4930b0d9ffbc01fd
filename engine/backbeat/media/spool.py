"""Decoded sound that is read several times: in memory while it is short, otherwise on disk."""

from __future__ import annotations

import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import numpy as np

from backbeat.errors import OutputError
from backbeat.media.samples import Samples

_IN_MEMORY = 96 << 20
"""Most bytes held in memory: four minutes of stereo at 48 kHz."""
_SECONDS = 1.0


class Spool:
    """Stores sound once, to be read any number of times. Close it, or use it in a `with`.

    Args:
        rate: in Hz.
        folder: for the temporary file of sound that exceeds memory; it is removed when closed.
    """

    def __init__(self, rate: int, folder: Path) -> None:
        self.rate = rate
        self.channels = 0
        self.samples = 0
        """Samples per channel."""
        self._folder = folder
        self._held: list[Samples] = []
        self._starts: list[int] = []
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def append(self, blocks: Iterable[Samples]) -> Spool:
        """Appends blocks of shape (n, channels); returns the spool.

        Raises:
            OutputError: the disk is full.
        """
        try:
            for block in blocks:
                self._take(np.ascontiguousarray(block, np.float32))
        except OSError as error:
            raise OutputError(
                f"The sound does not fit into {self._folder}: {error.strerror or error}.",
                f"Free some space there, or {self._elsewhere()}.",
            ) from error
        return self

    def blocks(self) -> Iterator[Samples]:
        """The sound from its start, in blocks of a second. Two may be read at once."""
        length = round(self.rate * _SECONDS)
        if self._file is None:
            yield from self._held
            return
        for first in range(0, self.samples, length):
            count = min(length, self.samples - first) * self.channels
            self._file.seek(4 * first * self.channels)
            data = np.fromfile(self._file, np.float32, count)
            yield data.reshape(-1, self.channels)

    @property
    def shape(self) -> tuple[int, int]:
        """Samples per channel, and channels."""
        return self.samples, self.channels

    @property
    def dtype(self) -> np.dtype[np.float32]:
        """Type of a sample."""
        return np.dtype(np.float32)

    def __len__(self) -> int:
        return self.samples

    def __getitem__(self, part: slice, /) -> Samples:
        """A copy of a part without gaps, as of an array of shape (n, channels)."""
        low, high, step = part.indices(self.samples)
        if step != 1:
            raise ValueError("a spool is read without gaps")
        return self.read(low, max(high - low, 0))

    def read(self, first: int, count: int) -> Samples:
        """The samples from `first` on, shape (count, channels); silence beyond the ends."""
        low, high = max(first, 0), min(first + count, self.samples)
        if low < high and high - low == count:
            return self._stretch(low, high)
        samples = np.zeros((count, self.channels), np.float32)
        if low >= high:
            return samples
        samples[low - first : high - first] = self._stretch(low, high)
        return samples

    def _stretch(self, low: int, high: int) -> Samples:
        if self._file is not None:
            self._file.seek(4 * low * self.channels)
            data = np.fromfile(self._file, np.float32, (high - low) * self.channels)
            return data.reshape(-1, self.channels)
        start = bisect_right(self._starts, low) - 1
        end = bisect_left(self._starts, high)
        joined = np.concatenate(self._held[start:end])
        return joined[low - self._starts[start] : high - self._starts[start]]

    def close(self) -> None:
        """Releases memory and the temporary file."""
        self._held = []
        if self._file is not None:
            self._file.close()

    def _elsewhere(self) -> str:
        if self._folder == Path(tempfile.gettempdir()):
            return "name another folder for temporary files in the variable TMPDIR"
        return "choose another folder for the output"

    def _take(self, block: Samples) -> None:
        self.channels = block.shape[1]
        self._starts.append(self.samples)
        self.samples += len(block)
        if self._file is None and 4 * self.samples * self.channels > _IN_MEMORY:
            # Open for as long as the spool is.
            self._file = tempfile.TemporaryFile(  # noqa: SIM115
                dir=self._folder, prefix=".backbeat-"
            )
            for held in self._held:
                held.tofile(self._file)
            self._held = []
        if self._file is None:
            self._held.append(block.copy())
        else:
            block.tofile(self._file)
