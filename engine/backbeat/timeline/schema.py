"""Schemas newer than the installed OpenTimelineIO: what can be read anyway, and what cannot.

OpenTimelineIO refuses a whole file for one object of a newer version, even inside somebody's
metadata. For reading only, such objects are turned into what it does know; the file's own text
keeps them as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from backbeat.timeline.jsontext import JsonText, Span

_NAMED = re.compile(r'"OTIO_SCHEMA"\s*:\s*"([A-Za-z_]\w*)\.(\d+)"')
_STRUCTURE = frozenset({"Timeline", "Stack", "Track", "Clip", "Gap", "Transition", "TimeRange"})
_WRAPPED = "Newer"


_ODD_MEDIA = re.compile(rb'"media_reference"\s*:\s*(?!null|\{\s*"OTIO_SCHEMA")')


class NewerStructureError(ValueError):
    """An object that carries the edit itself is of a version not known here."""


def newer_schemas(text: str, known: dict[str, int]) -> set[tuple[str, int]]:
    """The schemas of `text` whose version is above the known one of the same name."""
    named = {(name, int(version)) for name, version in set(_NAMED.findall(text))}
    return {(name, version) for name, version in named if name in known and version > known[name]}


def made_readable(text: str, known: dict[str, int]) -> str:
    """`text` with newer objects turned into older or unknown ones, for OpenTimelineIO to read.

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
        if is_structure and name in _STRUCTURE:
            raise NewerStructureError(
                f"it holds a {name}.{version}, and {name}.{known[name]} is the newest known here"
            )
        return {**inside, "OTIO_SCHEMA": f"{_WRAPPED}{name}.{version}"}

    return json.dumps(readable(json.loads(text), is_structure=True))


def crashes_the_reader(text: JsonText) -> bool:
    """Whether the media of a Clip.1 is no object of a schema, or it has a Clip.2's media as well.

    OpenTimelineIO 0.18 ends with the whole process when such media holds an object of one.
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

    # Nearly every file is cleared by one look; only odd ones are walked.
    return _may_be_odd(text.data) and is_fatal(text.root)


def _may_be_odd(data: bytes) -> bool:
    both = b'"Clip.1"' in data and b'"media_references"' in data
    return both or _ODD_MEDIA.search(data) is not None


def marker_2(value: dict[str, Any]) -> dict[str, Any]:
    """Marker.3 has a Color object where Marker.2 has a colour's name."""
    color = value.get("color")
    name = color.get("name", "") if isinstance(color, dict) else color
    return {**value, "OTIO_SCHEMA": "Marker.2", "color": name or ""}


_DOWNGRADES: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("Marker", 3): marker_2,
}
