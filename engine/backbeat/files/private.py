"""Folders and files that nobody but their user can read or change."""

from __future__ import annotations

import json
import os
import stat
import uuid
from pathlib import Path

from backbeat.errors import OutputError

_OTHERS = 0o077
_OTHERS_WRITE = 0o022


def private_folder(folder: Path, *, is_ours: bool = False) -> None:
    """Creates a folder for its user only, or checks that an existing one is.

    Args:
        folder: the folder; missing ones above it are created too.
        is_ours: whether Backbeat named the folder, so that its access may be narrowed. That of any
            other existing folder is left as it is, since others may share it on purpose.

    Raises:
        OutputError: others can read or change it, or it is another user's.
        OSError: it cannot be created.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise
    if os.name != "posix":
        return  # The profile's folders are the user's there, and modes say nothing.
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise OutputError(f"{folder} belongs to another user of this machine.", "Choose your own.")
    if found.st_mode & _OTHERS and is_ours:
        folder.chmod(0o700)
    elif found.st_mode & _OTHERS:
        raise OutputError(
            f"{folder} is shared: other users of this machine can open it.",
            f"Choose a folder that is missing or yours alone, or close it: chmod 700 '{folder}'.",
        )


def is_safe_to_load_from(folder: Path) -> bool:
    """Whether nobody but the user and root can put files into a folder, for code that is loaded."""
    if os.name != "posix":
        return True
    mine = {os.geteuid(), 0}
    try:
        found = folder.lstat()
        above = folder.parent.stat()
    except OSError:
        return False
    # In a folder such as /tmp, only its owner may rename what the owner has made.
    is_kept = not above.st_mode & stat.S_IWOTH or bool(above.st_mode & stat.S_ISVTX)
    is_own = stat.S_ISDIR(found.st_mode) and found.st_uid in mine
    return is_own and is_kept and not found.st_mode & _OTHERS_WRITE


def write_private_json(path: Path, content: object) -> None:
    """Writes JSON that only its user can read, to a temporary name that is then renamed.

    Raises:
        OSError: it cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        # Created with its mode, not changed to it later: others can never read it.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
