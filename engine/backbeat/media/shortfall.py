"""Detects truncated files: media that is shorter than its header states.

A header without a length (0, or the largest value of its field) belongs to a stream written before
its end was known; such a file is not taken for truncated.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av

from backbeat.media.opening import opened
from backbeat.media.tracks import duration_of, exact

_LEAST_S = Fraction(1, 100)
"""A smaller difference comes from rounding in the header."""
_UNKNOWN_MARGIN = 1 << 16
"""Sizes this close to 2^31 or 2^32 stand for an unknown end, in bytes."""
_MAX_BOXES = 10_000
_EBML, _SEGMENT = b"\x1aE\xdf\xa3", b"\x18S\x80g"
"""Identifiers of Matroska's first two elements (RFC 8794, RFC 9559)."""


@dataclass(frozen=True)
class Shortfall:
    """The part that is missing at the end of a truncated file."""

    missing_s: Fraction
    """Duration of the missing part in seconds."""
    promised_s: Fraction
    """Duration of the whole file in seconds, as its header states."""

    @property
    def share(self) -> float:
        """Missing share of the whole duration, 0 to 1."""
        return float(self.missing_s / self.promised_s)

    def sentence(self, name: str) -> str:
        """A warning for the user; `name` is the file name."""
        return (
            f"{name} is cut short: {_seconds(self.missing_s)} of the {_seconds(self.promised_s)} "
            f"that it should last ({_percent(self.share)}) are missing at its end."
        )


def shortfall_of(path: Path) -> Shortfall | None:
    """The missing part of a file by its headers; None where it is complete or they do not tell.

    Read from WAV, RF64, AIFF, MP4, MOV, FLAC and Matroska.

    Raises:
        MediaError: the file cannot be opened.
    """
    shortfall = None
    with contextlib.suppress(OSError, IndexError, struct.error), path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        kind = file.read(12)
        if kind[:4] in (b"RIFF", b"RF64", b"BW64") and kind[8:] == b"WAVE":
            shortfall = _of_wav(file, size)
        elif kind[:4] == b"FORM" and kind[8:] in (b"AIFF", b"AIFC"):
            shortfall = _of_aiff(file, size)
        elif _is_cut_in_a_box(file, size):
            shortfall = _by_index(path, size)
        elif kind[:4] == b"fLaC" or (kind[:4] == _EBML and _is_cut_matroska(file, size)):
            shortfall = _by_last_packet(path)
    return shortfall if shortfall is not None and shortfall.missing_s >= _LEAST_S else None


def _of_wav(file: BinaryIO, size: int) -> Shortfall | None:
    """By the data chunk of RIFF WAVE, RF64 (EBU Tech 3306) or BW64 (ITU-R BS.2088)."""
    long_size: int | None = None
    bytes_a_second = 0
    for name, start, length in _chunks(file, size, "<"):
        if name == b"ds64":
            long_size = struct.unpack("<Q", file.read(16)[8:])[0]
        elif name == b"fmt ":
            _, _, rate, average, block = struct.unpack("<HHIIH", file.read(14))
            bytes_a_second = average or rate * block
        elif name == b"data":
            promised = length
            if long_size is not None and length == 0xFFFFFFFF:
                promised = long_size
            elif _is_unknown(length):
                return None
            return _in_bytes(promised, size - start, bytes_a_second)
    return None


def _of_aiff(file: BinaryIO, size: int) -> Shortfall | None:
    """By the SSND chunk of Apple's AIFF and AIFF-C."""
    seconds = Fraction(0)
    for name, start, length in _chunks(file, size, ">"):
        if name == b"COMM":
            _, frames, _, exponent, mantissa = struct.unpack(">HIHHQ", file.read(18))
            rate = Fraction(mantissa) * Fraction(2) ** ((exponent & 0x7FFF) - 16383 - 63)
            seconds = frames / rate if rate else Fraction(0)
        elif name == b"SSND" and seconds and length > 8 and not _is_unknown(length):
            missing = Fraction(max(0, start + length - size), length)
            return Shortfall(missing * seconds, seconds)
    return None


