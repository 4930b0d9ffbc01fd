"""Finds the files that hold weights beside an ONNX model, as models over 2 GB have them."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

from backbeat.errors import InputError

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_GRAPH, _INITIALIZER, _EXTERNAL = 7, 5, 13
"""Fields of ModelProto, GraphProto and TensorProto in onnx.proto."""


def files_beside(model: Path) -> list[str]:
    """Names of the files beside a model that hold its weights.

    Raises:
        InputError: they are not beside it, or the file is no ONNX model.
        OSError: it cannot be read.
    """
    names: set[str] = set()
    try:
        with (
            model.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
        ):
            whole = slice(0, len(content))
            for entry in _within(content, whole, _GRAPH, _INITIALIZER, _EXTERNAL):
                texts = [content[text].decode() for _, text in _fields(content, entry)]
                if texts[:1] == ["location"]:
                    names.update(texts[1:2])
    except (ValueError, IndexError) as error:
        raise InputError(f"{model} is no ONNX model.", "Export or download it again.") from error
    for name in names:
        # A path could lead anywhere on the machine.
        if Path(name).name != name or not (model.parent / name).is_file():
            raise InputError(
                f"{model} has weights in {name}, which is not beside it.",
                "Put both into one folder, or export the model again.",
            )
    return sorted(names)


def _within(content: mmap.mmap, part: slice, *path: int) -> Iterator[slice]:
    """Where the messages lie that are reached through some fields."""
    for field, value in _fields(content, part):
        if field == path[0]:
            yield from _within(content, value, *path[1:]) if len(path) > 1 else (value,)


def _fields(content: mmap.mmap, part: slice) -> Iterator[tuple[int, slice]]:
    """Fields of a message that hold bytes, and where these lie."""
    at = part.start
    while at < part.stop:
        key, at = _varint(content, at)
        kind = key & 7
        if kind == _VARINT:
            _, at = _varint(content, at)
        elif kind in (_FIXED64, _FIXED32):
            at += 8 if kind == _FIXED64 else 4
        elif kind == _BYTES:
            length, at = _varint(content, at)
            if at + length > part.stop:
                raise ValueError("cut short")
            yield key >> 3, slice(at, at + length)
            at += length
        else:
            raise ValueError("no such kind of field")


def _varint(content: mmap.mmap, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
