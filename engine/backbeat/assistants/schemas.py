"""JSON Schemas of messages, in protobuf's JSON mapping, with the contract's comments."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from importlib.resources import files
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

_F = FieldDescriptor
_SCALARS: Mapping[int, Mapping[str, Any]] = {
    _F.TYPE_DOUBLE: {"type": "number"},
    _F.TYPE_FLOAT: {"type": "number"},
    _F.TYPE_INT32: {"type": "integer", "minimum": -(1 << 31), "maximum": (1 << 31) - 1},
    _F.TYPE_UINT32: {"type": "integer", "minimum": 0, "maximum": (1 << 32) - 1},
    _F.TYPE_INT64: {"type": "string", "pattern": "^-?[0-9]{1,19}$"},
    _F.TYPE_BOOL: {"type": "boolean"},
    _F.TYPE_STRING: {"type": "string"},
}
"""A 64-bit integer is a string in protobuf's JSON."""


def shipped_comments() -> Mapping[str, str]:
    """The contract's comments on requests, by the full names of what they are about."""
    text = files(__package__).joinpath("comments.json").read_text("utf-8")
    comments: dict[str, str] = json.loads(text)
    return comments


def schema(
    root: Descriptor, comments: Mapping[str, str], left_out: Collection[str] = ()
) -> dict[str, Any]:
    """The JSON Schema of a message, with those that it holds as definitions.

    Args:
        root: the message.
        comments: by the full name of a message, field, enum or value; may lack some.
        left_out: names of fields of the message itself that are not offered.
    """
    definitions: dict[str, Any] = {}
    _define(root, comments, definitions)
    top = definitions.pop(_short(root.full_name))
    for name in left_out:
        del top["properties"][root.fields_by_name[name].json_name]
    used = _used(top, definitions)
    return {
        "title": _short(root.full_name),
        **top,
        "$defs": {name: used[name] for name in sorted(used)},
    }


def reachable(root: Descriptor) -> list[Descriptor | EnumDescriptor]:
    """The message, and every message and enum that it holds, at any depth."""
    found: dict[str, Descriptor | EnumDescriptor] = {}
    waiting: list[Descriptor | EnumDescriptor] = [root]
    while waiting:
        one = waiting.pop()
        if one.full_name in found:
            continue
        found[one.full_name] = one
        for field in getattr(one, "fields", ()):
            waiting += [each for each in (field.message_type, field.enum_type) if each is not None]
    return list(found.values())


def _used(top: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """The definitions that are still referred to."""
    used: dict[str, Any] = {}
    waiting = [top]
    while waiting:
        text = json.dumps(waiting.pop())
        for name in definitions.keys() - used.keys():
            if json.dumps(f"#/$defs/{name}") in text:
                used[name] = definitions[name]
                waiting.append(definitions[name])
    return used


def _define(message: Descriptor, comments: Mapping[str, str], definitions: dict[str, Any]) -> None:
    short = _short(message.full_name)
    if short in definitions:
        return
    made: dict[str, Any] = {"type": "object"}
    definitions[short] = made
    if comment := comments.get(message.full_name):
        made["description"] = comment
    made["properties"] = {
        field.json_name: _property(field, comments, definitions) for field in message.fields
    }
    made["additionalProperties"] = False


def _property(
    field: FieldDescriptor, comments: Mapping[str, str], definitions: dict[str, Any]
) -> dict[str, Any]:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        of_map = _value(field.message_type.fields_by_name["value"], comments, definitions)
        value = {"type": "object", "additionalProperties": of_map}
    else:
        value = _value(field, comments, definitions)
        if field.is_repeated:
            value = {"type": "array", "items": value}
    comment = comments.get(field.full_name)
    return {"description": comment, **value} if comment else value


def _value(
    field: FieldDescriptor, comments: Mapping[str, str], definitions: dict[str, Any]
) -> dict[str, Any]:
    if field.enum_type is not None:
        short = _short(field.enum_type.full_name)
        definitions.setdefault(short, _enum(field.enum_type, comments))
        return {"$ref": f"#/$defs/{short}"}
    if field.message_type is not None:
        _define(field.message_type, comments, definitions)
        return {"$ref": f"#/$defs/{_short(field.message_type.full_name)}"}
    return dict(_SCALARS[field.type])


def _enum(enum: EnumDescriptor, comments: Mapping[str, str]) -> dict[str, Any]:
    values = [value.name for value in enum.values]
    said = [
        f"{value}: {comments[f'{enum.full_name}.{value}']}"
        for value in values
        if comments.get(f"{enum.full_name}.{value}")
    ]
    about = [comments[enum.full_name]] if comments.get(enum.full_name) else []
    made: dict[str, Any] = {"type": "string", "enum": values}
    if about or said:
        made["description"] = "\n".join([*about, *said])
    return made


def _short(name: str) -> str:
    """ "SyncMap", or "Cut.Action" of an enum inside a message."""
    return name.removeprefix("backbeat.v1.")