def _chunks(file: BinaryIO, size: int, order: str) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and length of each chunk; the file stands at its start."""
    at = 12
    for _ in range(_MAX_BOXES):
        if at + 8 > size:
            return
        file.seek(at)
        name, length = struct.unpack(f"{order}4sI", file.read(8))
        yield name, at + 8, length
        at += 8 + length + length % 2


def _is_unknown(length: int) -> bool:
    return length == 0 or min(abs(length - (1 << 31)), (1 << 32) - length) < _UNKNOWN_MARGIN


def _in_bytes(promised: int, there: int, bytes_a_second: int) -> Shortfall | None:
    if not promised or not bytes_a_second or there >= promised:
        return None
    return Shortfall(
        Fraction(promised - max(0, there), bytes_a_second), Fraction(promised, bytes_a_second)
    )


def _is_cut_in_a_box(file: BinaryIO, size: int) -> bool:
    """Whether this is an MP4 or MOV whose media is not all there (ISO/IEC 14496-12, 4.2)."""
    at, names = 0, list[bytes]()
    while at + 8 <= size and len(names) < _MAX_BOXES:
        file.seek(at)
        head = file.read(16)
        names.append(head[4:8])
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length == 0:
            # To the end of the file, wherever that is.
            return b"moov" in names
        if length < 8:
            return False
        at += length
    return names[:1] in ([b"ftyp"], [b"wide"], [b"moov"]) and b"moov" in names and at > size


def _is_cut_matroska(file: BinaryIO, size: int) -> bool:
    """Whether the segment goes on past the end of the file."""
    file.seek(len(_EBML))
    header, _ = _element_size(file)
    file.seek(header, os.SEEK_CUR)
    if file.read(len(_SEGMENT)) != _SEGMENT:
        return False
    segment, is_unknown = _element_size(file)
    return not is_unknown and file.tell() + segment > size


def _element_size(file: BinaryIO) -> tuple[int, bool]:
    """A size of variable length, and whether it stands for an unknown one (RFC 8794, 4 and 6.2)."""
    first = file.read(1)[0]
    length = 9 - first.bit_length()
    value = int.from_bytes(
        bytes([first & ((1 << (8 - length)) - 1)]) + file.read(length - 1), "big"
    )
    return value, value == (1 << (7 * length)) - 1


def _by_index(path: Path, size: int) -> Shortfall | None:
    """By the sample positions of each track: the track with the largest missing share."""
    worst: Shortfall | None = None
    with opened(path) as container:
        for stream in (*container.streams.audio, *container.streams.video):
            entries, whole = stream.index_entries, duration_of(stream)
            if not len(entries) or not whole or stream.time_base is None:
                continue
            lost = next((entry for entry in entries if entry.pos + entry.size > size), None)
            if lost is None:
                continue
            played = (lost.timestamp - entries[0].timestamp) * exact(stream.time_base)
            shortfall = Shortfall(max(Fraction(0), whole - played), whole)
            if worst is None or shortfall.share > worst.share:
                worst = shortfall
    return worst


def _by_last_packet(path: Path) -> Shortfall | None:
    """By the end of the last packet."""
    with opened(path) as container:
        if not container.duration:
            return None
        promised = Fraction(container.duration, av.time_base)
        # The seek lands on a key frame before; where the file is too short, on its start.
        with contextlib.suppress(av.FFmpegError):
            container.seek(container.duration, backward=True)
        end = Fraction(0)
        with contextlib.suppress(av.FFmpegError):
            for packet in container.demux():
                if packet.pts is not None and packet.size:
                    last = packet.pts + (packet.duration or 0)
                    end = max(end, last * exact(packet.time_base))
        start = Fraction(container.start_time or 0, av.time_base)
        return Shortfall(promised - (end - start), promised)


def _seconds(time: Fraction) -> str:
    return f"{float(time):.1f} s" if time >= 1 else f"{float(time):.2f} s"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else f"{100 * share:.1g} %"
