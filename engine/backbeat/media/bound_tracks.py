"""Decodes several tracks of sound of one file together, as the channels of one recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import numpy as np

from backbeat.media.decode import stream_audio
from backbeat.media.samples import Samples
from backbeat.progress import SILENT, Progress


def stream_bound(
    path: Path,
    rate: int,
    tracks: Sequence[int],
    channels: Sequence[int],
    block_s: float = 1.0,
    progress: Progress = SILENT,
    keep_early: bool = False,
) -> Iterator[Samples]:
    """Decodes several tracks together; tracks shorter than the longest are padded with silence.

    Args:
        path: any file with sound.
        rate: sample rate of the output, in Hz.
        tracks: indexes among the file's tracks of sound, from 0, in the order of the output's
            channels.
        channels: number of channels of each of `tracks`.
        block_s: length of every block but the last, in seconds.
        progress: as for `stream_audio`.
        keep_early: as for `stream_audio`; for a single track only.

    Yields:
        Blocks of shape (n, sum(channels)), float32, full scale 1.0; never empty.

    Raises:
        MediaError, RequestError, CancelledError: as for `stream_audio`.
    """
    streams = [
        stream_audio(path, rate, count, track, block_s, SILENT if index else progress, keep_early)
        for index, (track, count) in enumerate(zip(tracks, channels, strict=True))
    ]
    if len(streams) == 1:
        yield from streams[0]
        return
    for blocks in zip_longest(*streams):
        length = max(len(block) for block in blocks if block is not None)
        joined = np.zeros((length, sum(channels)), np.float32)
        first = 0
        for block, count in zip(blocks, channels, strict=True):
            if block is not None:
                joined[: len(block), first : first + count] = block
            first += count
        yield joined
