"""Files that a user names to be read whole: sheets, scripts, templates, maps."""

from __future__ import annotations

import stat
from pathlib import Path

from backbeat.errors import InputError


def check_given(path: Path, kind: str, most_bytes: int) -> None:
    """Refuses what must not be read whole: a pipe, which may never end, and what is too large.

    Args:
        path: the file.
        kind: what it should be, with an article, for the message: "a shot plan".
        most_bytes: the largest size.

    Raises:
        InputError: it is refused.
        OSError: it is not there, or cannot be seen.
    """
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{path} is a folder, not {kind}.", "Name a file.")
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{path} is a device or a pipe, not {kind}.", "Name a file.")
    if status.st_size > most_bytes:
        raise InputError(
            f"{path} is too large to be {kind}: it has {status.st_size / 1e6:,.0f} MB.",
            f"Name another file, or cut it below {most_bytes / 1e6:,.0f} MB.",
        )
