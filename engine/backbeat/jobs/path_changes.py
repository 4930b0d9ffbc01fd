"""Changing the paths of a request: relative ones made absolute, folders known by another name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from backbeat.errors import RequestError
from backbeat.jobs.paths import is_path_field


@dataclass(frozen=True)
class FolderName:
    """A folder by two names: on the machine that wrote the jobs, and on this one."""

    there: str
    here: str


def folder_names(words: Iterable[str], option: str) -> list[FolderName]:
    """The folders that a user writes as FROM=TO.

    Args:
        words: what was written.
        option: the option's name, for the message.

    Raises:
        RequestError: one has no two sides.
    """
    folders = []
    for word in words:
        there, _, here = word.partition("=")
        if not (there and here):
            raise RequestError(f"{option} {word} has no two sides.", "Write FROM=TO.")
        folders.append(FolderName(there, here))
    return folders


def change_paths(message: Message, change: Callable[[str], str]) -> None:
    """Replaces every path in a message, at any depth, by what `change` makes of it."""
    for field, value in message.ListFields():
        entries = field.message_type is not None and field.message_type.GetOptions().map_entry
        if entries:
            if is_path_field(field) and field.message_type.fields_by_name["value"].type == (
                FieldDescriptor.TYPE_STRING
            ):
                for key in value:
                    value[key] = change(value[key])
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            for part in value if field.is_repeated else (value,):
                change_paths(part, change)
        elif field.type == FieldDescriptor.TYPE_STRING and is_path_field(field):
            if field.is_repeated:
                value[:] = [change(text) for text in value]
            else:
                setattr(message, field.name, change(value))


def renamed(path: str, folders: Sequence[FolderName]) -> str:
    """The path on this machine: that of the longest folder it lies in, else as it is.

    Both kinds of separator are understood, as the jobs may come from another system.
    """
    spelt = path.replace("\\", "/")
    for folder in sorted(folders, key=lambda one: len(one.there), reverse=True):
        there = folder.there.replace("\\", "/").rstrip("/")
        if spelt == there:
            return folder.here
        if spelt.startswith(f"{there}/"):
            inside = spelt[len(there) + 1 :].replace("/", os.sep)
            return os.path.join(folder.here, inside)  # noqa: PTH118 -- it may be a URL
    return path
