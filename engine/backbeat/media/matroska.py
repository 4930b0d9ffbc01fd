"""Writes the pixel aspect of copied pictures into Matroska files (RFC 9559).

PyAV does not pass the aspect to FFmpeg's muxer. So FFmpeg is given a track name padded with spaces,
and the display size replaces the padding in the finished file. The track entry keeps its length, so
no offset in the file changes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
from av.stream import Stream

from backbeat.media.tracks import exact

MATROSKA = ("matroska", "webm")
"""FFmpeg's muxers of Matroska and WebM."""
_SEGMENT, _TRACKS, _TRACK, _CRC = 0x18538067, 0x1654AE6B, 0xAE, 0xBF
_NUMBER, _NAME, _VIDEO, _VOID = 0xD7, 0x536E, 0xE0, 0xEC
_DISPLAY_WIDTH, _DISPLAY_HEIGHT, _DISPLAY_UNIT = 0x54B0, 0x54BA, 0x54B2
_STEREO = 0x53B8
_BESIDE, _ABOVE = (1, 8, 9, 11), (2, 3, 6, 7)
"""Values of StereoMode whose two images halve the width (side by side) or the height (stacked)."""
_PADDING = " " * 40
"""Appended to a track's name as space for the display size."""
_MAX_TRACKS = 1 << 26
"""Largest `Tracks` element that is read, in bytes."""

Element = tuple[int, bytes, bytes]
"""An EBML element: identifier, header as stored, payload."""


@dataclass(frozen=True)
class _Display:
    """Name and display size, in pixels, of a track."""

    name: str
    width: int
    height: int


@dataclass
class Aspects:
    """Pixel aspects of a file's video tracks, written into it after FFmpeg has closed it."""

    _tracks: dict[int, _Display] = field(default_factory=dict)
    """Display sizes by Matroska track number, from 1."""

    def add(self, copy: Stream, source: Stream) -> None:
        """Registers a video track's aspect, and pads its copy's name; before the first packet."""
        if not isinstance(source, av.VideoStream) or not source.sample_aspect_ratio:
            return
        aspect = exact(source.sample_aspect_ratio)
        width, height = source.codec_context.width, source.codec_context.height
        shown = width * aspect, Fraction(height)
        if shown[0].denominator > 1 and (height / aspect).denominator == 1:
            shown = Fraction(width), height / aspect
        name = copy.metadata.get("title", "")
        self._tracks[copy.index + 1] = _Display(name, round(shown[0]), round(shown[1]))
        copy.metadata["title"] = name + _PADDING

    def finish(self, path: Path) -> None:
        """Writes the registered aspects into the closed file."""
        if not self._tracks:
            return
        with path.open("r+b") as file:
            found = _tracks_of(file, path.stat().st_size)
            if found is None:
                return
            start, payload = found
            made, has_sum = b"", False
            for kind, head, inner in _elements(payload):
                has_sum = has_sum or kind == _CRC
                if kind != _CRC:
                    # The payload keeps its length, so the header stays valid.
                    made += head + (self._shown(inner) if kind == _TRACK else inner)
            if has_sum:
                # CRC-32 of the elements that follow it, little-endian (RFC 8794, 11.3.1).
                made = _element(_CRC, zlib.crc32(made).to_bytes(4, "little")) + made
            if len(made) == len(payload):
                file.seek(start)
                file.write(made)

    def _shown(self, entry: bytes) -> bytes:
        children = list(_elements(entry))
        number = next((int.from_bytes(data) for kind, _, data in children if kind == _NUMBER), 0)
        display = self._tracks.get(number)
        if display is None:
            return entry
        made = b""
        for kind, head, data in children:
            if kind == _NAME:
                data = display.name.encode()
            if kind == _VIDEO:
                data = _with_display(data, display)
            if kind != _NAME or data:
                is_changed = kind in (_NAME, _VIDEO)
                made += _element(kind, data) if is_changed else head + data
        free = len(entry) - len(made)
        return made + _void(free) if free >= 2 else entry


def _with_display(video: bytes, display: _Display) -> bytes:
    ours = (_DISPLAY_WIDTH, _DISPLAY_HEIGHT, _DISPLAY_UNIT)
    modes = (int.from_bytes(data) for kind, _, data in _elements(video) if kind == _STEREO)
    mode = next(modes, 0)
    # The display size is that of one eye's picture.
    width = display.width // 2 if mode in _BESIDE else display.width
    height = display.height // 2 if mode in _ABOVE else display.height
    made = b"".join(head + data for kind, head, data in _elements(video) if kind not in ours)
    for kind, value in ((_DISPLAY_WIDTH, width), (_DISPLAY_HEIGHT, height)):
        made += _element(kind, value.to_bytes(4))
    return made


def _tracks_of(file: BinaryIO, size: int) -> tuple[int, bytes] | None:
    """Reads the `Tracks` element: offset of its payload in the file, and the payload."""
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(16)
        read = _head(head, 0)
        if read is None:
            return None
        kind, length, begin = read
        if kind == _SEGMENT:
            at += begin
            continue
        if kind == _TRACKS:
            if length > _MAX_TRACKS:
                return None
            file.seek(at + begin)
            return at + begin, file.read(length)
        at += begin + length
    return None


def _elements(payload: bytes) -> Iterator[Element]:
    """Yields the elements of a payload, up to the first that is malformed."""
    at = 0
    while at < len(payload):
        read = _head(payload, at)
        if read is None:
            return
        kind, length, begin = read
        yield kind, payload[at:begin], payload[begin : begin + length]
        at = begin + length


def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Parses an element's header: identifier, payload length, and payload offset in `data`.

    None where the header is malformed or incomplete.
    """
    if at >= len(data) or not data[at]:
        return None
    width = 9 - data[at].bit_length()
    kind, at = int.from_bytes(data[at : at + width]), at + width
    if at >= len(data) or not data[at]:
        return None
    width = 9 - data[at].bit_length()
    length = int.from_bytes(data[at : at + width]) & ((1 << 7 * width) - 1)
    return kind, length, at + width


def _element(kind: int, payload: bytes) -> bytes:
    length, width = len(payload), 1
    while length >= (1 << 7 * width) - 1:
        width += 1
    identifier = kind.to_bytes((kind.bit_length() + 7) // 8)
    return identifier + ((1 << 7 * width) | length).to_bytes(width) + payload


def _void(total: int) -> bytes:
    """A Void element, which readers skip, of `total` bytes, at least 2, with its header."""
    if total < 100:
        return _element(_VOID, bytes(total - 2))
    # The length is stored in eight bytes.
    return b"\xec" + ((1 << 56) | (total - 9)).to_bytes(8) + bytes(total - 9)
