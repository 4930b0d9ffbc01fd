"""Folders for temporary files, which are gone after their block, and after a kill too."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from backbeat.errors import OutputError
from backbeat.files.stages import locked_stage, recover, remove

_WORK = "work"
"""Name of the folder inside the locked one, so that the lock is not among the user's files."""


@contextlib.contextmanager
def scratch_folder(parent: Path | None = None) -> Iterator[Path]:
    """Yields a new folder for temporary files, and removes it with all that is in it.

    Folders in the same parent that a killed process of this user left are removed first.

    Args:
        parent: the folder it is made in; None for the system's folder of temporary files.

    Raises:
        OutputError: nothing can be written there.
    """
    try:
        where = Path(tempfile.gettempdir()) if parent is None else parent
        recover(where, only_own=True)
        stage, lock = locked_stage(where)
    except OSError as error:
        raise _unusable(parent, error) from error
    try:
        work = stage / _WORK
        try:
            work.mkdir()
        except OSError as error:
            raise _unusable(where, error) from error
        yield work
    finally:
        lock.release()
        remove(stage)


def _unusable(parent: Path | None, error: OSError) -> OutputError:
    # Where no folder can be written, the system's choice fails too, and names none.
    where = parent or Path(os.environ.get("TMPDIR") or "The system's folder of temporary files")
    return OutputError(
        f"{where} cannot hold temporary files: {error.strerror or error}.",
        "Free some space there and check its permissions, or name another folder in the variable"
        " TMPDIR.",
    )
