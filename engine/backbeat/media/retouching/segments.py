"""Finished parts of a video on disk: packets as an encoder gave them, until the whole is muxed."""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from backbeat.errors import OutputError
from backbeat.files import replacing

_MAGIC = b"BBPART1\n"
_HEAD = struct.Struct("<I")
_ENTRY = struct.Struct("<qBI")
"""Picture, flags, bytes."""
_KEY, _OF_SOURCE, _CHANGED = 1, 2, 4


@dataclass(frozen=True)
class Encoded:
    """One picture of the output, encoded."""

    index: int
    """Which of the output's pictures, from 0."""
    data: bytes | None
    """The packet; None for the source's own packet of that picture."""
    key: bool
    """Whether decoding can begin with it."""
    changed: bool = False
    """Whether it is not as it was."""


class SegmentWriter:
    """Writes a part; made by `writing_segment`."""

    def __init__(self, file: IO[bytes], extradata: bytes) -> None:
        self._file = file
        file.write(_MAGIC + _HEAD.pack(len(extradata)) + extradata)

    def write(self, one: Encoded) -> None:
        """Appends a picture; in the order of decoding."""
        flags = _KEY * one.key + _OF_SOURCE * (one.data is None) + _CHANGED * one.changed
        data = one.data or b""
        self._file.write(_ENTRY.pack(one.index, flags, len(data)))
        self._file.write(data)


@contextlib.contextmanager
def writing_segment(path: Path, extradata: bytes) -> Iterator[SegmentWriter]:
    """Writes a part, which is at its path only once the block has ended without an error.

    Args:
        path: of the part.
        extradata: of the encoder.

    Raises:
        OutputError: it cannot be written.
    """
    with replacing(path) as temporary, temporary.open("wb") as file:
        yield SegmentWriter(file, extradata)


def extradata_of(path: Path) -> bytes:
    """What the encoder of a part gave beside its packets. Raises: OutputError."""
    with _reading(path) as file:
        return _head(path, file)


def encoded_in(path: Path) -> Iterator[Encoded]:
    """The pictures of a part, in the order of decoding. Raises: OutputError: it is no part."""
    with _reading(path) as file:
        _head(path, file)
        while entry := file.read(_ENTRY.size):
            if len(entry) < _ENTRY.size:
                raise _broken(path)
            index, flags, size = _ENTRY.unpack(entry)
            data = file.read(size)
            if len(data) != size:
                raise _broken(path)
            yield _entry(index, flags, data)


def order_in(path: Path) -> list[Encoded]:
    """As `encoded_in`, with empty packets. Raises: OutputError: it is no part."""
    found = []
    with _reading(path) as file:
        _head(path, file)
        while entry := file.read(_ENTRY.size):
            if len(entry) < _ENTRY.size:
                raise _broken(path)
            index, flags, size = _ENTRY.unpack(entry)
            file.seek(size, 1)
            found.append(_entry(index, flags, b""))
    return found


def _entry(index: int, flags: int, data: bytes) -> Encoded:
    of_source = bool(flags & _OF_SOURCE)
    return Encoded(index, None if of_source else data, bool(flags & _KEY), bool(flags & _CHANGED))


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise OutputError(
            f"{path}, a finished part, cannot be read: {error.strerror or error}.", "Start again."
        ) from error


def _head(path: Path, file: IO[bytes]) -> bytes:
    start = file.read(len(_MAGIC) + _HEAD.size)
    if len(start) < len(_MAGIC) + _HEAD.size or not start.startswith(_MAGIC):
        raise _broken(path)
    size = int(_HEAD.unpack(start[len(_MAGIC) :])[0])
    data = file.read(size)
    if len(data) != size:
        raise _broken(path)
    return data


def _broken(path: Path) -> OutputError:
    return OutputError(f"{path} is not a finished part of a video.", "Delete it and start again.")
