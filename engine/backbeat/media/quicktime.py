"""Adds to MP4 and MOV what FFmpeg's muxer omits: camera metadata, iTunes tags, languages.

The boxes are those of ISO/IEC 14496-12 and of Apple's QuickTime File Format. FFmpeg is given a
placeholder tag as long as all that is copied, and the boxes replace it in the finished file. The
`moov` box keeps its length, so no offset in the file changes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import av.container
from av.stream import Disposition

from backbeat.media.tags import BOXED_TAGS, is_stale

_MAX_MOOV = 1 << 28
"""Largest `moov` box that is read, in bytes; that of a film of hours has about 10 MB."""
_MAX_CARRIED = 1 << 22
"""Most metadata that is copied, in bytes."""
_SLACK = 256
"""Bytes added to the placeholder, for headers of boxes and for a `free` box."""
_PLACEHOLDERS = {"mov": {"xmp": b"XMP_"}, "mp4": {"network": b"tvnn", "episode_id": b"tven"}}
"""Rarely used tags that serve as placeholder, with the boxes FFmpeg writes for them, by muxer."""
_NOT_CARRIED = frozenset((b"meta", b"chpl", b"XMP_", b"\xa9enc", b"\xa9too", b"hnti", b"free"))
"""Boxes of user data that are not copied: the muxer writes them, or they described the old file."""
_SOFTWARE = b"\xa9swr"
"""Box with the name of a camera's software; FFmpeg writes its own name into it."""
_NOT_LISTED = frozenset((b"covr", b"\xa9too", b"\xa9enc", b"free"))
"""Items of iTunes' `ilst` that are not copied."""
_UTF8 = 1
"""Type indicator of UTF-8 text in a `data` box."""
_MATROSKA_SPELLING = {"iso6709": "ISO6709"}
"""Parts of Apple's metadata keys that are not in lower case."""

Box = tuple[bytes, bytes]
"""A box: type, payload."""


@dataclass(frozen=True)
class Carried:
    """Metadata of a source as boxes, to be copied into a file made from it."""

    keys: tuple[tuple[bytes, bytes], ...] = ()
    """Keys of the `mdta` namespace, each with its `data` box."""
    user_data: tuple[Box, ...] = ()
    """Boxes for `udta`."""
    listed: tuple[Box, ...] = ()
    """Items for iTunes' `ilst`."""

    @property
    def size(self) -> int:
        """Upper bound of its length in a file, in bytes; 0 where there is nothing to copy."""
        parts = [len(name) + len(data) + 24 for name, data in self.keys]
        parts += [len(payload) + 8 for _, payload in (*self.user_data, *self.listed)]
        return sum(parts)


def carried_from(source: Path, tags: Mapping[str, str], muxer: str) -> Carried:
    """Collects the metadata that FFmpeg's muxer would omit from a file made from `source`.

    Args:
        source: a file of any format.
        tags: the source's tags, by FFmpeg's names, without stale ones.
        muxer: `mov` or `mp4`.
    """
    user_data, listed, typed, custom = _boxes_of(source, muxer)
    written = BOXED_TAGS[muxer] | {name.lower() for name in custom}
    keys = []
    for name, value in tags.items():
        if name.lower() not in written:
            plain = struct.pack(">II", _UTF8, 0) + value.encode()
            keys.append((_spelled(name).encode(), typed.get(name, _box(b"data", plain))))
    return Carried(tuple(keys), user_data, listed if muxer == "mp4" else ())


@dataclass
class Extra:
    """Metadata added to an MP4 or MOV after FFmpeg has written it; none for other muxers."""

    muxer: str
    carried: Carried = field(default_factory=Carried)
    placeholder: dict[str, str] = field(default_factory=dict)
    """Tag given to FFmpeg, which the metadata replaces; empty where there is none to add."""
    languages: list[str] = field(default_factory=list)
    """ISO 639-2 code of each track, in order; empty where a track has none."""
    left_out: list[str] = field(default_factory=list)
    """Descriptions of metadata that cannot be added."""

    @classmethod
    def of(cls, source: Path | None, tags: Mapping[str, str], muxer: str) -> Extra:
        """Collects what FFmpeg's muxer would omit from a file made from `source` with `tags`."""
        if source is None or muxer not in _PLACEHOLDERS:
            return cls(muxer)
        carried = carried_from(source, tags, muxer)
        key = next((key for key in _PLACEHOLDERS[muxer] if key not in tags), None)
        if not carried.size:
            return cls(muxer)
        if key is None or carried.size > _MAX_CARRIED:
            return cls(muxer, left_out=[f"{carried.size} bytes of metadata"])
        return cls(muxer, carried, {key: "x" * (carried.size + _SLACK)})

    def note_tracks(self, container: av.container.OutputContainer) -> None:
        """Records the languages of a file's tracks, without cover art, which is no track in MP4."""
        self.languages = [
            stream.metadata.get("language", "")
            for stream in container.streams
            if not stream.disposition & Disposition.attached_pic
        ]

    def finish(self, path: Path) -> None:
        """Writes the metadata and languages into the closed file."""
        if self.muxer in _PLACEHOLDERS:
            carry(path, self.muxer, self.carried, self.placeholder, self.languages)


