"""Access to members of a timeline's JSON objects, of every schema version."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""A JSON object of the tree."""

DEFAULT_MEDIA = "DEFAULT_MEDIA"
_RENAMED = {"Sequence": "Track", "Filler": "Gap"}
"""Old schema names and their current ones."""


def kind(value: Any) -> str:
    """The schema name of an object, without its version, in its current spelling."""
    schema = value.get("OTIO_SCHEMA") if isinstance(value, dict) else None
    name = schema.rpartition(".")[0] if isinstance(schema, str) else ""
    return _RENAMED.get(name, name)


def metadata(value: Json) -> Json:
    """The metadata of an object; empty if it has none."""
    found = value.get("metadata")
    return found if isinstance(found, dict) else {}


def objects(value: Any) -> list[Json]:
    """The objects of an array."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def children(value: Any) -> list[Json]:
    """The children of a composition; empty for other objects."""
    found = value.get("children") if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def references(clip: Json) -> dict[str, Any]:
    """The media references of a Clip.1 or Clip.2 by key; a reference may be None."""
    if clip.get("OTIO_SCHEMA") == "Clip.1":
        return {DEFAULT_MEDIA: clip.get("media_reference")}
    found = clip.get("media_references")
    return found if isinstance(found, dict) else {}


def active(clip: Json) -> Json:
    """The active media reference of a clip; empty if it has none."""
    key = clip.get("active_media_reference_key", DEFAULT_MEDIA)
    found = references(clip).get(key if isinstance(key, str) else DEFAULT_MEDIA)
    return found if isinstance(found, dict) else {}


def quoted(name: Any) -> str:
    """A name in quotation marks, for messages."""
    return f"“{name}”" if isinstance(name, str) and name else "without a name"
