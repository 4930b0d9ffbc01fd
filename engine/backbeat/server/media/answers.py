"""Answers to a page's requests for a file, its sound and its pictures.

/media/TICKET is the file itself, whole or a range of bytes (RFC 9110, 14); /media/TICKET/sound a
stretch of its sound as WAV; /media/TICKET/picture the picture shown at a moment, as JPEG.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from backbeat.errors import InputError, NotFoundError, RequestError
from backbeat.server.http_answers import Answer
from backbeat.server.media.pictures import Pictures
from backbeat.server.media.sounds import Sounds
from backbeat.server.media.tickets import PREFIX, Tickets

_PART_BYTES = 256 << 10
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_HEADERS: Mapping[str, str] = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class MediaAnswers:
    """Answers by ticket; thread-safe."""

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets
        self._sounds, self._pictures = Sounds(), Pictures()

    def answer(self, address: str, byte_range: str) -> Answer:
        """The answer to a GET of `address`.

        Args:
            address: path and query of the request.
            byte_range: its `Range` header; empty without one.

        Raises:
            NotFoundError: the ticket is over, or there is nothing at this address.
            RequestError: a number in the query makes no sense.
            InputError: the file cannot be read.
        """
        parts = urlsplit(address)
        ticket, _, what = parts.path.removeprefix(PREFIX).partition("/")
        path, query = self._tickets.path_of(ticket), parse_qs(parts.query)
        match what:
            case "":
                return _file(path, byte_range)
            case "sound":
                start, seconds = _number(query, "from", 0), _number(query, "seconds", 4)
                wave = self._sounds.wave(path, start, seconds)
                return Answer(HTTPStatus.OK, wave, "audio/wav", _HEADERS)
            case "picture":
                at, width = _number(query, "at", 0), _number(query, "width", 640)
                picture = self._pictures.jpeg(path, at, round(width))
                return Answer(HTTPStatus.OK, picture, "image/jpeg", _HEADERS)
        raise NotFoundError(f"There is no {what[:40]!r} of a file.", "Ask for sound or picture.")

    def close(self) -> None:
        """Closes every file."""
        self._sounds.close()
        self._pictures.close()


def _number(query: Mapping[str, list[str]], name: str, otherwise: float) -> float:
    text = query.get(name, [str(otherwise)])[0]
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < 1e9:
        raise RequestError(f"{name} = {text[:40]!r} is no number.", "Send a number.")
    return value


def _file(path: Path, byte_range: str) -> Answer:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path} cannot be read.", "Open it again.") from error
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    headers = {**_HEADERS, "Accept-Ranges": "bytes"}
    asked = _RANGE.fullmatch(byte_range.replace(" ", "")) if byte_range else None
    if asked is None:
        return Answer(HTTPStatus.OK, b"", kind, headers, parts=_parts(path, 0, size), length=size)
    first, last = _bounds(asked[1], asked[2], size)
    if first > last:
        refused = {**headers, "Content-Range": f"bytes */{size}"}
        return Answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b"", kind, refused)
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    length = last - first + 1
    parts = _parts(path, first, length)
    return Answer(HTTPStatus.PARTIAL_CONTENT, b"", kind, headers, parts=parts, length=length)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte of a range; last before first where there is none."""
    if not first:
        return (max(0, size - int(last)), size - 1) if last and int(last) else (1, 0)
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else (1, 0)


def _parts(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length > 0:
            part = file.read(min(_PART_BYTES, length))
            if not part:
                raise ConnectionError(f"{path} became shorter while it was sent")
            length -= len(part)
            yield part
