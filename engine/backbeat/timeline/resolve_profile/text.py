"""Rules about the text: what a JSON reader or an older OpenTimelineIO refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import opentimelineio as otio

from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json
from backbeat.timeline.profile.rule import Hit, Rule, Severity
from backbeat.timeline.resolve_profile.structure import schema_of
from backbeat.timeline.schema import marker_2, newer_schemas

_STRING_OR_NO_NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*"|\b(NaN|Infinity|Inf)\b')


def _byte_order_mark(inspection: Inspection) -> Iterator[Hit]:
    if inspection.starts_with_mark:
        yield Hit(
            "The file starts with a byte-order mark.",
            partial(setattr, inspection, "starts_with_mark", False),
        )


def _no_number(inspection: Inspection) -> Iterator[Hit]:
    data = inspection.document.data
    if not any(word in data for word in (b"NaN", b"Inf")):
        return
    found = {match[1].decode() for match in _STRING_OR_NO_NUMBER.finditer(data) if match[1]}
    for word in sorted(found):
        yield Hit(f"The file holds {word} for a number.")


def _newer_marker(inspection: Inspection) -> Iterator[Hit]:
    for marker in inspection.markers:
        schema = schema_of(marker.value)
        if schema == "Marker.3":
            yield Hit(f"{marker.label} is a Marker.3.", partial(_make_marker_2, marker.value))


def _make_marker_2(marker: Json) -> None:
    marker.update(marker_2(marker))


def _newer_schema(inspection: Inspection) -> Iterator[Hit]:
    known = otio.core.type_version_map()
    newer = newer_schemas(inspection.document.data.decode("utf-8-sig"), known)
    for name, version in sorted(newer - {("Marker", 3)}):
        yield Hit(f"The file holds a {name}.{version}, newer than {name}.{known[name]}.")


RULES = (
    Rule(
        "byte-order-mark",
        Severity.RISK,
        "a byte-order mark before the text",
        "OpenTimelineIO refuses such a file; no report of Resolve",
        _byte_order_mark,
        "taken off",
    ),
    Rule(
        "not-json",
        Severity.RISK,
        "NaN or infinity, which JSON does not have",
        "OpenTimelineIO reads them; no report of Resolve",
        _no_number,
        advice="Export it again from the editor.",
    ),
    Rule(
        "marker-3",
        Severity.RISK,
        "a Marker.3, with a colour that is an object",
        "OpenTimelineIO 0.18 refuses the whole file for one; Resolve's version is not published",
        _newer_marker,
        "made a Marker.2, with the colour's name",
    ),
    Rule(
        "newer-schema",
        Severity.RISK,
        "any other object of a version that OpenTimelineIO 0.18 does not know",
        "OpenTimelineIO 0.18 refuses the whole file for one; Resolve's version is not published",
        _newer_schema,
        advice="Export it for an older version of OpenTimelineIO.",
    ),
)
