"""Rules about media paths and URLs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from backbeat.timeline.document import Container
from backbeat.timeline.profile.inspection import Inspection, NamedObject, media_references
from backbeat.timeline.profile.members import Json, active, kind
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.urls import bare_path, is_absolute, is_escaped, is_file_url

_URL_KEYS = {"ExternalReference": "target_url", "ImageSequenceReference": "target_url_base"}


def url_of(reference: Json) -> str:
    """The URL of an ExternalReference, or of an image sequence's folder; empty if it has none."""
    key = _URL_KEYS.get(kind(reference))
    url = reference.get(key) if key else None
    return url if isinstance(url, str) else ""


def _urls(inspection: Inspection) -> Iterator[tuple[NamedObject, str, Callable[[str], None]]]:
    """Every media URL of a timeline, with its clip and a function that sets it."""
    for named, reference in media_references(inspection):
        url = url_of(reference)
        if url:
            yield named, url, partial(reference.__setitem__, _URL_KEYS[kind(reference)])


def _percent_encoded(inspection: Inspection) -> Iterator[Hit]:
    for named, url, set_url in _urls(inspection):
        if not is_escaped(url):
            continue
        message = f"{named.label} has percent signs in the URL of its media, {url}."
        packed = inspection.member_of_bundle(url)
        if packed is not None:
            if packed != url:
                yield Hit(message, partial(set_url, packed))
            continue
        if is_file_url(url):
            yield Hit(message, partial(set_url, bare_path(url)))
            continue
        file = inspection.file_of(url)
        if file is None or not file.exists():
            yield Hit(message)
        elif not _ends_with_url(file, url):
            # The file exists under the decoded path, not under the encoded one.
            yield Hit(message, partial(set_url, unquote(url)))


def _ends_with_url(file: Path, url: str) -> bool:
    return file.as_posix().endswith(url.replace("\\", "/").lstrip("./"))


def _file_url(inspection: Inspection) -> Iterator[Hit]:
    for named, url, set_url in _urls(inspection):
        if is_file_url(url) and not is_escaped(url):
            message = f"{named.label} has a file URL for its media, {url}."
            yield Hit(message, partial(set_url, bare_path(url)))


def _relative(inspection: Inspection) -> Iterator[Hit]:
    folder = inspection.document.media_folder.absolute()
    for named, url, set_url in _urls(inspection):
        if not is_absolute(url) and not _is_bundle(inspection):
            message = f"{named.label} has a relative path for its media, {url}."
            yield Hit(message, partial(set_url, os.path.normpath(folder / url)))


def _is_bundle(inspection: Inspection) -> bool:
    """Whether the rules about bundles apply to relative media paths instead."""
    return inspection.document.container is Container.OTIOZ


def _empty_url(inspection: Inspection) -> Iterator[Hit]:
    for named, reference in media_references(inspection):
        if kind(reference) == "ExternalReference" and not reference.get("target_url"):
            yield Hit(
                f"{named.label} has media with an empty path.", partial(_make_missing, reference)
            )


def _make_missing(reference: Json) -> None:
    reference["OTIO_SCHEMA"] = "MissingReference.1"
    reference.pop("target_url", None)


def _missing(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        url = url_of(active(named.value))
        file = inspection.file_of(url) if url else None
        if file is not None and not file.exists() and not _is_bundle(inspection):
            yield Hit(f"{named.label} plays {url}, which is not on this machine.")


def _other_system(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        url = url_of(active(named.value))
        if url and inspection.file_of(url) is None and not _is_bundle(inspection):
            yield Hit(f"{named.label} plays {url}, which cannot be looked for on this machine.")


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
        _other_system,
        advice="Check it on the machine that runs Resolve.",
    ),
)
