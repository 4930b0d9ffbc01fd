"""Every field of a request message, by its descriptors, and how to set one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

Path = tuple[FieldDescriptor, ...]
"""The fields from a request down to one that holds no message of its own."""

_WRITER = "written_by"
"""Says in a file who wrote it; a request has no use for it."""


def is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def paths(message: Descriptor) -> Iterator[Path]:
    """Every field of a message and of the messages in it, but no field that holds a message."""
    for field in message.fields:
        if field.name == _WRITER:
            continue
        if field.message_type is None or is_map(field):
            yield (field,)
        else:
            for inner in paths(field.message_type):
                yield (field, *inner)


def name(path: Path) -> str:
    """Such as "SnapOptions.tracks"."""
    return f"{path[-1].containing_type.name}.{path[-1].name}"


def put(message: Message, path: Path, value: Any) -> None:
    """Sets one field; a repeated message on the way is its first element, made where missing."""
    owner = _owner(message, path)
    field = path[-1]
    owner.ClearField(field.name)
    if is_map(field):
        getattr(owner, field.name).update(value)
    elif field.is_repeated:
        getattr(owner, field.name).extend(value)
    else:
        setattr(owner, field.name, value)


def clear(message: Message, path: Path) -> None:
    """Unsets one field."""
    _owner(message, path).ClearField(path[-1].name)


def _owner(message: Message, path: Path) -> Message:
    for field in path[:-1]:
        inner = getattr(message, field.name)
        if field.is_repeated:
            inner = inner[0] if len(inner) else inner.add()
        else:
            inner.SetInParent()
        message = inner
    return message
