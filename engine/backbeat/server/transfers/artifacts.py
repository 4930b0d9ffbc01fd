"""Folders in which jobs write for clients on other machines, until these have fetched it."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import uuid
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from backbeat.errors import NotFoundError, OutputError, RequestError
from backbeat.files.disk_faults import disk_fault
from backbeat.roots import ARTIFACTS
from backbeat.server.transfers.places import artifact
from backbeat.v1.media_pb2 import Artifact, ArtifactChunk

_MOST_FILES = 10_000
_ALIVE_CHUNKS = 256
"""Chunks that are read between two signs of life."""


class Artifacts:
    """The outputs of all clients; thread-safe.

    Args:
        folder: of all transfers.
        chunk_bytes: most bytes of a chunk.
        keep_days: days after which what nobody fetched is removed.
        in_use: the folders that jobs which have not ended write in.
    """

    def __init__(
        self,
        folder: Path,
        chunk_bytes: int,
        keep_days: int,
        in_use: Callable[[], Collection[Path]],
    ) -> None:
        self._folder = folder
        self._chunk_bytes = chunk_bytes
        self._keep_days = keep_days
        self._in_use = in_use

    def new(self, client: str) -> Path:
        """A new folder. Raises: OutputError."""
        folder = self._folder / client / ARTIFACTS / uuid.uuid4().hex
        try:
            folder.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise disk_fault(error) or OutputError(f"{folder} cannot be made: {error}.") from error
        return folder

    def list(self, client: str, path: str) -> list[Artifact]:
        """The files in a folder, of all depths, by name. Raises: NotFoundError, RequestError."""
        folder = artifact(self._folder, client, path)
        found: list[Artifact] = []
        for inside, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith(".backbeat-"))
            for name in sorted(names):
                file = Path(inside, name)
                facts = file.lstat()
                if stat.S_ISREG(facts.st_mode):
                    relative = file.relative_to(folder).as_posix()
                    found.append(Artifact(relative=relative, size=facts.st_size))
            if len(found) > _MOST_FILES:
                raise RequestError(f"{path} holds more than {_MOST_FILES} files.", "Write fewer.")
        return found

    def fetch(self, client: str, path: str, offset: int) -> Iterator[ArtifactChunk]:
        """The bytes of a file from an offset on; its digest and size come first.

        Raises:
            NotFoundError: it is not there, or lies anywhere else.
            RequestError: the offset lies beyond its end.
        """
        file = artifact(self._folder, client, path)
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        if not stat.S_ISREG(file.lstat().st_mode):
            raise NotFoundError(f"{path[:300]!r} is not a file.", "Name a file of ListArtifacts.")
        with os.fdopen(os.open(file, flags), "rb") as content:
            size = os.fstat(content.fileno()).st_size
            if not 0 <= offset <= size:
                raise RequestError(
                    f"offset is {offset}, and {file.name} has {size} bytes.", "Send 0 to size."
                )
            digest = hashlib.sha256()
            for number, block in enumerate(iter(lambda: content.read(self._chunk_bytes), b"")):
                digest.update(block)
                if number % _ALIVE_CHUNKS == 0:
                    yield ArtifactChunk()  # Much takes a while, and the client would give up.
            yield ArtifactChunk(sha256=digest.hexdigest(), size=size)
            content.seek(offset)
            while block := content.read(self._chunk_bytes):
                yield ArtifactChunk(content=block)

    def discard(self, folder: Path) -> None:
        """Removes a folder, or what lies in one."""
        if folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            folder.unlink(missing_ok=True)

    def sweep(self, now_s: float) -> int:
        """Removes the folders that nobody fetched for some days; returns how many.

        Args:
            now_s: seconds since the Unix epoch.
        """
        limit_s, in_use = now_s - self._keep_days * 86_400, self._in_use()
        old = [
            folder
            for folder in self._folder.glob(f"*/{ARTIFACTS}/*")
            if folder not in in_use and folder.stat().st_mtime < limit_s
        ]
        for folder in old:
            self.discard(folder)
        return len(old)