def carry(
    path: Path, muxer: str, carried: Carried, place: Iterable[str], languages: Sequence[str]
) -> None:
    """Writes metadata and languages into a file that FFmpeg wrote; its length stays the same.

    Args:
        path: the file.
        muxer: `mov` or `mp4`.
        carried: metadata that replaces the placeholder.
        place: key of the placeholder, or empty where there is none.
        languages: ISO 639-2 code of each track, in order; an empty one leaves the track unchanged.
    """
    with path.open("r+b") as file:
        found = _moov(file, path.stat().st_size)
        if found is None:
            return
        start, moov = found
        moov = _with_languages(moov, languages)
        kind = next((_PLACEHOLDERS[muxer][key] for key in place), None)
        if kind is not None:
            moov = _with_metadata(moov, muxer, kind, carried)
        file.seek(start)
        file.write(moov)


def _with_metadata(moov: bytes, muxer: str, kind: bytes, carried: Carried) -> bytes:
    children: list[Box] = []
    for name, payload in _children(moov):
        if name == b"udta":
            payload = _user_data(payload, kind, carried)
        children.append((name, payload))
    if carried.keys:
        children.append((b"meta", _keyed(carried.keys, full=muxer == "mp4")))
    made = b"".join(_box(*child) for child in children)
    free = len(moov) - len(made) - 8
    return made + _box(b"free", bytes(free)) if free >= 0 else moov


def _user_data(payload: bytes, kind: bytes, carried: Carried) -> bytes:
    made: list[Box] = []
    for name, inner in _children(payload):
        if name == b"meta":
            inner = _listing(inner, kind, carried.listed)
        if name != kind:
            made.append((name, inner))
    have = {name for name, _ in made}
    made += [box for box in carried.user_data if box[0] not in have]
    return b"".join(_box(*child) for child in made)


def _listing(meta: bytes, kind: bytes, listed: Sequence[Box]) -> bytes:
    """Replaces the placeholder in the payload of iTunes' `meta` box by the copied items."""
    made = []
    for name, inner in _children(meta[4:]):
        if name == b"ilst":
            items = [item for item in _children(inner) if item[0] != kind]
            have = {item[0] for item in items}
            items += [item for item in listed if item[0] not in have]
            inner = b"".join(_box(*item) for item in items)
        made.append((name, inner))
    return meta[:4] + b"".join(_box(*child) for child in made)


def _keyed(keys: Sequence[tuple[bytes, bytes]], full: bool) -> bytes:
    handler = bytes(8) + b"mdta" + bytes(13)
    named = b"".join(_box(b"mdta", name) for name, _ in keys)
    items = b"".join(
        _box(struct.pack(">I", number), data) for number, (_, data) in enumerate(keys, 1)
    )
    return (
        (bytes(4) if full else b"")
        + _box(b"hdlr", handler)
        + _box(b"keys", struct.pack(">II", 0, len(keys)) + named)
        + _box(b"ilst", items)
    )


def _with_languages(moov: bytes, languages: Sequence[str]) -> bytes:
    """Writes track languages as ISO 639-2 packed into 15 bits, which both formats allow.

    FFmpeg writes the Macintosh language codes into MOV, which lack many languages.
    """
    made, at = bytearray(moov), 0
    wanted = iter(languages)
    for name, payload in _children(moov):
        if name == b"trak":
            language = next(wanted, "")
            if len(language) == 3 and language.isascii() and language.islower():
                where = _media_header(payload)
                if where is not None:
                    code = sum((ord(c) - 0x60) << 5 * (2 - i) for i, c in enumerate(language))
                    struct.pack_into(">H", made, at + 8 + where, code)
        at += 8 + len(payload)
    return bytes(made)


