"""Sending files to an engine and fetching files from it, resumed where a connection breaks."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from google.protobuf.message import Message

from backbeat.errors import BackbeatError, EngineUnavailableError, InputError, LimitError
from backbeat.progress import SILENT, Progress
from backbeat.v1 import media_pb2 as pb

_T = TypeVar("_T")

TRIES = 6
"""Broken connections in a row, without a byte in between, after which a transfer fails."""
STALL_S = 60.0
"""Seconds without a byte after which a connection counts as broken."""
AT_ONCE = 4
"""Files of one client that are on their way at the same time; more wait."""
_CHECK_S = 0.2
_READ_BYTES = 1 << 20
_SLOW_BYTES_PER_S = 50e6
"""Bytes that the slowest disk of an engine reads in a second."""
_LONGEST_NAME = 200


class Line(Protocol):
    """The connection to an engine."""

    def call(
        self,
        answer: type[_T],
        method: Any,
        request: Message,
        limit_s: float,
        progress: Progress = SILENT,
    ) -> _T:
        """Makes a call with one answer; `progress` is told where the engine has it wait."""
        ...

    def open(self, method: Any, request: Any) -> Any:
        """Begins a call that streams, and returns it."""
        ...

    def fault(self, error: Exception) -> BackbeatError | None:
        """The error behind one that gRPC raised; None where it is none of gRPC's."""
        ...


class MediaTransfers:
    """The files of one client on an engine. Thread-safe.

    Args:
        line: the connection.
        stub: of the Media service.
        limit_s: seconds for an answer that is no stream.
    """

    def __init__(self, line: Line, stub: Any, limit_s: float) -> None:
        self._line = line
        self._stub = stub
        self._limit_s = limit_s
        self._lock = threading.Lock()
        self._sending: dict[str, threading.Lock] = {}
        self._places = threading.BoundedSemaphore(AT_ONCE)
        self._digests: dict[tuple[str, int, int], str] = {}

    def send(self, path: Path, progress: Progress) -> str:
        """Sends a file, unless the engine has it, and returns its path there.

        Raises:
            InputError: the file cannot be read, or changed meanwhile.
            LimitError: the engine keeps no more files.
            EngineUnavailableError: the connection broke again and again.
            CancelledError: `progress` was cancelled; what has arrived stays for the next time.
        """
        try:
            file = self._described(path, progress)
            with self._lock:
                lock = self._sending.setdefault(file.sha256, threading.Lock())
            with lock, self._places:
                return self._sent(path, file, progress)
        except OSError as error:
            raise InputError(
                f"{path} cannot be read: {error.strerror or error}.", "Check the file."
            ) from error

    def new_folder(self) -> str:
        """A new folder on the engine for outputs. Raises: BackbeatError."""
        request = pb.NewArtifactsRequest()
        answer = self._line.call(pb.ArtifactFolder, self._stub.NewArtifacts, request, self._limit_s)
        return answer.folder_path

    def list(self, folder: str) -> list[pb.Artifact]:
        """The files in such a folder. Raises: BackbeatError."""
        request = pb.ListArtifactsRequest(folder_path=folder)
        answer = self._line.call(
            pb.ListArtifactsResponse, self._stub.ListArtifacts, request, self._limit_s
        )
        return list(answer.artifacts)

    def discard(self, path: str) -> None:
        """Removes such a folder, or a file that was sent. Raises: BackbeatError."""
        request = pb.DiscardMediaRequest(discarded_path=path)
        self._line.call(pb.DiscardMediaResponse, self._stub.DiscardMedia, request, self._limit_s)

    def fetch(self, there: str, target: Path, progress: Progress) -> None:
        """Fetches a file.

        Args:
            there: its path on the engine.
            target: where to write it; what is there of an earlier try is completed.
            progress: of this file.

        Raises:
            EngineUnavailableError: the connection broke again and again, or what came is not what
                the engine has.
            CancelledError: `progress` was cancelled.
        """

        def once() -> bool:
            return self._fetch_rest(there, target, progress)

        with self._places:
            self._until_done(once, lambda: _size_of(target), progress)

    def _described(self, path: Path, progress: Progress) -> pb.FindMediaRequest:
        facts = path.stat()
        key = str(path), facts.st_size, facts.st_mtime_ns
        digest = self._digests.get(key)
        if digest is None:
            digest = self._digests[key] = _digest(path, progress)
        return pb.FindMediaRequest(sha256=digest, size=facts.st_size, name=_plain(path.name))

    def _sent(self, path: Path, file: pb.FindMediaRequest, progress: Progress) -> str:
        held = self._find(file, progress)

        def once() -> bool:
            nonlocal held
            held = held if held.uploaded_path else self._find(file, progress)
            if not held.uploaded_path:
                held = self._send_rest(path, file, held, progress)
            return bool(held.uploaded_path)

        def arrived() -> int:
            with contextlib.suppress(EngineUnavailableError):
                return self._find(file, progress).received
            return -1

        self._until_done(once, arrived, progress)
        return held.uploaded_path

    def _find(self, file: pb.FindMediaRequest, progress: Progress = SILENT) -> pb.UploadedMedia:
        return self._line.call(
            pb.UploadedMedia, self._stub.FindMedia, file, self._limit_s, progress
        )

    def _send_rest(
        self,
        path: Path,
        file: pb.FindMediaRequest,
        held: pb.UploadedMedia,
        progress: Progress,
    ) -> pb.UploadedMedia:
        beat = _Beat()

        def messages() -> Iterator[pb.UploadMediaRequest]:
            # Runs in a thread of gRPC's: it only ends early where the job was cancelled.
            done = held.received
            yield pb.UploadMediaRequest(start=pb.UploadStart(file=file, offset=done))
            with path.open("rb") as content:
                content.seek(done)
                while not progress.cancelled():
                    block = content.read(min(held.chunk_bytes, file.size - done))
                    if not block:
                        return
                    done += len(block)
                    beat()
                    _report(progress, done, file.size, f"sending {path.name}")
                    yield pb.UploadMediaRequest(chunk=block)

        with _raising(self._line):
            call = self._line.open(self._stub.UploadMedia.future, messages())
            # First the engine reads again what it has.
            allowed_s = STALL_S + held.received / _SLOW_BYTES_PER_S
            with _ended_when(call, beat, progress, allowed_s):
                answer: pb.UploadedMedia = call.result()
        progress.check()
        if not answer.uploaded_path and answer.received >= file.size:
            raise InputError(f"{path} changed while it was sent.", "Leave it as it is meanwhile.")
        return answer

    def _fetch_rest(self, there: str, target: Path, progress: Progress) -> bool:
        done = _size_of(target)
        request = pb.FetchArtifactRequest(artifact_path=there, offset=done)
        beat, digest, size = _Beat(), "", 0
        with _raising(self._line), target.open("ab") as content:
            call = self._line.open(self._stub.FetchArtifact, request)
            with _ended_when(call, beat, progress):
                for chunk in call:
                    if progress.cancelled():
                        call.cancel()
                        break
                    beat()
                    digest, size = chunk.sha256 or digest, chunk.size or size
                    content.write(chunk.content)
                    done += len(chunk.content)
                    _report(progress, done, size, f"fetching {there.rpartition('/')[2]}")
        progress.check()
        if _digest(target, progress) != digest:
            target.unlink()
            raise EngineUnavailableError(
                f"{there} did not come as it is on the engine.", "Run the command again."
            )
        return True

    def _until_done(
        self, once: Callable[[], bool], arrived: Callable[[], int], progress: Progress
    ) -> None:
        """Tries again where the connection breaks, as long as something arrives in between."""
        failures, last = 0, -1
        while True:
            progress.check()
            try:
                if once():
                    return
                failures += 1
                fault: BackbeatError = EngineUnavailableError("The engine ended the transfer.")
            except (EngineUnavailableError, LimitError) as error:
                if isinstance(error, LimitError) and not error.retry_after_s:
                    raise
                progress.check()
                failures, fault = failures + 1, error
                now = arrived()
                if now > last:
                    failures, last = 1, now
            if failures >= TRIES:
                raise fault
            _wait(max(getattr(fault, "retry_after_s", 0), 0.1 * 2**failures), progress)


