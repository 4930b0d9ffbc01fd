"""Which strings of a request are paths, and which paths the engine accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from backbeat.errors import RequestError

# Two letters at least, so that a drive letter is no scheme.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")


def paths_of(message: Message) -> Iterator[tuple[str, str]]:
    """Name and value of every path that is set, at any depth.

    A path is a string field called `path`, or whose name ends in `_path`.
    """
    for field, value in message.ListFields():
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            for part in (value,) if isinstance(value, Message) else value:
                yield from paths_of(part)
        elif field.type == FieldDescriptor.TYPE_STRING and _names_a_path(field.name):
            for text in (value,) if isinstance(value, str) else value:
                yield field.name, text


def check_paths(message: Message) -> None:
    """Refuses paths that an engine must not follow for a client.

    Raises:
        RequestError: a relative path (the engine's folder is not the client's), a URL, or something
            that is neither a file nor a folder, such as a device.
    """
    for name, text in paths_of(message):
        _check(name, text)


def _names_a_path(name: str) -> bool:
    return name == "path" or name.endswith("_path")


def _check(name: str, text: str) -> None:
    if "\0" in text:
        raise RequestError(f"{name} holds a zero byte.", "Name a file.")
    if _SCHEME.match(text):
        raise RequestError(
            f"{name} is {text}, which is not the path of a local file.",
            "The engine opens files of its own machine only: download it first.",
        )
    path = Path(text)
    if not path.is_absolute():
        raise RequestError(
            f"{name} is {text}, but a path sent to the engine must be absolute.",
            "The engine's working folder is not yours: send the full path.",
        )
    try:
        special = path.exists() and not path.is_file() and not path.is_dir()
    except OSError:
        return  # Whoever opens it says why it cannot be opened.
    if special:
        raise RequestError(f"{name} is {text}, which is not a file.", "Name a file.")
