"""Keeps what was found in a clip, by the clip's content, so that it is looked at once.

A note by the clip's path, size and time of change says what its digest is; what was found lies
under that digest, so that a clip that was copied or moved is known too.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from backbeat.files import sha256_of
from backbeat.home import footage_folder

_Found = TypeVar("_Found")

MAX_BYTES = 1 << 30
"""Size of the folder from which what was not used longest is dropped."""
_UNREADABLE = (
    OSError, EOFError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
    NotImplementedError, MemoryError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What files that were damaged, or are not ours, may raise."""


@dataclass(frozen=True)
class Shelf(Generic[_Found]):
    """Where one kind of finding is kept."""

    ending: str
    """Of the files' names, with the version of what is found."""
    pack: Callable[[_Found], bytes]
    unpack: Callable[[bytes, Path, str], _Found]
    """From what was kept, the clip's path and its digest; raises where it is of another clip."""
    folder: Path | None = None
    """None: in the user's home for Backbeat."""

    def known(self, path: Path) -> _Found | None:
        """What is kept of a clip by its path; None where it is not there, or was changed since."""
        try:
            digest = self._note(path).read_text()
            return self._read(digest, path)
        except _UNREADABLE:
            return None

    def found(self, path: Path) -> _Found | None:
        """What is kept of a clip, be it of a copy of it; None where nothing is."""
        return self.known(path) or self._under_another_name(path)

    def put(self, path: Path, before: Stamp | None, digest: str, found: _Found) -> None:
        """Keeps what was found in a clip, unless the clip was changed meanwhile.

        A folder that cannot be written to, or a full disk, costs time later, not this result.

        Args:
            path: the clip.
            before: its stamp from before it was read.
            digest: of its content.
            found: what was found.
        """
        with contextlib.suppress(OSError):
            if before == stamp_of(path):
                _put(self._place(digest), self.pack(found))
                _put(self._note(path), digest.encode())
                _drop_oldest(self._folder)

    @property
    def _folder(self) -> Path:
        return footage_folder() if self.folder is None else self.folder

    def _read(self, digest: str, path: Path) -> _Found:
        place = self._place(digest)
        found = self.unpack(place.read_bytes(), path, digest)
        with contextlib.suppress(OSError):
            os.utime(place)
        return found

    def _under_another_name(self, path: Path) -> _Found | None:
        """What is kept of the same content elsewhere: of a clip that was copied or moved."""
        try:
            if not any(self._folder.glob(f"*{self.ending}")):
                return None
            before = stamp_of(path)
            digest = sha256_of(path)
            found = self._read(digest, path)
        except _UNREADABLE:
            return None
        with contextlib.suppress(OSError):
            if before == stamp_of(path):
                _put(self._note(path), digest.encode())
        return found

    def _note(self, path: Path) -> Path:
        """The file that notes the digest of a clip, so that it is not read again to be known."""
        key = json.dumps([os.fspath(path.resolve()), *stamp_of(path)])
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.sha256"

    def _place(self, digest: str) -> Path:
        """The file in which a finding is kept: named by the clip's content."""
        return self._folder / f"{digest[:40]}{self.ending}"


Stamp = tuple[int, int, int]


def stamp_of(path: Path) -> Stamp:
    """Size, time of change and identity: while they stay, the content is taken to.

    Raises:
        OSError: it is not there.
    """
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino


def _put(place: Path, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, stage = tempfile.mkstemp(".part", ".", place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(stage).replace(place)
    except BaseException:
        Path(stage).unlink(missing_ok=True)
        raise


def _drop_oldest(folder: Path) -> None:
    """Keeps the folder under its limit: what was not used longest goes first."""
    files = []
    for path in folder.iterdir():
        # Another process may drop the same ones.
        with contextlib.suppress(OSError):
            files.append((path.stat(), path))
    total = sum(status.st_size for status, _ in files)
    for status, path in sorted(files, key=lambda one: (one[0].st_mtime_ns, one[1].name)):
        if total <= MAX_BYTES:
            return
        with contextlib.suppress(OSError):
            path.unlink()
        total -= status.st_size
