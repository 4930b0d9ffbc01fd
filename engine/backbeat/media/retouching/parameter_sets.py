"""Packets and parameter sets of H.264, so that those of two encoders can be in one track.

A picture names its picture parameter set by number, and that names its sequence parameter set; a
track may hold several of both (ISO/IEC 14496-15, 5.3.3; ITU-T H.264, 7.4.1.2.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import av

_START = re.compile(rb"\x00\x00\x01")
_IDR, _SLICES = 5, range(1, 6)
_SPS, _PPS = 7, 8
HIGH_PROFILES = frozenset((100, 110, 122, 144, 244))
"""Profiles whose configuration says which chroma and depth they have."""
_MAX_ID = 31
_LENGTH = 4
"""Bytes of the length before each unit."""


@dataclass(frozen=True)
class Configuration:
    """The `avcC` box of a track (ISO/IEC 14496-15, 5.3.3.1)."""

    head: bytes
    """Version, profile, compatibility and level."""
    length_bytes: int
    sequence: tuple[bytes, ...]
    picture: tuple[bytes, ...]
    tail: bytes
    """Chroma and depth, in high profiles."""

    def packed(self) -> bytes:
        """The payload of the box."""
        made = self.head + bytes([0xFC | (self.length_bytes - 1)])
        made += bytes([0xE0 | len(self.sequence)]) + _sized(self.sequence)
        return made + bytes([len(self.picture)]) + _sized(self.picture) + self.tail

    @property
    def numbers(self) -> set[int]:
        """Numbers of its parameter sets of both kinds."""
        return {_golombs(unit[4:], 1)[0] for unit in self.sequence} | {
            number for unit in self.picture for number in _golombs(unit[1:], 2)
        }

    @property
    def free_number(self) -> int | None:
        """A number that none of its parameter sets has; None where all are taken."""
        return next((n for n in range(1, _MAX_ID + 1) if n not in self.numbers), None)

    def with_sets(self, other: Configuration) -> Configuration:
        """This configuration with another's parameter sets too, for whoever can decode both."""
        profile = max(self.head[1], other.head[1], key=lambda one: (one in HIGH_PROFILES, one))
        compatible = self.head[2] & other.head[2] if self.head[1] == other.head[1] else 0
        head = bytes([1, profile, compatible, max(self.head[3], other.head[3])])
        tail = self.tail or other.tail if profile in HIGH_PROFILES else b""
        return Configuration(
            head,
            self.length_bytes,
            self.sequence + other.sequence,
            self.picture + other.picture,
            tail,
        )


def is_avcc(extradata: bytes | None) -> bool:
    """Whether a track of H.264 has its parameter sets in an `avcC`, and lengths of four bytes."""
    return bool(extradata and len(extradata) > 6 and extradata[0] == 1 and extradata[4] & 3 == 3)


def configuration(avcc: bytes) -> Configuration:
    """Parses the payload of an `avcC` box. Raises: ValueError: it is malformed."""
    at, sets = 5, []
    for mask in (0x1F, 0xFF):
        if at >= len(avcc):
            raise ValueError("The avcC box ends early.")
        count, units = avcc[at] & mask, []
        at += 1
        for _ in range(count):
            size = int.from_bytes(avcc[at : at + 2], "big")
            unit = avcc[at + 2 : at + 2 + size]
            if len(unit) < 2 or len(unit) != size:
                raise ValueError("The avcC box ends early.")
            units.append(unit)
            at += 2 + size
        sets.append(tuple(units))
    return Configuration(avcc[:4], (avcc[4] & 3) + 1, sets[0], sets[1], avcc[at:])


def configuration_of_encoder(extradata: bytes, chroma: int, bits: int) -> Configuration:
    """The configuration of an encoder that gives its parameter sets between start codes.

    Args:
        extradata: the encoder's.
        chroma: 0 for none, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4.
        bits: of a sample.
    """
    units = list(units_of(extradata))
    sequence = tuple(unit for unit in units if unit[0] & 31 == _SPS)
    picture = tuple(unit for unit in units if unit[0] & 31 == _PPS)
    head = bytes([1, *sequence[0][1:4]])
    tail = b""
    if head[1] in HIGH_PROFILES:
        tail = bytes([0xFC | chroma, 0xF8 | (bits - 8), 0xF8 | (bits - 8), 0])
    return Configuration(head, _LENGTH, sequence, picture, tail)


def units_of(data: bytes) -> Iterator[bytes]:
    """The units between start codes (ITU-T H.264, annex B)."""
    starts = [match.start() for match in _START.finditer(data)]
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(data)
        unit = data[start + 3 : end].rstrip(b"\0")
        if unit:
            yield unit


def with_lengths(data: bytes) -> bytes:
    """A packet with a length of four bytes before each unit instead of start codes."""
    return b"".join(len(unit).to_bytes(_LENGTH, "big") + unit for unit in units_of(data))


def is_idr(packet: av.Packet[Any]) -> bool:
    """Whether a packet with lengths of four bytes is of a picture that refers to none before."""
    data = memoryview(packet)
    at = 0
    while at + _LENGTH < len(data):
        kind = data[at + _LENGTH] & 31
        if kind in _SLICES:
            return bool(kind == _IDR)
        at += _LENGTH + int.from_bytes(data[at : at + _LENGTH], "big")
    return False


def _sized(units: Iterable[bytes]) -> bytes:
    return b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


def _golombs(data: bytes, count: int) -> list[int]:
    """The first numbers in Exp-Golomb code (ITU-T H.264, 9.1)."""
    plain = data[:24].replace(b"\x00\x00\x03", b"\x00\x00")
    bits = "".join(f"{byte:08b}" for byte in plain)
    at, numbers = 0, []
    for _ in range(count):
        zeros = bits.index("1", at) - at
        numbers.append(int(bits[at + zeros : at + 2 * zeros + 1], 2) - 1)
        at += 2 * zeros + 1
    return numbers
