"""What the pages of an Ogg file say (RFC 3533)."""

from __future__ import annotations

import struct
from pathlib import Path

_MARK = b"OggS"
_MOST_BYTES = 64 << 10
"""A page is at most 65,307 bytes long."""
_HEADER_BYTES = 27
_FIRST_PAGE = 2
"""Flag of the first page of a stream."""


def is_chained(path: Path) -> bool:
    """Whether a file is an Ogg of several recordings one after another, each with its own clock.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_MOST_BYTES)
        if not head.startswith(_MARK):
            return False
        size = path.stat().st_size
        file.seek(max(0, size - 2 * _MOST_BYTES))
        tail = file.read()
    begun = {serial for flags, serial in _pages(head) if flags & _FIRST_PAGE}
    return any(serial not in begun for _, serial in _pages(tail))


def _pages(data: bytes) -> list[tuple[int, int]]:
    """Flags and serial number of each page in a piece of a file."""
    pages, at = list[tuple[int, int]](), data.find(_MARK)
    while 0 <= at <= len(data) - _HEADER_BYTES:
        version, flags, serial = struct.unpack_from("<BB8xI", data, at + len(_MARK))
        if version == 0:
            pages.append((flags, serial))
        at = data.find(_MARK, at + len(_MARK))
    return pages