def _media_header(trak: bytes) -> int | None:
    """Offset of the language of `mdhd` in the payload of a `trak` box, in bytes."""
    at = 0
    for name, payload in _children(trak):
        if name == b"mdia":
            inner = at + 8
            for kind, header in _children(payload):
                if kind == b"mdhd":
                    return inner + 8 + (32 if header[:1] == b"\x01" else 20)
                inner += 8 + len(header)
        at += 8 + len(payload)
    return None


def _boxes_of(
    source: Path, muxer: str
) -> tuple[tuple[Box, ...], tuple[Box, ...], dict[str, bytes], set[str]]:
    """Reads user data, `ilst` items, `data` boxes by key and names of custom items of a source."""
    user_data: list[Box] = []
    listed: list[Box] = []
    typed: dict[str, bytes] = {}
    custom: set[str] = set()
    with source.open("rb") as file:
        found = _moov(file, source.stat().st_size)
    for name, payload in _children(found[1] if found else b""):
        if name == b"meta":
            typed |= _typed(payload)
        if name != b"udta":
            continue
        for kind, inner in _children(payload):
            if kind == b"meta":
                typed |= _typed(inner)
                items = list(_items(inner))
                listed += [item for item, _ in items]
                if muxer == "mp4":
                    custom |= {named for _, named in items if named}
            elif kind not in _NOT_CARRIED and not (kind == _SOFTWARE and b"Lavf" in inner):
                user_data.append((kind, inner))
    return tuple(user_data), tuple(listed), typed, custom


def _items(meta: bytes) -> Iterator[tuple[Box, str]]:
    """Yields the items of iTunes' `ilst` with their custom names, empty for standard items."""
    inner = _meta_children(meta)
    if inner.get(b"hdlr", b"")[8:12] != b"mdir":
        return
    for kind, payload in _children(inner.get(b"ilst", b"")):
        if kind in _NOT_LISTED:
            continue
        named = dict(_children(payload)).get(b"name", b"")[4:].decode("utf-8", "replace")
        if kind != b"----" or not is_stale(named):
            yield (kind, payload), named if kind == b"----" else ""


def _typed(meta: bytes) -> dict[str, bytes]:
    """The `data` boxes of a `meta` box with handler `mdta`, by key; empty for other handlers."""
    inner = _meta_children(meta)
    if inner.get(b"hdlr", b"")[8:12] != b"mdta":
        return {}
    names = [name.decode("utf-8", "replace") for _, name in _children(inner.get(b"keys", b"")[8:])]
    values = {}
    for kind, payload in _children(inner.get(b"ilst", b"")):
        number = int.from_bytes(kind, "big")
        if 0 < number <= len(names):
            values[names[number - 1]] = payload
    return values


def _meta_children(meta: bytes) -> dict[bytes, bytes]:
    """Children of a `meta` box, which begins with a version field in ISO files only."""
    return dict(_children(meta if meta[4:8] == b"hdlr" else meta[4:]))


def _moov(file: BinaryIO, size: int) -> tuple[int, bytes] | None:
    """Reads the `moov` box: offset of its payload in the file, and the payload."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length, kind, begin = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), at + 16
        elif length == 0:
            length = size - at
        if length < begin - at or not kind.strip(b"\0"):
            return None
        if kind == b"moov":
            if length > _MAX_MOOV:
                return None
            file.seek(begin)
            return begin, file.read(at + length - begin)
        at += length
    return None


def _children(payload: bytes) -> Iterator[Box]:
    """Yields the boxes of a payload, up to the first that is malformed."""
    at = 0
    while at + 8 <= len(payload):
        length = int.from_bytes(payload[at : at + 4], "big")
        if length < 8 or at + length > len(payload):
            return
        yield payload[at + 4 : at + 8], payload[at + 8 : at + length]
        at += length


def _box(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", 8 + len(payload)) + kind + payload


def _spelled(name: str) -> str:
    """Converts an Apple metadata key from Matroska's capitals to its original spelling."""
    if "." not in name or not name.isupper():
        return name
    return ".".join(_MATROSKA_SPELLING.get(part, part) for part in name.lower().split("."))
