"""What is embedded in a sound file: broadcast, iXML, INFO and cue chunks of WAV, tags of others.

WAV and RF64 by wavinfo. Of iXML the blocks that sound editors fill in are read: <USER> (Soundminer,
BaseHead) before <ASWG> (ASWG-G006).
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backbeat.sounds.facts import CuePoint

_MOST_CUES = 1000
_LONGEST = 4000
"""Characters of a field that are kept."""


@dataclass(frozen=True)
class Embedded:
    """What a file says of itself in its chunks or tags; empty where it says nothing."""

    title: str = ""
    description: str = ""
    keywords: str = ""
    cat_id: str = ""
    category: str = ""
    """Category in full, such as "DOORS-WOOD"."""
    artist: str = ""
    licence: str = ""
    copyright: str = ""
    url: str = ""
    library: str = ""
    cues: tuple[CuePoint, ...] = ()
    loop: bool = False


def embedded_in_wave(path: Path) -> Embedded:
    """What is embedded in a WAV or RF64 file; damaged chunks are passed over."""
    from wavinfo import WavInfoReader

    try:
        read = WavInfoReader(path, info_encoding="latin_1", bext_encoding="latin_1")
    except Exception:  # wavinfo's have no base of their own, and chunks are damaged in any way
        return Embedded()
    ixml = _ixml(read.ixml)
    bext, info = read.bext, read.info
    rate = read.fmt.sample_rate if read.fmt is not None else 0
    return Embedded(
        title=_first(ixml.get("fxname"), ixml.get("tracktitle"), _field(info, "title")),
        description=_first(
            ixml.get("description"), ixml.get("notes"), _field(bext, "description"),
            _field(info, "comment"), _field(info, "subject"),
        ),
        keywords=_first(ixml.get("keywords"), _field(info, "keywords")),
        cat_id=_first(ixml.get("catid")),
        category=_first(ixml.get("categoryfull"), ixml.get("category"), _field(info, "genre")),
        artist=_first(
            ixml.get("designer"), ixml.get("originator"), _field(info, "artist"),
            _field(bext, "originator"), ixml.get("creatorid"),
        ),
        licence=_first(ixml.get("license"), ixml.get("licence")),
        copyright=_first(ixml.get("copyright"), _field(info, "copyright")),
        url=_first(ixml.get("url"), ixml.get("sourceurl")),
        library=_first(ixml.get("library"), _field(info, "product")),
        cues=_cues(read.cues, rate),
        loop=bool(read.smpl is not None and read.smpl.sample_loops),
    )  # fmt: skip


def embedded_in_tags(tags: Mapping[str, str]) -> Embedded:
    """What the tags of a file say, by FFmpeg's names in any case."""
    held = {name.casefold(): _clean(value) for name, value in tags.items()}

    def first(*names: str) -> str:
        return _first(*(held.get(name) for name in names))

    return Embedded(
        title=first("fxname", "title"),
        description=first("description", "comment", "synopsis"),
        keywords=first("keywords"),
        cat_id=first("catid"),
        category=first("categoryfull", "category", "genre"),
        artist=first("artist", "author", "creator"),
        licence=first("license", "licence"),
        copyright=first("copyright"),
        url=first("url", "contact", "website"),
        library=first("library", "album"),
    )


def _ixml(ixml: Any) -> dict[str, str]:
    """Fields of the blocks for sound editors by their names in lower case."""
    found: dict[str, str] = {}
    if ixml is None:
        return found
    root = ixml.parsed.getroot()
    if root is None:
        return found
    for block in ("USER", "ASWG"):
        for part in root.iter(block):
            for field in part.iter():
                name = field.tag if isinstance(field.tag, str) else ""
                text = _clean(field.text or "")
                if text:
                    found.setdefault(name.casefold(), text)
    return found


def _cues(cues: Any, rate: int) -> tuple[CuePoint, ...]:
    if cues is None or rate <= 0:
        return ()
    found = []
    for name, offset in list(cues.each_cue())[:_MOST_CUES]:
        label, note = cues.label_and_note(name)
        found.append(CuePoint(offset / rate, _clean(label or note or "")))
    return tuple(sorted(found, key=lambda cue: cue.time_s))


def _field(chunk: Any, name: str) -> str:
    value = getattr(chunk, name, None)
    return _clean(value) if isinstance(value, str) else ""


def _clean(text: str) -> str:
    """Text on one line. UTF-8 that was read as Latin-1 is read again."""
    with contextlib.suppress(UnicodeError):
        text = text.encode("latin_1").decode("utf_8")
    return " ".join(text.replace("\0", " ").split())[:_LONGEST]


def _first(*texts: str | None) -> str:
    return next((text for text in texts if text), "")
