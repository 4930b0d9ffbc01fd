"""Counts the answers of gRPC by method and status."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from typing import Any

import grpc

from backbeat.server.metrics import Metrics

_PACKAGE = "/backbeat.v1."


class CountingInterceptor(grpc.ServerInterceptor):  # type: ignore[misc]
    """Must be the first of all interceptors, to see what the others refuse."""

    def __init__(self, metrics: Metrics, methods: Collection[str]) -> None:
        """`methods`: paths of those counted by name, such as "/backbeat.v1.Jobs/GetJob"."""
        self._metrics = metrics
        self._methods = methods

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """The method's handler, which counts its answer."""
        handler = continuation(handler_call_details)
        method = handler_call_details.method
        name = method.removeprefix(_PACKAGE) if method in self._methods else None
        if handler is None:
            self._metrics.count_request("grpc", None, "UNIMPLEMENTED")
            return None
        if handler.request_streaming and handler.response_streaming:
            return handler
        if handler.request_streaming:
            return grpc.stream_unary_rpc_method_handler(
                self._answering(handler.stream_unary, name),
                handler.request_deserializer,
                handler.response_serializer,
            )
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(
                self._streaming(handler.unary_stream, name),
                handler.request_deserializer,
                handler.response_serializer,
            )
        return grpc.unary_unary_rpc_method_handler(
            self._answering(handler.unary_unary, name),
            handler.request_deserializer,
            handler.response_serializer,
        )

    def _answering(self, answer: Callable[[Any, Any], Any], name: str | None) -> Any:
        def counted(request: Any, context: grpc.ServicerContext) -> Any:
            with self._counting(name, context):
                return answer(request, context)

        threads = getattr(answer, "experimental_thread_pool", None)
        if threads is not None:
            counted.experimental_thread_pool = threads  # type: ignore[attr-defined]
        return counted

    def _streaming(self, stream: Callable[[Any, Any], Iterator[Any]], name: str | None) -> Any:
        def counted(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            with self._counting(name, context):
                yield from stream(request, context)

        return counted

    @contextlib.contextmanager
    def _counting(self, name: str | None, context: grpc.ServicerContext) -> Iterator[None]:
        code = grpc.StatusCode.UNKNOWN
        try:
            yield
            code = grpc.StatusCode.OK if context.is_active() else grpc.StatusCode.CANCELLED
        except GeneratorExit:
            # gRPC closes the stream of a client that has gone.
            code = grpc.StatusCode.CANCELLED
            raise
        finally:
            self._metrics.count_request("grpc", name, (context.code() or code).name)
