"""Copies of sound that lie and run as the reference does: padded, trimmed, resampled."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from backbeat.errors import OutputError
from backbeat.files.transaction import Transaction
from backbeat.media.decode import stream_audio
from backbeat.media.encode import write_audio
from backbeat.media.samples import Samples
from backbeat.progress import Progress
from backbeat.sync.align import Piece
from backbeat.workflows.align.recordings import Named, Recording

_BLOCK_S = 1.0
_AS_IS = 0.5
"""Samples that a clock may run off by over a piece and still be copied sample by sample."""


def copies_of(folder: Path, named: Sequence[Named]) -> dict[Path, Path]:
    """The copy of each recording that is to get one, by the path of the recording."""
    copies: dict[Path, Path] = {}
    taken: set[str] = set()
    for recording in named:
        name, number = recording.path.stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{recording.path.stem} {number}"
        taken.add(name.casefold())
        copies[recording.path] = folder / f"{name}.wav"
    return copies


def write_copy(
    recording: Recording, length_s: float, target: Path, written: Transaction, progress: Progress
) -> None:
    """Writes a copy that starts with the reference, and is as long and as fast.

    At the recording's own rate and channels, 24 bits, or in floating point where it is.

    Raises:
        MediaError: it cannot be decoded any more.
        OutputError: it cannot be written.
        CancelledError: the job was cancelled.
    """
    info, alignment = recording.info, recording.alignment
    if info is None or info.audio is None or alignment is None:
        return
    rate, channels = info.audio.rate, info.audio.channels
    samples = max(1, round(length_s * rate))
    scratch = written.scratch() / f"{target.stem}.f32"
    try:
        placed = np.memmap(scratch, np.float32, "w+", shape=(samples, channels))
    except OSError as error:
        raise OutputError(
            f"{target} does not fit on the disk: {error.strerror or error}.", "Free some space."
        ) from error
    for piece in alignment.pieces:
        _lay(placed, recording.path, piece, rate, progress)
    is_float = info.audio.codec.startswith(("pcm_f", "float"))
    write_audio(
        written.at(target),
        (placed[first : first + rate] for first in range(0, samples, rate)),
        rate,
        codec="pcm_f32le" if is_float else "pcm_s24le",
    )
    del placed
    scratch.unlink(missing_ok=True)


def _lay(placed: np.ndarray, path: Path, piece: Piece, rate: int, progress: Progress) -> None:
    """Writes one piece to where it lies, from the sample nearest to there."""
    first = max(round(piece.in_reference(piece.start_s) * rate), 0)
    last = min(round(piece.in_reference(piece.end_s) * rate), len(placed))
    if last <= first:
        return
    # Nearest to where the sample belongs; so it is at most half a sample off.
    source = round(piece.in_recording(first / rate) * rate)
    source_last = round(piece.in_recording(last / rate) * rate)
    if source < 0:
        first, source = first - source, 0
    at = first
    for block in _paced(_stretch(path, rate, source, source_last, progress), piece, rate):
        kept = block[: last - at]
        placed[at : at + len(kept)] = kept
        at += len(kept)
        if at >= last:
            return


def _stretch(path: Path, rate: int, first: int, last: int, progress: Progress) -> Iterator[Samples]:
    """Samples `first` to `last` of a file, in blocks."""
    at = 0
    for block in stream_audio(path, rate, block_s=_BLOCK_S, progress=progress):
        low, high = max(first - at, 0), min(last - at, len(block))
        if low < high:
            yield block[low:high]
        at += len(block)
        if at >= last:
            return


def _paced(blocks: Iterator[Samples], piece: Piece, rate: int) -> Iterator[Samples]:
    """Sound at the pace of the reference's clock."""
    if abs(piece.drift) * (piece.end_s - piece.start_s) * rate < _AS_IS:
        yield from blocks
        return
    import soxr

    first = next(blocks, None)
    if first is None:
        return
    pace, channels = rate * (1 + piece.drift), first.shape[1]
    stream = soxr.ResampleStream(rate, pace, channels, dtype="float32", quality="VHQ")
    for block in itertools.chain([first], blocks):
        yield stream.resample_chunk(np.ascontiguousarray(block))
    yield stream.resample_chunk(np.zeros((0, channels), np.float32), last=True)
