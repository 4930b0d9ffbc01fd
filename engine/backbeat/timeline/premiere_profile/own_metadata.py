"""Premiere's own metadata of an object, and whether a timeline has any."""

from __future__ import annotations

from backbeat.timeline.profile.inspection import Inspection
from backbeat.timeline.profile.members import Json, metadata

KEY = "PremierePro_OTIO"
WRITER = "known from the source of a writer made for Premiere"


def premiere(value: Json) -> Json:
    """The metadata that Premiere keeps with an object; empty without any."""
    found = metadata(value).get(KEY)
    return found if isinstance(found, dict) else {}


def is_foreign(inspection: Inspection) -> bool:
    """Whether the timeline lacks what Premiere writes into every one of its own."""
    return KEY not in metadata(inspection.timeline)


def add(value: Json, **members: object) -> None:
    """Adds members to the metadata that Premiere keeps with an object; others stay."""
    held = value.get("metadata")
    if not isinstance(held, dict):
        held = value["metadata"] = {}
    held[KEY] = {**premiere(value), **members}
