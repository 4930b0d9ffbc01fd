"""Files on disk: digests, and outputs that appear whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from backbeat.errors import BackbeatError, OutputError
from backbeat.files.seal import sealed

StrPath = str | os.PathLike[str]
"""A path as callers may give it."""


def sha256_of(path: Path) -> str:
    """Hex digest of a file's bytes.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yields a temporary path beside `path`; renames it to `path` when the block ends well.

    Write a file there, or make a folder. When the block raises, whatever was written is removed and
    `path` is as it was.

    Raises:
        OutputError: the folder is missing, or cannot be written to.
    """
    check_folder(path)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        yield temporary
        if temporary.is_dir() and path.is_dir():
            _swap_folder(temporary, path)
        else:
            temporary.replace(path)
    except BackbeatError:
        raise
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Check the folder's permissions and free space, or choose another output.",
        ) from error
    finally:
        _remove(temporary)


def write_text(path: Path, text: str) -> None:
    """Writes `text` as UTF-8 to `path` as `write_bytes` does. Raises: OutputError."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Writes `data` to `path`, whole or not at all, its mark filled in where it has one.

    Raises:
        OutputError: it cannot be written.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(sealed(data))


def check_folder(path: Path) -> None:
    """Raises:
    OutputError: the folder that `path` is to be written to does not exist.
    """
    if not path.parent.is_dir():
        raise OutputError(
            f"{path} cannot be written: the folder {path.parent} does not exist.",
            "Make it first, or choose another output.",
        )


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, links followed, existing or not."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _swap_folder(fresh: Path, old: Path) -> None:
    aside = old.with_name(f".{old.name}.{uuid.uuid4().hex[:8]}.old")
    old.rename(aside)
    try:
        fresh.rename(old)
    except OSError:
        aside.rename(old)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
