"""Members of the objects of a timeline's tree, as any writer and any version may have them."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""An object of the tree."""

DEFAULT_MEDIA = "DEFAULT_MEDIA"
_RENAMED = {"Sequence": "Track", "Filler": "Gap"}
"""Names that OpenTimelineIO reads as others."""


def kind(value: Any) -> str:
    """The schema of an object without its version, by the name it has today."""
    schema = value.get("OTIO_SCHEMA") if isinstance(value, dict) else None
    name = schema.rpartition(".")[0] if isinstance(schema, str) else ""
    return _RENAMED.get(name, name)


def metadata(value: Json) -> Json:
    """The metadata of an object; empty where it has none."""
    found = value.get("metadata")
    return found if isinstance(found, dict) else {}


def objects(value: Any) -> list[Json]:
    """The objects of an array."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def children(value: Any) -> list[Json]:
    """What an object of a composition holds."""
    found = value.get("children") if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def references(clip: Json) -> dict[str, Any]:
    """The media of a clip of either schema by their keys, None among them."""
    if clip.get("OTIO_SCHEMA") == "Clip.1":
        return {DEFAULT_MEDIA: clip.get("media_reference")}
    found = clip.get("media_references")
    return found if isinstance(found, dict) else {}


def active(clip: Json) -> Json:
    """The media that a clip plays; empty where it has none."""
    key = clip.get("active_media_reference_key", DEFAULT_MEDIA)
    found = references(clip).get(key if isinstance(key, str) else DEFAULT_MEDIA)
    return found if isinstance(found, dict) else {}


def quoted(name: Any) -> str:
    """A name as it stands in a sentence."""
    return f"“{name}”" if isinstance(name, str) and name else "without a name"
