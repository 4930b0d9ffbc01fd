"""Schemas newer than the installed OpenTimelineIO: downgraded for reading, or refused.

OpenTimelineIO refuses a whole file for one object of a newer version, even inside metadata. For
reading only, such objects are converted to versions it knows; the file's own text keeps them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from backbeat.timeline.jsontext import JsonText, Span

_NAMED = re.compile(r'"OTIO_SCHEMA"\s*:\s*"([A-Za-z_]\w*)\.(\d+)"')
_STRUCTURAL = frozenset({"Timeline", "Stack", "Track", "Clip", "Gap", "Transition", "TimeRange"})
_WRAPPED = "Newer"


_MALFORMED_MEDIA = re.compile(rb'"media_reference"\s*:\s*(?!null|\{\s*"OTIO_SCHEMA")')


class NewerStructureError(ValueError):
    """An object of the edit itself has a version newer than the installed OpenTimelineIO."""


def newer_schemas(text: str, known: dict[str, int]) -> set[tuple[str, int]]:
    """(name, version) of each schema in `text` that is newer than the known version."""
    named = {(name, int(version)) for name, version in set(_NAMED.findall(text))}
    return {(name, version) for name, version in named if name in known and version > known[name]}


def readable_text(text: str, known: dict[str, int]) -> str:
    """`text` with newer objects converted to older or unknown ones, for OpenTimelineIO to read.

    Raises:
        NewerStructureError: a Timeline, Track, Clip ... is of a newer version.
        ValueError: the text is not JSON.
    """
    newer = newer_schemas(text, known)
    if not newer:
        return text

    def readable(value: Any, is_structure: bool) -> Any:
        if isinstance(value, list):
            return [readable(item, is_structure) for item in value]
        if not isinstance(value, dict):
            return value
        inside = {
            key: readable(item, is_structure and key != "metadata") for key, item in value.items()
        }
        name, _, version = str(value.get("OTIO_SCHEMA", "")).rpartition(".")
        if not version.isdigit() or (name, int(version)) not in newer:
            return inside
        downgrade = _DOWNGRADES.get((name, int(version)))
        if downgrade is not None:
            return downgrade(inside)
        if is_structure and name in _STRUCTURAL:
            raise NewerStructureError(
                f"it holds a {name}.{version}, and {name}.{known[name]} is the newest known here"
            )
        return {**inside, "OTIO_SCHEMA": f"{_WRAPPED}{name}.{version}"}

    return json.dumps(readable(json.loads(text), is_structure=True))


def crashes_the_reader(text: JsonText) -> bool:
    """Whether a Clip.1 has media without a schema, or the media of a Clip.2 as well.

    OpenTimelineIO 0.18 crashes the process if such media holds an object with a schema.
    """

    def is_fatal(span: Span) -> bool:
        members = text.members(span)
        if not members:
            return any(map(is_fatal, text.elements(span)))
        media = members.get("media_reference")
        schema = members.get("OTIO_SCHEMA")
        if schema is not None and text.text(schema) == '"Clip.1"':
            is_null = media is None or text.text(media) == "null"
            if "media_references" in members:
                return True
            if not is_null and media and "OTIO_SCHEMA" not in text.members(media):
                return True
        return any(map(is_fatal, members.values()))

    # A search of the text clears nearly every file; only the others are walked.
    return _may_be_fatal(text.data) and is_fatal(text.root)


def _may_be_fatal(data: bytes) -> bool:
    both = b'"Clip.1"' in data and b'"media_references"' in data
    return both or _MALFORMED_MEDIA.search(data) is not None


def marker_2(value: dict[str, Any]) -> dict[str, Any]:
    """Converts a Marker.3, which has a Color object, to a Marker.2, which has a colour's name."""
    color = value.get("color")
    name = color.get("name", "") if isinstance(color, dict) else color
    return {**value, "OTIO_SCHEMA": "Marker.2", "color": name or ""}


_DOWNGRADES: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("Marker", 3): marker_2,
}
