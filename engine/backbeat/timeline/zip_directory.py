"""How long the list of a zip's members is, read without reading the list (APPNOTE 6.3.10, 4.3)."""

from __future__ import annotations

import os
import struct
from typing import IO

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\5\6"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_MARK = b"PK\6\7"
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_64_MARK = b"PK\6\6"
_LONGEST_COMMENT = 0xFFFF


def directory_size(file: IO[bytes]) -> int:
    """Bytes of the list of members that a zip states; 0 where it is no zip.

    Args:
        file: open for reading, and seekable.

    Raises:
        OSError: it cannot be read.
    """
    end = file.seek(0, os.SEEK_END)
    start = max(0, end - _END.size - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read(end - start)
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        return 0
    stated = int(_END.unpack_from(tail, at)[5])
    return max(stated, _size_64(file, start + at - _LOCATOR.size))


def _size_64(file: IO[bytes], locator_at: int) -> int:
    """The size that the record for large archives states; 0 without one."""
    if locator_at < _END_64.size:
        return 0
    file.seek(locator_at)
    mark, _, _, _ = _LOCATOR.unpack(file.read(_LOCATOR.size))
    if mark != _LOCATOR_MARK:
        return 0
    # zipfile takes the record just before its locator, wherever the locator points.
    file.seek(locator_at - _END_64.size)
    record = _END_64.unpack(file.read(_END_64.size))
    return int(record[8]) if record[0] == _END_64_MARK else 0
