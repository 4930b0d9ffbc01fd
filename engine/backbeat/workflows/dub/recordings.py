"""Recordings of new lines, put by at the rate of the mix."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from backbeat.files.scratch import scratch_folder
from backbeat.media.decode import stream_audio
from backbeat.media.samples import Samples
from backbeat.media.spool import Spool
from backbeat.progress import Progress


class Recordings:
    """Reads recordings, mono; each is decoded once. Made by `recordings`."""

    def __init__(self, rate: int, folder: Path, stack: contextlib.ExitStack) -> None:
        self.rate = rate
        self.folder = folder
        """Of temporary files."""
        self._stack = stack
        self._spools: dict[Path, Spool] = {}

    def take(self, path: Path, progress: Progress) -> None:
        """Decodes a recording.

        Raises:
            MediaError: it cannot be read, or has no sound.
            OutputError: the disk for temporary files is full.
            CancelledError: the job was cancelled.
        """
        if path not in self._spools:
            spool = self._stack.enter_context(Spool(self.rate, self.folder))
            spool.append(stream_audio(path, self.rate, channels=1, progress=progress))
            self._spools[path] = spool

    def read(self, path: Path, start_s: float, end_s: float) -> Samples:
        """A part of a recording that was taken, shape (n, 1); silence beyond its ends."""
        first = round(start_s * self.rate)
        return self._spools[path].read(first, max(0, round(end_s * self.rate) - first))


@contextlib.contextmanager
def recordings(rate: int) -> Iterator[Recordings]:
    """Recordings at `rate`; their temporary files are gone afterwards."""
    with (
        scratch_folder() as folder,
        contextlib.ExitStack() as spools,
    ):
        yield Recordings(rate, folder, spools)
