"""Whether a file was written anew since it was last looked at."""

from __future__ import annotations

from pathlib import Path


class Changes:
    """The changes of one file, which writers replace rather than write into."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None

    def any(self) -> bool:
        """Whether the file is another one than at the last call, or is there at the first."""
        try:
            found = self._path.stat()
            now = (found.st_ino, found.st_mtime_ns, found.st_size)
        except OSError:
            now = None
        changed = now != self._seen
        self._seen = now
        return changed
