"""Rules about media: where it is, and which part of it there is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import PurePath
from urllib.parse import quote

from backbeat.timeline.premiere_profile.own_metadata import WRITER
from backbeat.timeline.profile.inspection import Inspection, media_references
from backbeat.timeline.profile.members import Json, active, kind
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import span, time_range
from backbeat.timeline.urls import bare_path, has_scheme, is_absolute, is_file_url

_SAFE = "/:@!$&'()*+,;=-._~"
_STILLS = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".psd", ".bmp", ".gif", ".heic"})
_URL = re.compile(r"(?:[A-Za-z0-9/:@!$&'()*+,;=._~-]|%[0-9A-Fa-f]{2})+")
"""What a URL without a query may be spelled with (RFC 3986)."""


def file_url(path: str) -> str:
    """The percent-encoded URL (RFC 8089) of an absolute path of any operating system."""
    plain = path.replace("\\", "/") if not path.startswith("/") else path
    if plain.startswith("//") and path != plain:
        return "file:" + quote(plain, safe=_SAFE)
    return "file://" + quote(plain if plain.startswith("/") else f"/{plain}", safe=_SAFE)


def _not_a_url(inspection: Inspection) -> Iterator[Hit]:
    folder = inspection.document.media_folder.absolute()
    for named, reference in media_references(inspection):
        url = reference.get("target_url")
        if not isinstance(url, str) or not url or is_file_url(url) or has_scheme(url):
            continue
        path = url if is_absolute(url) else os.path.normpath(inspection.file_of(url) or folder)
        yield Hit(
            f"{named.label} refers to {url}, which is a path and no URL.",
            partial(reference.__setitem__, "target_url", file_url(path)),
        )


def _not_encoded(inspection: Inspection) -> Iterator[Hit]:
    for named, reference in media_references(inspection):
        url = reference.get("target_url")
        if isinstance(url, str) and is_file_url(url) and not _URL.fullmatch(url):
            yield Hit(
                f"{named.label} refers to {url}, which is not percent-encoded.",
                partial(reference.__setitem__, "target_url", file_url(bare_path(url))),
            )


def _still_too_short(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        reference = active(named.value)
        url = reference.get("target_url")
        if not isinstance(url, str) or PurePath(url).suffix.lower() not in _STILLS:
            continue
        own, there = span(named.value.get("source_range")), span(reference.get("available_range"))
        if own is None:
            continue
        inside = there is not None and there[0] <= own[0] and sum(own) <= sum(there)
        if not inside:
            yield Hit(
                f"{named.label} is a still that is shown for longer than its media is said to be.",
                partial(_cover, inspection, named.value, reference),
            )


def _cover(inspection: Inspection, clip: Json, reference: Json) -> None:
    own, there = span(clip.get("source_range")), span(reference.get("available_range"))
    if own is None:
        return
    first = min(own[0], there[0]) if there else own[0]
    end = max(sum(own), sum(there)) if there else sum(own)
    rate = clip["source_range"]["duration"]["rate"]
    reference["available_range"] = time_range(first, end - first, rate)


def _missing(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        reference = active(named.value)
        if kind(reference) in ("MissingReference", ""):
            yield Hit(f"{named.label} has no media.")


def _generated(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        reference = active(named.value)
        if kind(reference) == "GeneratorReference":
            made = reference.get("generator_kind") or reference.get("name") or "of no kind"
            yield Hit(f"{named.label} is made by the generator {made}.")


def _numbered(inspection: Inspection) -> Iterator[Hit]:
    for named in inspection.clips:
        if kind(active(named.value)) == "ImageSequenceReference":
            yield Hit(f"{named.label} is a sequence of numbered images.")


def _elsewhere(inspection: Inspection) -> Iterator[Hit]:
    shown: dict[str, str] = {}
    for named in inspection.clips:
        url = active(named.value).get("target_url")
        if isinstance(url, str) and url and url not in shown:
            path = inspection.file_of(url)
            if path is None or not path.exists():
                shown[url] = named.label
    for url, label in shown.items():
        yield Hit(f"{url} is not on this machine; {label} plays it.")


RULES = (
    Rule(
        "bare-path",
        Severity.LOST,
        "a media path that is no URL, as Resolve writes it",
        f"clips come in offline; {WRITER}, as are `file://` URLs",
        _not_a_url,
        "written as a percent-encoded `file://` URL",
    ),
    Rule(
        "url-encoding",
        Severity.LOST,
        "a media URL with signs that are not percent-encoded",
        f"clips come in offline, {WRITER}",
        _not_encoded,
        "percent-encoded",
    ),
    Rule(
        "still-range",
        Severity.LOST,
        "a still whose available range does not cover its source range",
        f"the still is cut short or refused, {WRITER}",
        _still_too_short,
        "given an available range that covers it",
    ),
    Rule(
        "no-media",
        Severity.RISK,
        "a clip without media",
        "no report of what becomes of one",
        _missing,
        advice="Relink it, or remove it before the import.",
    ),
    Rule(
        "generator",
        Severity.RISK,
        "a clip made by a generator, such as a title, bars or black",
        "no report of any that came in",
        _generated,
        advice="Render it to a file, or make it again in Premiere.",
    ),
    Rule(
        "image-sequence",
        Severity.RISK,
        "a sequence of numbered images",
        "writers made for Premiere name files; no report of what becomes of a sequence",
        _numbered,
        advice="Import the images in Premiere as a sequence, or render them to a file.",
    ),
    Rule(
        "missing-media",
        Severity.RISK,
        "media that is not on this machine",
        "Premiere imports it offline and asks where it is",
        _elsewhere,
        advice="Fine if Premiere runs on a machine that has it; else relink it.",
    ),
)
