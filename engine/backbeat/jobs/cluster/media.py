"""Media that lies in a store, such as S3: each machine has a folder that mirrors it.

The folder has the same path on all machines, and clients name files in it as if it were shared. A
job's machine fetches what the job reads before it runs, and puts what it wrote into the store
afterwards; so no path differs, in requests or in the files that jobs write. What was fetched is
kept, and fetched again only where the store has another size or time. `fsspec` reads the stores.
"""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from backbeat.errors import EngineUnavailableError, InputError, OutputError
from backbeat.jobs.paths import OUTPUT_FIELDS, OUTPUT_FOLDERS, paths_of
from backbeat.progress import Progress
from backbeat.v1.jobs_pb2 import JobRequest

_KNOWN = ".backbeat-fetched"
"""Name of the folder, in a mirror, of what is known of the fetched files."""
_PART = ".backbeat-"
"""How names of files begin that are not yet what they will be."""


@dataclass(frozen=True)
class Mirror:
    """A folder of every machine, and the address of what it mirrors."""

    folder: Path
    url: str
    """As fsspec knows it: `s3://bucket/show`, `gs://...`, `sftp://...`, `file:///mnt/...`."""


@contextlib.contextmanager
def mirrored(request: JobRequest, mirrors: Sequence[Mirror], progress: Progress) -> Iterator[None]:
    """Has the files of a job here while the block runs, and puts what it wrote into the stores.

    Nothing is put where the block raises.

    Raises:
        EngineUnavailableError: fsspec, or its part for a store, is not installed.
        InputError: a file cannot be fetched.
        OutputError: a file cannot be put.
        CancelledError: the job was cancelled.
    """
    if not mirrors:
        yield
        return
    stores = [_Store(mirror) for mirror in mirrors]
    named = [(name, Path(path)) for name, path in paths_of(request)]
    for store in stores:
        for _, path in progress.each(named):
            # What an output would replace is fetched too: it may be somebody else's.
            for referred in store.fetch(path) if store.holds(path) else ():
                if store.holds(referred):
                    store.fetch(referred)
    written = [path for name, path in named if name in (*OUTPUT_FIELDS, *OUTPUT_FOLDERS)]
    for path in written:
        if any(store.holds(path) for store in stores):
            path.parent.mkdir(parents=True, exist_ok=True)
    before = _files_beside(written)
    yield
    for path, stamp in _files_beside(written).items():
        if before.get(path) != stamp:
            for store in stores:
                if store.holds(path):
                    progress.check()
                    store.put(path)


class _Store:
    """A mirror, and the file system of what it mirrors."""

    def __init__(self, mirror: Mirror) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise EngineUnavailableError(
                "fsspec is not installed on a machine of the cluster.",
                "Install it with `pip install 'backbeat[ray]'`.",
            ) from error
        try:
            self._files, self._root = url_to_fs(mirror.url)
        except (ImportError, ValueError) as error:
            raise EngineUnavailableError(
                f"{mirror.url} cannot be opened: {error}.", "Install what fsspec asks for."
            ) from error
        self._mirror = mirror

    def holds(self, path: Path) -> bool:
        """Whether a path lies in the mirrored folder."""
        return path.is_relative_to(self._mirror.folder)

    def fetch(self, path: Path) -> list[Path]:
        """Fetches a file, or all of a folder, if the store has it; returns what it refers to."""
        there = self._there(path)
        try:
            if not self._files.exists(there):
                return []
            if self._files.isdir(there):
                for inside in self._files.find(there):
                    relative = inside[len(there.rstrip("/")) + 1 :]
                    self._fetch_file(inside, path / relative)
                return []
            self._fetch_file(there, path)
        except (OSError, ValueError) as error:
            raise InputError(
                f"{path} cannot be fetched from {self._mirror.url}: {error}.",
                "Check that the machines of the cluster may read there.",
            ) from error
        return _referred_to(path)

    def put(self, path: Path) -> None:
        """Puts a file into the store, under its name only when it is whole."""
        there = self._there(path)
        parent, _, name = there.rpartition("/")
        part = f"{parent}/{_PART}{uuid.uuid4().hex[:12]}.{name}"
        try:
            self._files.makedirs(parent, exist_ok=True)
            self._files.put_file(str(path), part)
            self._files.mv(part, there)
            self._note(path, there)
        except (OSError, ValueError) as error:
            with contextlib.suppress(Exception):
                self._files.rm(part)
            raise OutputError(
                f"{path} cannot be put into {self._mirror.url}: {error}.",
                "Check that the machines of the cluster may write there.",
            ) from error

    def _fetch_file(self, there: str, path: Path) -> None:
        if path.exists() and self._known(path) == self._stamp(there):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{_PART}{uuid.uuid4().hex[:12]}.{path.name}")
        try:
            self._files.get_file(there, str(part))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        self._note(path, there)

    def _there(self, path: Path) -> str:
        relative = path.relative_to(self._mirror.folder).as_posix()
        return f"{self._root.rstrip('/')}/{relative}"

    def _stamp(self, there: str) -> str:
        """What tells one state of a file in the store from another."""
        self._files.invalidate_cache()
        info: dict[str, Any] = self._files.info(there)
        marks = ("size", "ETag", "etag", "mtime", "LastModified", "last_modified", "updated")
        return " ".join(f"{mark}={info[mark]}" for mark in marks if mark in info)

    def _known(self, path: Path) -> str:
        try:
            return self._note_of(path).read_text(encoding="utf-8")
        except OSError:
            return ""

    def _note(self, path: Path, there: str) -> None:
        note = self._note_of(path)
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(self._stamp(there), encoding="utf-8")

    def _note_of(self, path: Path) -> Path:
        return self._mirror.folder / _KNOWN / path.relative_to(self._mirror.folder)


def _referred_to(path: Path) -> list[Path]:
    """The files that a timeline (.otio) refers to by their full path."""
    if path.suffix.lower() != ".otio":
        return []
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [Path(url) for url in dict.fromkeys(_urls(content))]


def _urls(content: Any) -> Iterator[str]:
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            url = value.get("target_url")
            if isinstance(url, str):
                parts = urlsplit(url)
                if parts.scheme in ("", "file"):
                    yield unquote(parts.path) if parts.scheme else url
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _files_beside(outputs: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Size and time of every file in the folders that outputs lie in, and in outputs themselves."""
    found = {}
    for output in outputs:
        for folder in (output.parent, output):
            for inside, _, names in os.walk(folder):
                for name in names:
                    path = Path(inside, name)
                    if name.startswith(_PART) or _KNOWN in path.parts:
                        continue
                    with contextlib.suppress(OSError):
                        stat = path.stat()
                        found[path] = (stat.st_size, stat.st_mtime_ns)
    return found