class _Beat:
    """When something came last."""

    def __init__(self) -> None:
        self.seen_s = time.monotonic()

    def __call__(self) -> None:
        self.seen_s = time.monotonic()


@contextlib.contextmanager
def _ended_when(
    call: Any, beat: _Beat, progress: Progress, allowed_s: float = STALL_S
) -> Iterator[None]:
    """Ends a call that has stalled, or that the user cancelled."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_CHECK_S):
            if progress.cancelled() or time.monotonic() - beat.seen_s > allowed_s:
                call.cancel()
                return

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        over.set()


@contextlib.contextmanager
def _raising(line: Line) -> Iterator[None]:
    """Raises our errors in place of gRPC's."""
    try:
        yield
    except Exception as error:
        fault = line.fault(error)
        if fault is None:
            raise
        raise fault from error


def _report(progress: Progress, done: int, size: int, step: str) -> None:
    # A cancel ends the call, and is raised when it has ended.
    if not progress.cancelled():
        progress(done / max(size, 1), step)


def _wait(seconds: float, progress: Progress) -> None:
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        progress.check()
        time.sleep(min(_CHECK_S, seconds))


def _digest(path: Path, progress: Progress) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(_READ_BYTES):
            progress.check()
            digest.update(block)
    return digest.hexdigest()


def _size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _plain(name: str) -> str:
    """The name under which jobs see the file: its own, without what not every system takes."""
    plain = "".join(
        "_" if one in "/\\:" or ord(one) < 32 or ord(one) == 127 else one for one in name
    )
    plain = f"_{plain[1:]}" if plain.startswith(".") else plain
    stem, ending = Path(plain).stem, Path(plain).suffix
    while len(os.fsencode(stem + ending)) > _LONGEST_NAME and stem:
        stem = stem[:-1]
    return stem + ending
