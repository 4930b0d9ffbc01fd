"""A mark in files that Backbeat writes, by which it recognises them if they are unchanged.

The mark names the version and a SHA-256 of the file in which the digest's own 64 digits are zeros.
A file that was changed afterwards does not match its mark and counts as the user's own. The same
content gives the same mark.

Text that cannot hold a mark (comma-separated rows, Audacity labels) has check digits instead:
the seventh and eighth decimals of each line's time are digits of the digest of the rest.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from itertools import cycle
from pathlib import Path

from backbeat.version import __version__

_ZEROS = b"0" * 64
MARK = f"Backbeat {__version__}, sha256 {_ZEROS.decode()}"
"""The mark with a zero digest, which writers put into a file; `sealed` fills in the digest."""

_MARK = re.compile(rb"Backbeat [^\s,]{1,40}, sha256 ([0-9a-f]{64})")
_MAX_MARKS = 8
_MAX_BYTES = 1 << 30
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND"
_PNG_KEY = b"Software\0"
_TIMES = re.compile(r"^(\d+\.\d{6})(?:\t(\d+\.\d{6}))?", re.MULTILINE)
_CHECKED_TIMES = re.compile(r"^(\d+\.\d{6})(\d{2})(?:\t(\d+\.\d{6})\2)?(?=[,\t\n]|$)", re.MULTILINE)
_MIN_CHECKED_LINES = 3


def sealed(data: bytes) -> bytes:
    """`data` with the digest of its `MARK` filled in; unchanged if it holds none."""
    at = data.find(MARK.encode())
    if at < 0:
        return data
    end = at + len(MARK)
    return data[: end - 64] + hashlib.sha256(data).hexdigest().encode() + data[end:]


def resealed(before: bytes, after: bytes) -> bytes:
    """A text that was changed, with a mark that fits it if the one before the change fitted."""
    mark = _MARK.search(after)
    if mark is None or not is_sealed(before):
        return after
    zeroed = after[: mark.start(1)] + _ZEROS + after[mark.end(1) :]
    digest = hashlib.sha256(zeroed).hexdigest().encode()
    return after[: mark.start(1)] + digest + after[mark.end(1) :]


def sealed_png(data: bytes) -> bytes:
    """A PNG with the mark in a `tEXt` chunk called Software, before its end."""
    at = data.rindex(_PNG_END) - 4
    words = f"Backbeat {__version__}, sha256 {hashlib.sha256(data).hexdigest()}"
    chunk = b"tEXt" + _PNG_KEY + words.encode()
    sized = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return data[:at] + sized + data[at:]


def with_check_digits(text: str) -> str:
    """Appends two check digits to the times that lines begin with: one time of six decimals, or two
    separated by a tab.
    """
    pairs = cycle(f"{byte % 100:02}" for byte in hashlib.sha256(text.encode()).digest())
    return _TIMES.sub(lambda match: _with_digits(match[1], match[2], next(pairs)), text)


def is_sealed(data: bytes) -> bool:
    """Whether `data` has Backbeat's mark or check digits and was not changed since."""
    if data.startswith(_PNG):
        return _is_sealed_png(data)
    for number, match in enumerate(_MARK.finditer(data)):
        if number == _MAX_MARKS:
            return False
        digest = hashlib.sha256(data[: match.start(1)])
        digest.update(_ZEROS)
        digest.update(data[match.end(1) :])
        if digest.hexdigest().encode() == match[1]:
            return True
    return _has_check_digits(data)


def is_sealed_file(path: Path) -> bool:
    """`is_sealed` of a regular file; False where it cannot be read."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            return False
        return is_sealed(path.read_bytes())
    except OSError:
        return False


def _is_sealed_png(data: bytes) -> bool:
    at = data.rfind(b"tEXt" + _PNG_KEY)
    if at < 0:
        return False
    (length,) = struct.unpack_from(">I", data, at - 4)
    match = _MARK.fullmatch(data[at + 4 + len(_PNG_KEY) : at + 4 + length])
    if match is None:
        return False
    bare = data[: at - 4] + data[at + 8 + length :]
    return hashlib.sha256(bare).hexdigest().encode() == match[1]


def _has_check_digits(data: bytes) -> bool:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    bare, count = _CHECKED_TIMES.subn(lambda match: _with_digits(match[1], match[3], ""), text)
    return count >= _MIN_CHECKED_LINES and with_check_digits(bare) == text


def _with_digits(start: str, end: str | None, digits: str) -> str:
    return start + digits + ("" if end is None else f"\t{end}{digits}")
