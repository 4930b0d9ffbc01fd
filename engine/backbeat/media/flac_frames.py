"""What the frame headers of a FLAC file say (RFC 9639, 9.1)."""

from __future__ import annotations

import itertools
from pathlib import Path

_MARK = b"fLaC"
_PROBES = 24
_WINDOW_BYTES = 128 << 10
"""Read at each probe; a frame of eight channels of 24 bits is about as long."""
_LONGEST_HEADER = 16
_COUNTS_SAMPLES = 0xF9
"""Second byte of a frame of any length, which counts samples; others count frames."""
_MORE_OF_SIZE = {6: 1, 7: 2}
"""Bytes that follow for the code of a block size."""
_MORE_OF_RATE = {12: 1, 13: 2, 14: 2}
"""Bytes that follow for the code of a sample rate."""


def counts_through(path: Path) -> bool:
    """Whether the frames of a FLAC count on to its end, and do not begin again on the way.

    Where files were joined without decoding them they do begin again. The frames at a few places
    are looked at. True for other files.

    Raises:
        OSError: it cannot be read.
    """
    numbers: list[int] = []
    with path.open("rb") as file:
        if file.read(len(_MARK)) != _MARK:
            return True
        size = path.stat().st_size
        for probe in range(_PROBES):
            file.seek(probe * size // _PROBES)
            found = _first_number(file.read(_WINDOW_BYTES))
            if found is not None:
                numbers.append(found)
    return all(one <= other for one, other in itertools.pairwise(numbers))


def _first_number(data: bytes) -> int | None:
    """Number of the first frame, or of its first sample, in a piece of a file."""
    found: list[tuple[int, bool]] = []
    at = data.find(b"\xff")
    while 0 <= at <= len(data) - _LONGEST_HEADER:
        number = _number(data[at : at + _LONGEST_HEADER])
        if number is not None:
            found.append((number, data[at + 1] == _COUNTS_SAMPLES))
        at = data.find(b"\xff", at + 1)
    # What looks like a header by chance is not followed by the next one.
    numbers = {number for number, _ in found}
    return next((each for each, samples in found if samples or each + 1 in numbers), None)


def _number(header: bytes) -> int | None:
    """The coded number of a frame header; None where this is none, by its checksum."""
    if header[1] & 0xFE != 0xF8:
        return None
    size, rate = header[2] >> 4, header[2] & 15
    lead = header[4]
    ones = next((bit for bit in range(8) if not lead & (0x80 >> bit)), 8)
    if ones in (1, 8):
        return None
    end = 4 + max(1, ones)
    number = lead & (0x7F >> ones)
    for byte in header[5:end]:
        number = number << 6 | byte & 0x3F
    end += _MORE_OF_SIZE.get(size, 0) + _MORE_OF_RATE.get(rate, 0)
    return number if end < len(header) and _checksum(header[:end]) == header[end] else None


def _checksum(data: bytes) -> int:
    """CRC-8 of the polynomial x^8 + x^2 + x + 1."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ (0x07 if value & 0x80 else 0)) & 0xFF
    return value
