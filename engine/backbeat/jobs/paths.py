"""Finding the paths in a request, and rejecting those that an engine must not open."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from backbeat import roots
from backbeat.errors import RequestError
from backbeat.roots import Roots

# Two letters at least, so that a drive letter is no scheme.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")
_ALSO_PATHS = ("backbeat.v1.Replacement.clip", "backbeat.v1.AlignRequest.fixed_folder")
"""Fields that hold a path and are called otherwise."""
OUTPUT_FIELDS = (
    "output_path", "output_paths", "plot_path", "log_path", "timeline_path", "preview_path",
    "fixed_path", "report_paths", "stem_path", "mix_path", "cue_sheet_path", "credits_path",
)  # fmt: skip
"""Fields that name a file to be written."""
OUTPUT_FOLDERS = ("stems_path", "fixed_folder")
"""Fields that name a folder to be written in."""
_WRITTEN = (*OUTPUT_FIELDS, *OUTPUT_FOLDERS, "index_path")
_OF_THE_SYSTEM = tuple(Path(folder) for folder in ("/proc", "/sys", "/dev"))
_SPECIAL = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 -- files in it are as good as any


def paths_of(message: Message) -> Iterator[tuple[str, str]]:
    """Name and value of every path that is set, at any depth.

    A path is a value of a string field called `path` or `paths`, or whose name ends in `_path` or
    `_paths`, or of one of a few others: the string itself, each of a repeated field, each value
    (not key) of a map.
    """
    for field, value in message.ListFields():
        values, kind = _values(field, value)
        if kind.type == FieldDescriptor.TYPE_MESSAGE:
            for part in values:
                yield from paths_of(part)
        elif kind.type == FieldDescriptor.TYPE_STRING and is_path_field(field):
            for text in values:
                yield field.name, text


def check_paths(message: Message, allowed: Roots | None = None) -> None:
    """Rejects paths that an engine must not open for a client.

    Args:
        message: holds the paths.
        allowed: the folders that may be opened; None for those of this process.

    Raises:
        RequestError: a relative path (the engine's folder is not the client's), a URL, or something
            that is neither a file nor a folder, such as a device.
        OutsideRootsError: it lies outside the folders that this process may open.
    """
    for name, text in paths_of(message):
        _check(name, text, allowed or roots.current())


def _values(field: FieldDescriptor, value: Any) -> tuple[Iterable[Any], FieldDescriptor]:
    """The values that a field holds, and the descriptor of one of them."""
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return value.values(), field.message_type.fields_by_name["value"]
    return (value if field.is_repeated else (value,)), field


def is_path_field(field: FieldDescriptor) -> bool:
    """Whether a string field, or a map's values, hold paths; `paths_of` says how it is known."""
    named_so = field.name.removesuffix("s").rpartition("_")[2] == "path"
    return named_so or field.full_name in _ALSO_PATHS


def _check(name: str, text: str, allowed: Roots) -> None:
    if "\0" in text:
        raise RequestError(f"{name} holds a zero byte.", "Name a file.")
    if _SCHEME.match(text):
        raise RequestError(
            f"{name} is {text}, which is not the path of a local file.",
            "The engine opens local files only: download it first.",
        )
    path = Path(text)
    if not path.is_absolute():
        raise RequestError(
            f"{name} is {text}, but a path sent to the engine must be absolute.",
            "The engine has another working folder: send the full path.",
        )
    real = Path(os.path.realpath(path))
    if any(map(real.is_relative_to, _OF_THE_SYSTEM)) and not real.is_relative_to(_SHARED_MEMORY):
        raise RequestError(
            f"{name} is {text}, which belongs to the operating system.", "Name a file of yours."
        )
    # Before anything is looked at, so that no answer tells what lies outside.
    allowed.check(path, writes=name in _WRITTEN)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return  # Opening the file reports why it cannot be opened.
    special = next((what for is_one, what in _SPECIAL if is_one(mode)), None)
    if special is not None:
        raise RequestError(f"{name} is {text}, which is {special}, not a file.", "Name a file.")
