"""Media that lies in a store, such as S3: each machine has a folder that mirrors it.

The folder has the same path on all machines, and clients name files in it as if it were shared. A
job's machine fetches what the job reads before it runs, and puts what it wrote into the store
afterwards; so no path differs, in requests or in the files that jobs write. What was fetched is
kept, and fetched again only where the store has another size or time. `fsspec` reads the stores.

Nothing is fetched or put that the roots of this process do not allow, wherever links lead here;
nor does a name lead out of the folder or of the store.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from backbeat import roots
from backbeat.errors import EngineUnavailableError, InputError, OutputError, OutsideRootsError
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
        OutsideRootsError: one lies outside the roots of this process.
        CancelledError: the job was cancelled.
    """
    if not mirrors:
        yield
        return
    stores = [_Store(mirror) for mirror in mirrors]
    named = [(name, _plain(path)) for name, path in paths_of(request)]
    for store in stores:
        for _, path in progress.each(named):
            # What an output would replace is fetched too: it may be somebody else's.
            for referred in store.fetch(path) if store.holds(path) else ():
                # The job itself says what its timeline names outside.
                with contextlib.suppress(OutsideRootsError):
                    if store.holds(referred):
                        store.fetch(referred)
    written = [path for name, path in named if name in (*OUTPUT_FIELDS, *OUTPUT_FOLDERS)]
    for path in written:
        if any(store.holds(path) for store in stores):
            roots.current().check(path, writes=True)
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
        self._folder = _plain(mirror.folder)

    def holds(self, path: Path) -> bool:
        """Whether a path without `..` lies in the mirrored folder, by its name."""
        return path.is_relative_to(self._folder)

    def fetch(self, path: Path) -> list[Path]:
        """Fetches a file, or all of a folder, if the store has it; returns what it refers to."""
        self._check_here(path)
        there = self._there(path, writes=False)
        try:
            if not self._files.exists(there):
                return []
            if self._files.isdir(there):
                for inside in self._files.find(there):
                    self._fetch_file(inside, self._inside(path, there, inside))
                return []
            self._fetch_file(there, path)
        except OutsideRootsError:  # An OSError too, which says itself what to do.
            raise
        except (OSError, ValueError) as error:
            raise InputError(
                f"{path} cannot be fetched from {self._mirror.url}: {error}.",
                "Check that the machines of the cluster may read there.",
            ) from error
        return _referred_to(path)

    def put(self, path: Path) -> None:
        """Puts a file into the store, under its name only when it is whole."""
        roots.current().check(path, writes=True)
        there = self._there(path, writes=True)
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
        self._check_here(path)
        self._check_there(there, writes=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{_PART}{uuid.uuid4().hex[:12]}.{path.name}")
        try:
            self._files.get_file(there, str(part))
            # Again: what is large takes its time.
            self._check_here(path)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        self._note(path, there)

    def _check_here(self, path: Path) -> None:
        """Refuses a place for a file of the store that lies elsewhere than its name says.

        Raises:
            OutsideRootsError: it is neither one of this folder that the job may read, nor one in
                which it may write.
        """
        allowed, real = roots.current(), Path(os.path.realpath(path))
        is_of_folder = real.is_relative_to(os.path.realpath(self._folder))
        if not allowed.allows(real, writes=not is_of_folder):
            raise allowed.refusal(path, real, writes=not is_of_folder)

    def _inside(self, path: Path, there: str, inside: str) -> Path:
        """Where a file of a folder in the store lies here. Raises: InputError."""
        relative = PurePosixPath(inside[len(there.rstrip("/")) + 1 :])
        here = _plain(path / relative)
        if relative.is_absolute() or ".." in relative.parts or not here.is_relative_to(path):
            raise InputError(
                f"{self._mirror.url} has a file named {inside}, which leads out of its folder.",
                "Rename it in the store.",
            )
        return here

    def _there(self, path: Path, writes: bool) -> str:
        """The address of a path in the store.

        Raises:
            OutsideRootsError: the store is on a disk of this machine, and a link leads out of it.
        """
        relative = path.relative_to(self._folder).as_posix()
        there = f"{self._root.rstrip('/')}/{relative}"
        self._check_there(there, writes)
        return there

    def _check_there(self, there: str, writes: bool) -> None:
        if getattr(self._files, "local_file", False):
            allowed, real = roots.current(), Path(os.path.realpath(there))
            is_of_store = real.is_relative_to(os.path.realpath(self._root))
            if not is_of_store and not allowed.allows(real, writes):
                raise allowed.refusal(Path(there), real, writes)

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
        known = Path(os.path.realpath(self._folder), _KNOWN)
        if not Path(os.path.realpath(note)).is_relative_to(known):
            return  # A link, which leads to no note of ours.
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(self._stamp(there), encoding="utf-8")

    def _note_of(self, path: Path) -> Path:
        return self._folder / _KNOWN / path.relative_to(self._folder)


def _plain(path: str | Path) -> Path:
    """A path without `..`, which would lead out of a folder and of its store."""
    return Path(os.path.normpath(path))


def _referred_to(path: Path) -> list[Path]:
    """The files that a timeline (.otio) refers to by their full path."""
    if path.suffix.lower() != ".otio":
        return []
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [_plain(url) for url in dict.fromkeys(_urls(content))]


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
                        status = path.lstat()
                        # No job writes links, and what they lead to is not of this folder.
                        if not stat.S_ISLNK(status.st_mode):
                            found[path] = (status.st_size, status.st_mtime_ns)
    return found
