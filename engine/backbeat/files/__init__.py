"""Files on disk: digests, and outputs that are written completely or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from backbeat import roots
from backbeat.errors import BackbeatError, OutputError
from backbeat.files.seal import sealed

StrPath = str | os.PathLike[str]
"""Any path type that the public functions accept."""


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hex digits.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yields a temporary path beside `path`; renames it to `path` when the block succeeds.

    The block writes a file or makes a folder there. If it raises, the temporary path is removed and
    `path` is unchanged.

    Raises:
        OutputError: the folder is missing, or cannot be written to.
        OutsideRootsError: it lies outside the folders that this process may write in.
    """
    roots.check_write(path)
    check_folder(path)
    temporary = _hidden_beside(path, "part")
    try:
        yield temporary
        roots.check_write(path)
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
    """Writes `text` to `path` as UTF-8, as `write_bytes` does. Raises: OutputError."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Writes `data` to `path` completely or not at all, with the digest of its mark filled in.

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
            "Create it first, or choose another output.",
        )


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to the same file, with links followed; it need not exist."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _swap_folder(new_folder: Path, old: Path) -> None:
    backup = _hidden_beside(old, "old")
    old.rename(backup)
    try:
        new_folder.rename(old)
    except OSError:
        backup.rename(old)
        raise
    shutil.rmtree(backup, ignore_errors=True)


def _hidden_beside(path: Path, ending: str) -> Path:
    # Not from the path's own name, which may have all the bytes that the file system allows.
    return path.with_name(f".backbeat-{uuid.uuid4().hex[:8]}.{ending}")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
