"""Decodes a whole track to be read in any order, without holding a long one in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backbeat.files import StrPath
from backbeat.media.decode import stream_audio
from backbeat.media.spool import Spool
from backbeat.progress import SILENT, Progress


@dataclass(frozen=True, eq=False)
class SpooledAudio:
    """A track in memory while it is short, otherwise in a temporary file."""

    samples: Spool
    """Shape (n, channels), float32, full scale 1.0."""
    rate: int
    """In Hz."""


@contextmanager
def spooled_audio(
    path: StrPath, rate: int, channels: int | None = None, progress: Progress = SILENT
) -> Iterator[SpooledAudio]:
    """The same samples as of `decode.read_audio`; they may be read until the block ends.

    Args:
        path: any file with sound.
        rate: sample rate of the result, in Hz.
        channels: as for `read_audio`.
        progress: notified after each second of sound; may cancel.

    Raises:
        MediaError, RequestError, CancelledError: as `stream_audio`.
        OutputError: the folder of temporary files is full.
    """
    with Spool(rate, Path(tempfile.gettempdir())) as spool:
        spool.append(stream_audio(path, rate, channels, progress=progress))
        yield SpooledAudio(spool, rate)
