"""What the caches of the panel have in common: names by content, and room by last use."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable
from pathlib import Path


def key_of_content(path: Path, *kind: object) -> str:
    """Stands for the content of a file, by its path, size and time of change.

    Args:
        path: the file.
        kind: what else tells apart what is kept of it.

    Raises:
        OSError: the file cannot be looked at.
    """
    facts = path.stat()
    said = "\0".join(map(str, (path, facts.st_size, facts.st_mtime_ns, *kind)))
    return hashlib.sha256(said.encode(errors="surrogateescape")).hexdigest()[:32]


def make_room(kept: Iterable[Path], most_bytes: int, needed: int = 0) -> None:
    """Removes what was used longest ago, until no more is left than may be kept.

    Args:
        kept: the files of the cache.
        most_bytes: how much may be kept.
        needed: bytes of what is to come.
    """
    found = []
    for path in kept:
        with contextlib.suppress(OSError):
            facts = path.stat()
            found.append((facts.st_mtime_ns, facts.st_size, path))
    total = sum(size for _, size, _ in found) + needed
    for _, size, path in sorted(found):
        if total <= most_bytes:
            return
        # Another engine may be reading it, and some systems keep a file that is read.
        with contextlib.suppress(OSError):
            path.unlink()
            total -= size
