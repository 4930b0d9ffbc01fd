"""Rules about where media is said to be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from backbeat.timeline.document import Container
from backbeat.timeline.resolve_profile.members import Json, active, kind
from backbeat.timeline.resolve_profile.rule import Hit, Rule, Severity
from backbeat.timeline.resolve_profile.sheet import Place, Sheet, media_references
from backbeat.timeline.urls import bare_path, is_absolute, is_escaped, is_file_url

_URL_KEYS = {"ExternalReference": "target_url", "ImageSequenceReference": "target_url_base"}


def url_of(reference: Json) -> str:
    """The file of an ExternalReference or the folder of an image sequence; empty without one."""
    key = _URL_KEYS.get(kind(reference))
    url = reference.get(key) if key else None
    return url if isinstance(url, str) else ""


def _urls(sheet: Sheet) -> Iterator[tuple[Place, str, Callable[[str], None]]]:
    """Every media URL of a timeline, whose it is, and how to change it."""
    for place, reference in media_references(sheet):
        url = url_of(reference)
        if url:
            yield place, url, partial(reference.__setitem__, _URL_KEYS[kind(reference)])


def _percent_encoded(sheet: Sheet) -> Iterator[Hit]:
    for place, url, change in _urls(sheet):
        if not is_escaped(url):
            continue
        says = f"{place.called} has percent signs in the URL of its media, {url}."
        packed = sheet.packed_as(url)
        if packed is not None:
            if packed != url:
                yield Hit(says, partial(change, packed))
            continue
        if is_file_url(url):
            yield Hit(says, partial(change, bare_path(url)))
            continue
        file = sheet.file_of(url)
        if file is None or not file.exists():
            yield Hit(says)
        elif not _ends_alike(file, url):
            # Not the path as it stands, but the decoded one leads to a file.
            yield Hit(says, partial(change, unquote(url)))


def _ends_alike(file: Path, url: str) -> bool:
    return file.as_posix().endswith(url.replace("\\", "/").lstrip("./"))


def _file_url(sheet: Sheet) -> Iterator[Hit]:
    for place, url, change in _urls(sheet):
        if is_file_url(url) and not is_escaped(url):
            says = f"{place.called} has a file URL for its media, {url}."
            yield Hit(says, partial(change, bare_path(url)))


def _relative(sheet: Sheet) -> Iterator[Hit]:
    folder = sheet.document.media_folder.absolute()
    for place, url, change in _urls(sheet):
        if not is_absolute(url) and not _is_bundle(sheet):
            says = f"{place.called} has a relative path for its media, {url}."
            yield Hit(says, partial(change, os.path.normpath(folder / url)))


def _is_bundle(sheet: Sheet) -> bool:
    """Whether media is looked for in the file itself, by the rules about bundles."""
    return sheet.document.container is Container.OTIOZ


def _empty_url(sheet: Sheet) -> Iterator[Hit]:
    for place, reference in media_references(sheet):
        if kind(reference) == "ExternalReference" and not reference.get("target_url"):
            yield Hit(
                f"{place.called} has media with an empty path.", partial(_make_missing, reference)
            )


def _make_missing(reference: Json) -> None:
    reference["OTIO_SCHEMA"] = "MissingReference.1"
    reference.pop("target_url", None)


def _missing(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.clips:
        url = url_of(active(place.value))
        file = sheet.file_of(url) if url else None
        if file is not None and not file.exists() and not _is_bundle(sheet):
            yield Hit(f"{place.called} plays {url}, which is not on this machine.")


def _elsewhere(sheet: Sheet) -> Iterator[Hit]:
    for place in sheet.clips:
        url = url_of(active(place.value))
        if url and sheet.file_of(url) is None and not _is_bundle(sheet):
            yield Hit(f"{place.called} plays {url}, which cannot be looked for on this machine.")


RULES = (
    Rule(
        "percent-encoded",
        Severity.REFUSED,
        "a media URL with percent signs, such as `%20` for a blank",
        "one report, 21.1: the whole import fails",
        _percent_encoded,
        "written as the plain path it means",
        "Rename the file, or write its path plainly; whether %20 is meant cannot be told here.",
    ),
    Rule(
        "file-url",
        Severity.RISK,
        "`file://` before a media path",
        "reported to work with a plain path behind it, and reported to be rejected in 20.2; "
        "Resolve's own exports have bare paths",
        _file_url,
        "written as a bare path",
    ),
    Rule(
        "relative-path",
        Severity.RISK,
        "a media path relative to the timeline's folder",
        "Resolve's own exports have absolute paths only; no report of a relative one",
        _relative,
        "written from the root, starting at the timeline's folder",
    ),
    Rule(
        "empty-path",
        Severity.RISK,
        "media with an empty path",
        "missing media is reported to fail the import; a MissingReference.1 is what Resolve writes",
        _empty_url,
        "made a MissingReference.1",
    ),
    Rule(
        "media-missing",
        Severity.REFUSED,
        "media that is not on this machine",
        "reported, 19.1: one moved file and the whole import fails; OTIO cannot be relinked",
        _missing,
        advice="Put the media where the timeline looks for it, or relink it in the editor.",
    ),
    Rule(
        "media-elsewhere",
        Severity.RISK,
        "media at a path of another system, or on the network",
        "as for missing media, if it is not there on the machine that runs Resolve",
        _elsewhere,
        advice="Check it on the machine that runs Resolve.",
    ),
)
