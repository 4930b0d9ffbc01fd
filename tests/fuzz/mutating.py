"""Inputs made from a corpus: bytes flipped, cut, doubled, spliced, and replaced by odd ones."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_ODD_NUMBERS = (
    b"0", b"-1", b"1e9", b"1e300", b"-1e5", b"1e-320", b"NaN", b"Infinity", b"Inf", b"9" * 400,
    b"2147483648", b"9223372036854775808", b"0.1", b"99:99:99:99", b"null", b"[]", b"{}", b'""',
)  # fmt: skip
_ODD_BYTES = (
    b"\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0",
    b"\x80", b"[" * 400, b"{", b"}", b'"', b"<", b"</", b"&a;", b"<!DOCTYPE a [", b"\\", b"\r\n",
    b"%00", b"../../", b"file:///dev/zero", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"Content-Length: -1",
    b"Transfer-Encoding: chunked",
)  # fmt: skip
_MOST_BYTES = 1 << 19


def mutated(corpus: Sequence[bytes], luck: random.Random) -> bytes:
    """One of the corpus, changed in one to eight places; of at most 512 KiB."""
    data = bytearray(luck.choice(corpus))
    for _ in range(luck.randint(1, 8)):
        luck.choice(_CHANGES)(data, corpus, luck)
    return bytes(data[:_MOST_BYTES])


def _place(data: bytearray, luck: random.Random) -> int:
    return luck.randrange(len(data) + 1)


def _flip(data: bytearray, _: Sequence[bytes], luck: random.Random) -> None:
    if data:
        data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)


def _cut(data: bytearray, _: Sequence[bytes], luck: random.Random) -> None:
    at = _place(data, luck)
    del data[at : at + luck.choice((1, 2, 4, 30, 400))]


def _double(data: bytearray, _: Sequence[bytes], luck: random.Random) -> None:
    at = _place(data, luck)
    data[at:at] = data[at : at + luck.choice((1, 8, 100, 1000))] * luck.choice((1, 1, 5))


def _splice(data: bytearray, corpus: Sequence[bytes], luck: random.Random) -> None:
    other = luck.choice(corpus)
    at, start = _place(data, luck), luck.randrange(len(other) + 1)
    data[at : at + luck.choice((0, 50))] = other[start : start + luck.choice((4, 50, 500))]


def _odd_bytes(data: bytearray, _: Sequence[bytes], luck: random.Random) -> None:
    at, odd = _place(data, luck), luck.choice(_ODD_BYTES)
    data[at : at + luck.choice((0, len(odd)))] = odd


def _odd_number(data: bytearray, _: Sequence[bytes], luck: random.Random) -> None:
    found = list(_NUMBER.finditer(data))
    if found:
        match = luck.choice(found)
        data[match.start() : match.end()] = luck.choice(_ODD_NUMBERS)


_CHANGES = (_flip, _flip, _cut, _double, _splice, _odd_bytes, _odd_number, _odd_number)
