"""The gRPC server: the services, health and reflection on one port of 127.0.0.1."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from backbeat.client.discovery import LOOPBACK
from backbeat.errors import EngineUnavailableError, LimitError
from backbeat.jobs.callers import called_by
from backbeat.jobs.service_limits import ServiceLimits
from backbeat.server.abort import abort
from backbeat.server.access.scopes import needed
from backbeat.server.bearer import BearerInterceptor
from backbeat.server.clients import client_of
from backbeat.server.counting import CountingInterceptor
from backbeat.server.doors import Remote, free_socket
from backbeat.server.faults import as_backbeat_error
from backbeat.server.health import Health
from backbeat.server.methods import (
    JOBS,
    SERVICES,
    WATCH,
    Services,
    Unary,
    unary_methods,
)
from backbeat.server.pace import Pace
from backbeat.server.token import Callers
from backbeat.server.transfers.service import MEDIA, MediaService
from backbeat.v1.jobs_pb2 import JobEvent, WatchJobRequest

_RESERVE = 16
"""Threads beside those of watches and calls: for health, reflection and what is refused."""
_HANDSHAKE_MS = 5000
"""A connection that does not speak HTTP/2, or never finishes its greeting, is dropped."""


class GrpcServer:
    """The gRPC server of an engine."""

    def __init__(
        self,
        services: Services,
        callers: Callers,
        port: int,
        limits: ServiceLimits,
        pace: Pace,
        media: MediaService,
    ) -> None:
        """Binds the port, 0 for a free one, without answering calls yet.

        Raises:
            EngineUnavailableError: the port is taken.
        """
        self._service = services.jobs
        self._callers = callers
        self._bearer = BearerInterceptor(callers)
        self._limits = limits
        self._pace = pace
        self._calls = threading.BoundedSemaphore(limits.calls_at_once)
        methods = unary_methods(services)
        transfers = media.handlers(pace)
        threads = limits.watchers + limits.calls_at_once + limits.transfers + _RESERVE
        self._server = grpc.server(
            futures.ThreadPoolExecutor(threads, thread_name_prefix="grpc"),
            options=(
                # By default a second process may bind the same port and take half of the calls.
                ("grpc.so_reuseport", 0),
                ("grpc.max_receive_message_length", limits.message_bytes),
                ("grpc.server_handshake_timeout_ms", _HANDSHAKE_MS),
                ("grpc.max_concurrent_streams", 2 * threads),
            ),
            maximum_concurrent_rpcs=threads,
            interceptors=(
                CountingInterceptor(
                    services.operations.metrics, _paths({**methods, MEDIA: transfers})
                ),
                self._bearer,
            ),
        )
        self._health = Health()
        self.set_serving(False)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        for name, of_service in methods.items():
            self._add(name, of_service)
        self._register(MEDIA, transfers)
        names = (*SERVICES, MEDIA, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)
        try:
            self.port: int = self._server.add_insecure_port(f"{LOOPBACK}:{port}")
        except RuntimeError as error:
            raise EngineUnavailableError(
                f"Port {port} of {LOOPBACK} is taken.", "Choose another, or 0 for a free one."
            ) from error

    def listen_at(self, path: Path) -> None:
        """Opens a Unix socket too, for its user only. Raises: EngineUnavailableError."""
        free_socket(path)
        try:
            self._server.add_insecure_port(f"unix:{path}")
            path.chmod(0o600)
        except (RuntimeError, OSError) as error:
            raise EngineUnavailableError(
                f"{path} cannot be used as a socket.", "Choose another path."
            ) from error

    def listen_to_others(self, remote: Remote) -> int:
        """Opens a port with TLS too, and returns it.

        Raises:
            EngineUnavailableError: the port is taken, or the address is not of this machine.
            RequestError: the certificate cannot be used.
        """
        host = f"[{remote.host}]" if ":" in remote.host else remote.host
        try:
            port: int = self._server.add_secure_port(
                f"{host}:{remote.port}", remote.tls.credentials()
            )
        except RuntimeError as error:
            raise EngineUnavailableError(
                f"Port {remote.port} of {remote.host} is taken, or is not of this machine.",
                "Give an address of this machine and a free port, or 0 for any.",
            ) from error
        return port

    def start(self) -> None:
        """Starts to answer calls."""
        self._server.start()

    def set_serving(self, is_serving: bool) -> None:
        """What health checks report from now on, until the shutdown."""
        statuses = health_pb2.HealthCheckResponse
        for name in ("", *SERVICES):
            self._health.set(name, statuses.SERVING if is_serving else statuses.NOT_SERVING)

    def enter_shutdown(self) -> None:
        """Makes health checks report that the engine is stopping; calls are still answered."""
        self._health.enter_graceful_shutdown()

    def stop(self, grace_s: float) -> None:
        """Refuses new calls, gives open ones `grace_s` seconds, then aborts them."""
        stopped = self._server.stop(grace_s)
        stopped.wait(grace_s + 5)
        self._bearer.close()

    def _add(self, name: str, methods: dict[str, Unary]) -> None:
        handlers = {
            method: grpc.unary_unary_rpc_method_handler(
                self._answering(f"{name}/{method}", unary),
                request_deserializer=unary.request.FromString,
                response_serializer=_serialized,
            )
            for method, unary in methods.items()
        }
        if name == JOBS:
            handlers[WATCH] = grpc.unary_stream_rpc_method_handler(
                self._watch,
                request_deserializer=WatchJobRequest.FromString,
                response_serializer=_serialized,
            )
        self._register(name, handlers)

    def _register(self, name: str, handlers: Mapping[str, grpc.RpcMethodHandler]) -> None:
        self._server.add_registered_method_handlers(name, handlers)
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(name, handlers),)
        )

    def _answering(self, where: str, unary: Unary) -> Callable[[Message, Any], Message]:
        def answer(request: Message, context: grpc.ServicerContext) -> Message:
            try:
                sent = dict(context.invocation_metadata() or ()).get("authorization")
                known = needed(where) is not None or self._callers.knows(sent)
                client = client_of(sent) if known else ""
                with called_by(client), self._place(client):
                    return unary.answer(request, known)
            except Exception as error:
                abort(context, as_backbeat_error(error, where))

        return answer

    @contextlib.contextmanager
    def _place(self, client: str) -> Iterator[None]:
        """A place among the calls that are answered at once. Raises: LimitError."""
        self._pace.take(client)
        if not self._calls.acquire(blocking=False):
            raise LimitError(
                f"{self._limits.calls_at_once} calls are being answered already.",
                "Come again in 1 s.",
                1,
            )
        try:
            yield
        finally:
            self._calls.release()

    def _watch(self, request: WatchJobRequest, context: grpc.ServicerContext) -> Iterator[JobEvent]:
        gone = threading.Event()

        def on_disconnect() -> None:
            gone.set()
            self._service.wake_watchers(request.name)

        if not context.add_callback(on_disconnect):
            return
        try:
            sent = dict(context.invocation_metadata() or ()).get("authorization")
            self._pace.take(client_of(sent))
            yield from self._service.watch_job(request, gone.is_set)
        except Exception as error:
            abort(context, as_backbeat_error(error, f"{JOBS}/{WATCH}"))


def _serialized(message: Message) -> bytes:
    blob: bytes = message.SerializeToString()
    return blob


def _paths(methods: Mapping[str, Mapping[str, object]]) -> frozenset[str]:
    unary = {f"/{name}/{method}" for name, of_service in methods.items() for method in of_service}
    return frozenset({*unary, f"/{JOBS}/{WATCH}"})
