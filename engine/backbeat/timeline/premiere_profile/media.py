"""Rules about media: where it is, and which part of it there is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePath
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from backbeat.timeline.profile.inspection import Inspection, media_references
from backbeat.timeline.profile.members import Json, active, kind
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.profile.times import span, time_range

_SAFE = "/:@!$&'()*+,;=-._~"
_STILLS = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".psd", ".bmp", ".gif", ".heic"})
_WRITER = "known from the source of a writer made for Premiere"


def encoded(url: str) -> str:
    """A URL with its path percent-encoded (RFC 3986); one that is encoded already stays so."""
    parts = urlsplit(url)
    if len(parts.scheme) < 2:
        # A path, not a URL: a drive letter is no scheme.
        return quote(unquote(url), safe=_SAFE + "\\")
    return urlunsplit(parts._replace(path=quote(unquote(parts.path), safe=_SAFE)))


def _not_encoded(inspection: Inspection) -> Iterator[Hit]:
    for named, reference in media_references(inspection):
        url = reference.get("target_url")
        if not isinstance(url, str) or not url:
            continue
        written = encoded(url)
        if (written != url and not url.isascii()) or " " in url:
            yield Hit(
                f"{named.label} refers to {url}, which is not percent-encoded.",
                partial(reference.__setitem__, "target_url", written),
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


RULES = (
    Rule(
        "url-encoding",
        Severity.LOST,
        "a media URL with spaces or letters that are not percent-encoded",
        f"clips come in offline, {_WRITER}",
        _not_encoded,
        "percent-encoded",
    ),
    Rule(
        "still-range",
        Severity.LOST,
        "a still whose available range does not cover its source range",
        f"the still is cut short or refused, {_WRITER}",
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
)
