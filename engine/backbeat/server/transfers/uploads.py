"""Uploaded files, each kept by its content: checked by its digest before a job may read it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from backbeat.errors import BackbeatError, InputError, LimitError, OutputError, RequestError
from backbeat.files.disk_faults import disk_fault
from backbeat.files.durable import flush_folder
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server.transfers.places import PART, UPLOADS, check_file, digest_folder
from backbeat.v1.media_pb2 import FindMediaRequest, UploadedMedia, UploadStart

CHUNK_BYTES = 1 << 20
"""Most bytes of a chunk, where messages may be so long."""
FRESH_S = 3600.0
"""Seconds after its last use in which a file makes room for no other."""
_TAKE_OVER_S = 10.0
_READ_BYTES = 1 << 20
_SPARE_BYTES = 256 << 20
"""Bytes of the disk that uploads leave free, for jobs and their database."""
_Key = tuple[str, str]


class Uploads:
    """The uploaded files of all clients; thread-safe.

    Args:
        folder: of all transfers.
        limits: how much is kept.
        in_use: the folders of files that jobs which have not ended name.
    """

    def __init__(
        self, folder: Path, limits: ServiceLimits, in_use: Callable[[], Collection[Path]]
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._in_use = in_use
        self._lock = threading.Lock()
        self._arriving: dict[_Key, tuple[threading.Lock, Callable[[], object]]] = {}
        self._sizes = {
            (place.parents[1].name, place.name): _size(place) for place in _places(folder)
        }
        """Bytes of each file, by client and digest; of one that arrives, all that it will have."""

    def find(self, client: str, file: FindMediaRequest) -> UploadedMedia:
        """How much of a file is here, and its path once it is whole. Raises: RequestError."""
        check_file(file)
        return self._held(digest_folder(self._folder, client, file.sha256), file)

    def receive(
        self,
        client: str,
        start: UploadStart,
        chunks: Iterator[bytes],
        give_up: Callable[[], object],
        alive: Callable[[], object] = lambda: None,
    ) -> UploadedMedia:
        """Takes a file in; what has arrived stays where the chunks end early.

        Args:
            client: who sends it.
            start: what comes, and from where on.
            chunks: its bytes from there on.
            give_up: ends this upload; called where the client sends the same file anew, since it
                may know of a broken connection sooner.
            alive: called now and then while what is here already is read again.

        Raises:
            RequestError: it is more than was said, or goes on beyond what is here.
            InputError: it is not what its digest says, and nothing of it was kept.
            LimitError: too many bytes are kept already.
            OutputError: the disk has no room.
        """
        file = start.file
        check_file(file)
        place = digest_folder(self._folder, client, file.sha256)
        with self._alone((client, file.sha256), give_up):
            held = self._held(place, file)
            if held.uploaded_path:
                return held
            if not 0 <= start.offset <= held.received:
                raise RequestError(
                    f"{file.name} goes on at byte {start.offset}, and {held.received} are here.",
                    "Ask with FindMedia where to go on.",
                )
            self._reserve(client, file, place)
            try:
                self._write(place, start, chunks, alive)
            except OSError as error:
                raise _unwritable(file.name, error) from error
            finally:
                if not (place / PART).exists() and not _names(place):
                    self._forget(client, file.sha256)
            return self._held(place, file)

    def discard(self, place: Path) -> None:
        """Removes a file, given its folder; jobs that name it fail."""
        key = place.parents[1].name, place.name
        with self._lock:
            self._sizes.pop(key, None)
        shutil.rmtree(place, ignore_errors=True)

    def sweep(self, now_s: float) -> int:
        """Removes files unused for as many days as they are kept; returns how many.

        Args:
            now_s: seconds since the Unix epoch.
        """
        limit_s = now_s - self._limits.upload_days * 86_400
        in_use = self._in_use()
        old = [
            place
            for place in _places(self._folder)
            if place not in in_use and not self._is_arriving(place) and _used_s(place) < limit_s
        ]
        for place in old:
            self.discard(place)
        return len(old)

    def _held(self, place: Path, file: FindMediaRequest) -> UploadedMedia:
        answer = UploadedMedia(
            chunk_bytes=max(1, min(CHUNK_BYTES, self._limits.message_bytes - 1024))
        )
        names = _names(place)
        with contextlib.suppress(FileNotFoundError):
            if names:
                if file.name not in names:
                    _link(place / names[0], place / file.name)
                answer.received = (place / file.name).stat().st_size
                answer.uploaded_path = str(place / file.name)
            else:
                answer.received = (place / PART).stat().st_size
            os.utime(place)
        return answer

    def _write(
        self,
        place: Path,
        start: UploadStart,
        chunks: Iterator[bytes],
        alive: Callable[[], object],
    ) -> None:
        file, part = start.file, place / PART
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(part, flags, 0o600), "r+b") as out:
            digest = _digest_of_start(out, start.offset, alive)
            out.truncate(start.offset)
            out.seek(start.offset)
            size = start.offset
            for chunk in chunks:
                size += len(chunk)
                if size > file.size:
                    raise RequestError(
                        f"More of {file.name} arrived than its {file.size} bytes.",
                        "Send the size that the file has.",
                    )
                out.write(chunk)
                digest.update(chunk)
            out.flush()
            os.fsync(out.fileno())
        if size < file.size:
            return
        if digest.hexdigest() != file.sha256:
            part.unlink()
            raise InputError(
                f"What arrived as {file.name} is not what its digest says; nothing was kept.",
                "Leave the file as it is while it is sent, and send it again.",
            )
        part.replace(place / file.name)
        flush_folder(place)

    @contextlib.contextmanager
    def _alone(self, key: _Key, give_up: Callable[[], object]) -> Iterator[None]:
        """Has the file to itself: an upload of the same file that is under way is ended first."""
        with self._lock:
            lock, end_other = self._arriving.get(key, (threading.Lock(), give_up))
            self._arriving[key] = lock, give_up
        if end_other is not give_up:
            end_other()
        if not lock.acquire(timeout=_TAKE_OVER_S):
            raise LimitError("This file is being uploaded already.", "Come again in 5 s.", 5)
        try:
            yield
        finally:
            with self._lock:
                if self._arriving.get(key) == (lock, give_up):
                    del self._arriving[key]
            lock.release()

    def _is_arriving(self, place: Path) -> bool:
        with self._lock:
            return (place.parents[1].name, place.name) in self._arriving

    def _reserve(self, client: str, file: FindMediaRequest, place: Path) -> None:
        """Counts a file, after others of its client made room. Raises: LimitError, OutputError."""
        key, limits = (client, file.sha256), self._limits
        if self._excess(key, file.size) > 0:
            self._make_room(key, file.size)
        with self._lock:
            excess = self._excess(key, file.size)
            if excess > 0:
                raise LimitError(
                    f"{file.name} has {file.size:,} bytes, {excess:,} more than this engine still "
                    "keeps for you.",
                    f"It keeps {limits.upload_bytes_per_client:,} bytes of a client and "
                    f"{limits.upload_bytes:,} of all, for {limits.upload_days} days; start it with "
                    "--limit upload_bytes_per_client=N, upload_bytes=N for more.",
                )
            self._sizes[key] = file.size
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(self._folder).free + _size(place)
        if free < file.size + _SPARE_BYTES:
            self._forget(*key)
            raise OutputError(
                f"The engine's disk has no room for the {file.size:,} bytes of {file.name}.",
                "Free some space on the engine's machine.",
            )

    def _excess(self, key: _Key, size: int) -> int:
        others = {one: bytes_ for one, bytes_ in list(self._sizes.items()) if one != key}
        own = sum(bytes_ for one, bytes_ in others.items() if one[0] == key[0])
        return max(
            own + size - self._limits.upload_bytes_per_client,
            sum(others.values()) + size - self._limits.upload_bytes,
        )

    def _make_room(self, key: _Key, size: int) -> None:
        """Removes files of the client that have not been used lately, the oldest first."""
        in_use, limit_s = self._in_use(), time.time() - FRESH_S
        own = [place for place in _places(self._folder) if place.parents[1].name == key[0]]
        for place in sorted(own, key=_used_s):
            if _used_s(place) > limit_s or self._excess(key, size) <= 0:
                return
            if place not in in_use and place.name != key[1] and not self._is_arriving(place):
                self.discard(place)

    def _forget(self, client: str, sha256: str) -> None:
        with self._lock:
            self._sizes.pop((client, sha256), None)


def _places(folder: Path) -> list[Path]:
    return [place for place in folder.glob(f"*/{UPLOADS}/*") if place.is_dir()]


def _names(place: Path) -> list[str]:
    try:
        return sorted(one.name for one in place.iterdir() if not one.name.startswith("."))
    except FileNotFoundError:
        return []


def _size(place: Path) -> int:
    """Bytes of a file, whole or not; its other names are links."""
    with contextlib.suppress(OSError):
        return max((one.stat().st_size for one in place.iterdir()), default=0)
    return 0


def _used_s(place: Path) -> float:
    try:
        return place.stat().st_mtime
    except OSError:
        return 0.0


def _link(whole: Path, name: Path) -> None:
    try:
        os.link(whole, name)
    except FileExistsError:
        return
    except OSError:
        copy = name.with_name(f".{name.name}")
        shutil.copyfile(whole, copy)
        copy.replace(name)


def _digest_of_start(file: BinaryIO, size: int, alive: Callable[[], object]) -> hashlib._Hash:
    digest = hashlib.sha256()
    while size > 0:
        block = file.read(min(size, _READ_BYTES))
        if not block:
            raise RequestError("What was here of the file is gone.", "Send it from the start.")
        digest.update(block)
        size -= len(block)
        alive()
    return digest


def _unwritable(name: str, error: OSError) -> BackbeatError:
    return disk_fault(error) or OutputError(
        f"{name} cannot be kept: {error.strerror or error}.", "Check the disk of the engine."
    )
