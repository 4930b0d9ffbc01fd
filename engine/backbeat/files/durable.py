"""Writing that outlives a power cut: the data first, then the name, then the folder that has it."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "darwin":
    import fcntl


def flush(path: Path) -> None:
    """Waits until the disk has the content of a file, or of all files and folders in a folder.

    Raises:
        OSError: the disk could not write it.
    """
    if path.is_dir():
        for inside in sorted(path.iterdir()):
            if not inside.is_symlink():
                flush(inside)
        flush_folder(path)
        return
    # Windows flushes only what was opened for writing.
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        _flush(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Waits until the disk has the names in a folder, where the system can be asked to.

    Windows and some network drives cannot be; they keep names in order themselves.
    """
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            _flush(descriptor)
        finally:
            os.close(descriptor)


def _flush(descriptor: int) -> None:
    if sys.platform == "darwin":
        # There fsync only hands the data to the drive, which may keep it in its own memory.
        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)
