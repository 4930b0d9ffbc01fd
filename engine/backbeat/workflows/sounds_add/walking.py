"""Finds the sound files of a folder, in order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from backbeat.errors import InputError
from backbeat.workflows.sounds_add.looking import KINDS


def sound_files(folder: Path) -> Iterator[Path]:
    """Every file of a folder and all inside that ends as sounds do; hidden ones are left out.

    Links are followed, each folder once.

    Raises:
        InputError: the folder itself cannot be read.
    """
    if folder.is_file():
        yield folder
        return

    def on_error(error: OSError) -> None:
        if error.filename == os.fspath(folder):
            raise InputError(
                f"{folder} cannot be read: {error.strerror}.", "Check its permissions."
            ) from error

    seen: set[tuple[int, int]] = set()
    for here, inside, names in os.walk(folder, onerror=on_error, followlinks=True):
        status = Path(here).stat()
        if (status.st_dev, status.st_ino) in seen:
            inside.clear()
            continue
        seen.add((status.st_dev, status.st_ino))
        inside[:] = sorted(name for name in inside if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and os.path.splitext(name)[1].lower() in KINDS:  # noqa: PTH122 -- 100,000 of them
                yield Path(here, name)


def is_text(path: Path) -> bool:
    """Whether a path can be kept as text."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return False
    return True
