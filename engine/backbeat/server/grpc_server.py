"""The gRPC server: the services, health and reflection on one port of 127.0.0.1."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent import futures
from typing import Any, NoReturn
from urllib.parse import quote

import grpc
from google.protobuf.message import Message
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from backbeat.client.discovery import LOOPBACK
from backbeat.client.failures import CODE_KEY, HINT_KEY
from backbeat.errors import BackbeatError, EngineUnavailableError
from backbeat.jobs.service import MAX_WATCHERS
from backbeat.server.bearer import BearerInterceptor
from backbeat.server.counting import CountingInterceptor
from backbeat.server.faults import as_backbeat_error
from backbeat.server.methods import (
    JOBS,
    MAX_MESSAGE_BYTES,
    SERVICES,
    WATCH,
    Services,
    Unary,
    unary_methods,
)
from backbeat.server.token import Callers
from backbeat.v1.jobs_pb2 import JobEvent, WatchJobRequest

_THREADS = MAX_WATCHERS + 16
# Trailing metadata has 8 KiB in all; a character outside ASCII takes up to 12 bytes of it.
_MAX_MESSAGE = 5000
_MAX_HINT = 1500
_OPTIONS = (
    # By default a second process may bind the same port and take half of the calls.
    ("grpc.so_reuseport", 0),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
)


class GrpcServer:
    """The gRPC server of an engine."""

    def __init__(self, services: Services, callers: Callers, port: int) -> None:
        """Binds the port, 0 for a free one, without answering calls yet.

        Raises:
            EngineUnavailableError: the port is taken.
        """
        self._service = services.jobs
        self._callers = callers
        methods = unary_methods(services)
        self._server = grpc.server(
            futures.ThreadPoolExecutor(_THREADS, thread_name_prefix="grpc"),
            options=_OPTIONS,
            interceptors=(
                CountingInterceptor(services.operations.metrics, _paths(methods)),
                BearerInterceptor(callers, _open(methods)),
            ),
        )
        self._health = health.HealthServicer()
        self.set_serving(False)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        for name, of_service in methods.items():
            self._add(name, of_service)
        names = (*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, self._server)
        try:
            self.port: int = self._server.add_insecure_port(f"{LOOPBACK}:{port}")
        except RuntimeError as error:
            raise EngineUnavailableError(
                f"Port {port} of {LOOPBACK} is taken.", "Choose another, or 0 for a free one."
            ) from error

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

    def _add(self, name: str, methods: dict[str, Unary]) -> None:
        handlers = {
            method: grpc.unary_unary_rpc_method_handler(
                _answering(f"{name}/{method}", unary, self._callers),
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
        self._server.add_registered_method_handlers(name, handlers)
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(name, handlers),)
        )

    def _watch(self, request: WatchJobRequest, context: grpc.ServicerContext) -> Iterator[JobEvent]:
        gone = threading.Event()

        def on_disconnect() -> None:
            gone.set()
            self._service.wake_watchers()

        if not context.add_callback(on_disconnect):
            return
        try:
            yield from self._service.watch_job(request, gone.is_set)
        except Exception as error:
            _abort(context, as_backbeat_error(error, f"{JOBS}/{WATCH}"))


def _serialized(message: Message) -> bytes:
    blob: bytes = message.SerializeToString()
    return blob


def _paths(methods: Mapping[str, Mapping[str, Unary]]) -> frozenset[str]:
    unary = {f"/{name}/{method}" for name, of_service in methods.items() for method in of_service}
    return frozenset({*unary, f"/{JOBS}/{WATCH}"})


def _open(methods: Mapping[str, Mapping[str, Unary]]) -> frozenset[str]:
    """Paths of the methods that need no token."""
    return frozenset(
        f"/{name}/{method}"
        for name, of_service in methods.items()
        for method, unary in of_service.items()
        if unary.is_open
    )


def _answering(where: str, unary: Unary, callers: Callers) -> Callable[[Message, Any], Message]:
    def answer(request: Message, context: grpc.ServicerContext) -> Message:
        try:
            sent = dict(context.invocation_metadata() or ()).get("authorization")
            return unary.answer(request, not unary.is_open or callers.knows(sent))
        except Exception as error:
            _abort(context, as_backbeat_error(error, where))

    return answer


def _abort(context: grpc.ServicerContext, error: BackbeatError) -> NoReturn:
    context.set_trailing_metadata(
        ((CODE_KEY, error.code.value), (HINT_KEY, _truncated(error.hint, _MAX_HINT).encode()))
    )
    context.abort(grpc.StatusCode[error.statuses.grpc], _truncated(error.message, _MAX_MESSAGE))
    raise AssertionError("abort does not return")


def _truncated(text: str, limit: int) -> str:
    """The start of `text` that has at most `limit` bytes in a percent-encoded header."""
    encodable = text.encode(errors="replace").decode()
    while len(quote(encodable)) > limit:
        encodable = encodable[: len(encodable) * 3 // 4]
    return encodable
