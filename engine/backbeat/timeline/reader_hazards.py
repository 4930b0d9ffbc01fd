"""JSON that may crash OpenTimelineIO's reader, and the process with it.

OpenTimelineIO 0.18 frees an object twice if it finds it where it stores none: under a repeated key,
or in a member that a RationalTime or TimeRange does not have. Both are refused; a text with objects
in other places where the reader is not known to store any is read in a child
process first (see `trial_reading`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from backbeat.timeline.jsontext import JsonText, Span
from backbeat.timeline.jsontree import loads

_ITEM = frozenset({"metadata", "source_range", "effects", "markers", "color"})
_MEDIA = frozenset({"metadata", "available_range", "available_image_bounds"})
_OBJECT_MEMBERS: dict[str, frozenset[str]] = {
    "Timeline": frozenset({"metadata", "global_start_time", "tracks"}),
    "SerializableCollection": frozenset({"metadata", "children"}),
    "Stack": _ITEM | {"children"},
    "Track": _ITEM | {"children"},
    "Clip": _ITEM | {"media_reference", "media_references"},
    "Gap": _ITEM,
    "Transition": frozenset({"metadata", "in_offset", "out_offset"}),
    "ExternalReference": _MEDIA,
    "MissingReference": _MEDIA,
    "ImageSequenceReference": _MEDIA,
    "GeneratorReference": _MEDIA | {"parameters"},
    "Marker": frozenset({"metadata", "marked_range", "color"}),
    "Effect": frozenset({"metadata"}),
    "TimeEffect": frozenset({"metadata"}),
    "LinearTimeWarp": frozenset({"metadata"}),
    "FreezeFrame": frozenset({"metadata"}),
}
"""By schema, the members in which the reader stores objects."""
_VALUES = frozenset({"RationalTime", "TimeRange", "TimeTransform", "Color", "V2d", "Box2d"})
"""Schemas that are plain values to the reader, and hold no objects."""
_VERSION = re.compile(r"[1-9]\d{0,3}")
_NEVER_SAFE = frozenset({"UnknownSchema", "SerializableObjectRef"})


class FatalShapeError(ValueError):
    """JSON that must not reach OpenTimelineIO because it crashes; the message names the fault."""


def is_hazardous(text: JsonText) -> bool:
    """Whether the reader must be tried in another process first.

    Raises:
        FatalShapeError: a key is repeated in one object (the message names the line), or a plain
            value such as a RationalTime holds an object.
        ValueError: the text is not JSON.
    """
    search = _ObjectSearch()
    try:
        loads(text.data, parse_int=float, strict=False, object_pairs_hook=search.at_object)
    except _RepeatedKeyError as repeated:
        raise FatalShapeError(_where_repeated(text, str(repeated))) from None
    return search.hazardous


class _RepeatedKeyError(ValueError):
    """A repeated key; the message is the key."""


class _Object:
    """Represents an object with a schema, or a value that contains one."""


_OBJECT = _Object()


class _ObjectSearch:
    """Examines the objects of a text, the innermost first."""

    def __init__(self) -> None:
        self.hazardous = False

    def at_object(self, pairs: list[tuple[str, Any]]) -> _Object | None:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise _RepeatedKeyError(Counter(key for key, _ in pairs).most_common(1)[0][0])
        # Most values are plain: a call for each would double the time.
        holding = [
            key
            for key, value in pairs
            if value is _OBJECT or (type(value) is list and _holds_object(value))
        ]
        schema = members.get("OTIO_SCHEMA")
        if not isinstance(schema, str):
            return _OBJECT if holding else None
        name, _, version = schema.partition(".")
        if not _VERSION.fullmatch(version):
            # Read as a number all the same: "Clip.-1" and "Clip.01" are converted like Clip.1.
            self.hazardous = True
        if name in _VALUES:
            if holding:
                raise FatalShapeError(f"a {name} holds an object, as its {holding[0]!r}")
            return None
        if name in _NEVER_SAFE or not _OBJECT_MEMBERS.get(name, frozenset()).issuperset(holding):
            self.hazardous = True
        return _OBJECT


def _holds_object(value: object) -> bool:
    return value is _OBJECT or (type(value) is list and any(map(_holds_object, value)))


def _where_repeated(text: JsonText, key: str) -> str:
    for span in _objects(text, text.root):
        places = [place for found, place in text.entries(span) if found == key]
        if len(places) > 1:
            line = text.data.count(b"\n", 0, places[1].start) + 1
            return f"the key {key!r} stands twice in one object, in line {line}"
    return f"the key {key!r} stands twice in one object"


def _objects(text: JsonText, span: Span) -> Iterator[Span]:
    """Every object inside `span`, itself included, in the order of their ends."""
    inside = [item for _, item in text.entries(span)]
    for item in inside:
        yield from _objects(text, item)
    yield span
