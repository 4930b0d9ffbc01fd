"""The Media service over gRPC."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import grpc
from google.protobuf.message import Message

from backbeat.errors import LimitError, NotFoundError, RequestError
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server.abort import abort
from backbeat.server.clients import client_of
from backbeat.server.faults import as_backbeat_error
from backbeat.server.pace import Pace
from backbeat.server.transfers import places
from backbeat.server.transfers.artifacts import Artifacts
from backbeat.server.transfers.uploads import Uploads
from backbeat.v1 import media_pb2 as pb

MEDIA = "backbeat.v1.Media"
"""Full name of the service."""
IDLE_S = 60.0
"""Seconds without a byte after which a transfer is ended; what has arrived stays."""


class MediaService:
    """Uploads and fetches, as many at once as the limits say; thread-safe."""

    def __init__(
        self, folder: Path, uploads: Uploads, artifacts: Artifacts, limits: ServiceLimits
    ) -> None:
        self.limits = limits
        self._folder = folder
        self._uploads = uploads
        self._artifacts = artifacts
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()

    def handlers(self, pace: Pace) -> dict[str, grpc.RpcMethodHandler]:
        """What answers the methods, by their names."""
        unary: dict[str, tuple[type[Message], Callable[[str, Any], Message]]] = {
            "FindMedia": (pb.FindMediaRequest, self._uploads.find),
            "NewArtifacts": (pb.NewArtifactsRequest, self._new),
            "ListArtifacts": (pb.ListArtifactsRequest, self._list),
            "DiscardMedia": (pb.DiscardMediaRequest, self._discard),
        }
        found = {
            name: grpc.unary_unary_rpc_method_handler(
                _answering(name, answer, pace), request.FromString, _serialized
            )
            for name, (request, answer) in unary.items()
        }
        found["UploadMedia"] = grpc.stream_unary_rpc_method_handler(
            _answering("UploadMedia", self._upload, pace, with_context=True),
            pb.UploadMediaRequest.FromString,
            _serialized,
        )
        found["FetchArtifact"] = grpc.unary_stream_rpc_method_handler(
            self._fetching(pace), pb.FetchArtifactRequest.FromString, _serialized
        )
        return found

    def _new(self, client: str, request: pb.NewArtifactsRequest) -> pb.ArtifactFolder:
        del request
        return pb.ArtifactFolder(folder_path=str(self._artifacts.new(client)))

    def _list(self, client: str, request: pb.ListArtifactsRequest) -> pb.ListArtifactsResponse:
        found = self._artifacts.list(client, request.folder_path)
        return pb.ListArtifactsResponse(artifacts=found)

    def _discard(self, client: str, request: pb.DiscardMediaRequest) -> pb.DiscardMediaResponse:
        try:
            path = places.artifact(self._folder, client, request.discarded_path)
        except NotFoundError:
            self._uploads.discard(places.upload(self._folder, client, request.discarded_path))
        else:
            self._artifacts.discard(path)
        return pb.DiscardMediaResponse()

    def _upload(
        self, client: str, requests: Iterator[pb.UploadMediaRequest], context: Any
    ) -> pb.UploadedMedia:
        with self._place(client), _Watchdog(context.cancel) as watchdog:
            first = next(requests, None)
            if first is None or first.WhichOneof("part") != "start":
                raise RequestError("An upload begins with `start`.", "Send what comes first.")
            chunks = _chunks(requests, watchdog)
            return self._uploads.receive(client, first.start, chunks, context.cancel, watchdog.beat)

    def _fetching(self, pace: Pace) -> Callable[[pb.FetchArtifactRequest, Any], Iterator[Any]]:
        def fetch(request: pb.FetchArtifactRequest, context: Any) -> Iterator[pb.ArtifactChunk]:
            try:
                client = _client(context)
                pace.take(client)
                with self._place(client), _Watchdog(context.cancel) as watchdog:
                    chunks = self._artifacts.fetch(client, request.artifact_path, request.offset)
                    for chunk in chunks:
                        watchdog.beat()
                        yield chunk
            except Exception as error:
                abort(context, as_backbeat_error(error, f"{MEDIA}/FetchArtifact"))

        return fetch

    @contextlib.contextmanager
    def _place(self, client: str) -> Iterator[None]:
        """A place among the transfers that run at once. Raises: LimitError."""
        with self._lock:
            for running, most, whose in (
                (self._running[client], self.limits.transfers_per_client, " of yours"),
                (self._running.total(), self.limits.transfers, ""),
            ):
                if running >= most:
                    raise LimitError(
                        f"{most} uploads and fetches{whose} are under way already.",
                        "Come again in 2 s.",
                        2,
                    )
            self._running[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._running[client] -= 1
                if not self._running[client]:
                    del self._running[client]


def _chunks(requests: Iterator[pb.UploadMediaRequest], watchdog: _Watchdog) -> Iterator[bytes]:
    try:
        for request in requests:
            if request.WhichOneof("part") != "chunk":
                raise RequestError("`start` comes once.", "Send chunks after it.")
            if request.chunk:
                watchdog.beat()
                yield request.chunk
    except RequestError:
        raise
    except Exception:
        # The client has gone, for which gRPC raises nothing more exact. What arrived stays.
        return


class _Watchdog:
    """Ends a transfer over which nothing has come for `IDLE_S` seconds."""

    def __init__(self, end: Callable[[], object]) -> None:
        self._end = end
        self._seen_s = time.monotonic()
        self._over = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._watch, daemon=True, name="transfer-watch").start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()

    def beat(self) -> None:
        """Notes that something came."""
        self._seen_s = time.monotonic()

    def _watch(self) -> None:
        while True:
            left_s = self._seen_s + IDLE_S - time.monotonic()
            if left_s <= 0:
                self._end()
                return
            if self._over.wait(left_s):
                return


def _answering(
    name: str, answer: Callable[..., Message], pace: Pace, with_context: bool = False
) -> Callable[[Any, Any], Message]:
    def call(request: Any, context: Any) -> Message:
        try:
            client = _client(context)
            pace.take(client)
            return answer(client, request, context) if with_context else answer(client, request)
        except Exception as error:
            abort(context, as_backbeat_error(error, f"{MEDIA}/{name}"))

    return call


def _client(context: Any) -> str:
    return client_of(dict(context.invocation_metadata() or ()).get("authorization"))


def _serialized(message: Message) -> bytes:
    blob: bytes = message.SerializeToString()
    return blob
