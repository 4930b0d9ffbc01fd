"""Who wrote a timeline is told by its metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backbeat.timeline.document import Container, Document
from backbeat.timeline.model import Dialect
from backbeat.timeline.origin import dialect_of, written_by


def document(**timeline: Any) -> Document:
    tree = {"OTIO_SCHEMA": "Timeline.1", **timeline}
    return Document(Path("edit.otio"), Container.OTIO, json.dumps(tree).encode())


def clip(*names: str) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "Clip.2", "metadata": {name: {} for name in names}}


@pytest.mark.parametrize(
    ("found", "writer"),
    [
        ({"metadata": {"Resolve_OTIO": {}}}, "DaVinci Resolve"),
        ({"metadata": {"PremierePro_OTIO": {}}}, "Premiere Pro"),
        ({"tracks": {"children": [clip("Resolve_OTIO")]}}, "DaVinci Resolve"),
        ({"tracks": [clip("fcp_xml")]}, "OpenTimelineIO's adapter for the XML of Final Cut Pro 7"),
        ({"tracks": [clip("AAF", "my_tool")]}, "OpenTimelineIO's adapter for Avid's AAF"),
        ({"tracks": [clip("foundry.source.width")]}, "Hiero or Nuke Studio"),
        ({"metadata": {"x": {"Resolve_OTIO": {}}}}, "an unknown program"),
        ({"metadata": None}, "an unknown program"),
    ],
)
def test_writers(found: dict[str, Any], writer: str) -> None:
    assert written_by(document(**found)) == writer


def test_backbeats_own_markers_do_not_make_it_resolves() -> None:
    marker = {"OTIO_SCHEMA": "Marker.2", "metadata": {"Resolve_OTIO": {}, "backbeat": {}}}
    premiere = {"PremierePro_OTIO": {}}
    assert written_by(document(markers=[marker])) == "Backbeat, or edited by it"
    assert written_by(document(metadata=premiere, markers=[marker])) == (
        "Premiere Pro, edited by Backbeat"
    )


def test_what_was_made_for_premiere_is_not_said_to_come_from_it() -> None:
    ours = {"PremierePro_OTIO": {}, "backbeat": {"made_for_premiere": True}}
    made = "made ready for Premiere by Backbeat"
    assert written_by(document(metadata=ours)) == f"an unknown program, {made}"
    assert written_by(document(metadata={**ours, "Resolve_OTIO": {}})) == f"DaVinci Resolve, {made}"


def test_an_effect_tells_its_program() -> None:
    assert written_by(document(effects=[{"effect_name": "toucan:Blur"}])) == "toucan"


def test_premieres_counting_ends_where_it_was_converted() -> None:
    assert dialect_of({"PremierePro_OTIO", "Resolve_OTIO"}, None) is Dialect.PREMIERE
    converted = {"retimes_in_record_frames": True}
    assert dialect_of({"PremierePro_OTIO"}, converted) is Dialect.GENERIC
    assert dialect_of({"PremierePro_OTIO", "Resolve_OTIO"}, converted) is Dialect.RESOLVE
    assert dialect_of(set(), 3) is Dialect.GENERIC
