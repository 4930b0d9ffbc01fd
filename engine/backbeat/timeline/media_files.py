"""Every file that a timeline may refer to, in every reading of its URLs.

The list protects them from being replaced, so it rather holds too many than too few.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from backbeat.timeline.bundle import members_of_folder
from backbeat.timeline.document import Container, Document
from backbeat.timeline.jsontext import BOM
from backbeat.timeline.urls import bare_path, is_file_url, local_path

_URL = re.compile(rb'"target_url"\s*:\s*("(?:[^"\\]|\\.)*")')
_SEQUENCE = b"target_url_base"
_ESCAPED_LETTER = re.compile(rb"\\u00[2-7]")
_INFINITY = re.compile(rb"([:,\[]\s*)(-?)Inf\b")


def referenced_files(document: Document) -> list[Path]:
    """The media of a timeline and of those nested in it, and the files of an .otiod.

    It covers every media reference of every clip, active or not, in every reading of its URL,
    whether the file exists or not.
    """
    folder = document.media_folder
    found = dict.fromkeys(
        path for url in media_urls(document.data) for path in possible_paths(url, folder)
    )
    found.update(dict.fromkeys(document.places.values()))
    for sequence in _sequences(document.data):
        found.update(dict.fromkeys(_frames(sequence, folder)))
    if document.container is Container.OTIOD:
        members = members_of_folder(document.path)
        found.update(dict.fromkeys(document.path / member for member in members))
    return list(found)


def possible_paths(url: str, folder: Path) -> Iterator[Path]:
    """The paths that a media URL may mean on this machine."""
    if "\0" in url or not url:
        return
    with contextlib.suppress(OSError, ValueError):
        first = local_path(url, folder)
        if first is not None:
            yield folder / first
    spelled = url.partition(":")[2] if is_file_url(url) else url
    for text in (spelled, spelled.replace("\\", "/"), bare_path(url) if is_file_url(url) else ""):
        for path in {text, unquote(text)} - {""}:
            yield folder / path


def with_urls(data: bytes, changed: Mapping[str, str]) -> bytes:
    """The text with other media URLs; all other bytes stay as they are."""

    def spelled(match: re.Match[bytes]) -> bytes:
        with contextlib.suppress(ValueError):
            url = json.loads(match[1], strict=False)
            if url in changed:
                new = json.dumps(changed[url], ensure_ascii=False).encode()
                return match[0][: -len(match[1])] + new
        return match[0]

    return _URL.sub(spelled, data)


def media_urls(data: bytes) -> set[str]:
    """Every media URL in a timeline's text, as it is spelled there."""
    found: set[object] = set()
    for raw in set(_URL.findall(data)):
        with contextlib.suppress(ValueError):
            found.add(json.loads(raw, strict=False))
    if _ESCAPED_LETTER.search(data):
        # A file that escapes plain letters may escape those of a key too.
        found.update(str(pairs["target_url"]) for pairs in _objects(data) if "target_url" in pairs)
    return {url for url in found if isinstance(url, str)}


def _sequences(data: bytes) -> list[dict[str, Any]]:
    if _SEQUENCE not in data and not _ESCAPED_LETTER.search(data):
        return []
    return [pairs for pairs in _objects(data) if "target_url_base" in pairs]


def _objects(data: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def hook(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        # If a key occurs twice, both values count.
        for key, value in pairs:
            if key in ("target_url", "target_url_base"):
                found.append({**dict(pairs), key: value})
        return dict(pairs)

    text = _INFINITY.sub(rb"\1\2Infinity", data.removeprefix(BOM))
    # Text that OpenTimelineIO reads but Python does not ends the search, not the job.
    with contextlib.suppress(ValueError):
        json.loads(text, object_pairs_hook=hook, strict=False)
    return found


def _frames(sequence: dict[str, Any], folder: Path) -> Iterator[Path]:
    """The existing files of an image sequence."""
    start, end = str(sequence.get("name_prefix", "")), str(sequence.get("name_suffix", ""))
    for base in possible_paths(str(sequence["target_url_base"]) or ".", folder):
        if base.is_dir():
            for path in base.iterdir():
                if path.name.startswith(start) and path.name.endswith(end):
                    yield path
