"""Authentication of gRPC calls by a token."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import grpc
from grpc_health.v1 import health

from backbeat.client.failures import CODE_KEY, HINT_KEY
from backbeat.errors import UnauthenticatedError
from backbeat.server.token import Callers

_HEALTH = f"/{health.SERVICE_NAME}/"


class BearerInterceptor(grpc.ServerInterceptor):  # type: ignore[misc]
    """Requires a token on every method except those of the health service and of `open_methods`."""

    def __init__(self, callers: Callers, open_methods: Collection[str]) -> None:
        self._callers = callers
        self._open = open_methods

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """The method's handler, or one that aborts the call as unauthenticated."""
        handler = continuation(handler_call_details)
        method = handler_call_details.method
        if method.startswith(_HEALTH) or method in self._open:
            return handler
        sent = dict(handler_call_details.invocation_metadata or ())
        try:
            self._callers.check(sent.get("authorization"))
        except UnauthenticatedError as error:
            return _refusing(handler, error)
        return handler


def _refusing(
    handler: grpc.RpcMethodHandler | None, error: UnauthenticatedError
) -> grpc.RpcMethodHandler:
    def refuse(request: object, context: grpc.ServicerContext) -> None:
        del request
        context.set_trailing_metadata(
            ((CODE_KEY, error.code.value), (HINT_KEY, error.hint.encode()))
        )
        context.abort(grpc.StatusCode[error.statuses.grpc], error.message)

    kinds: dict[tuple[bool, bool], Any] = {
        (False, False): grpc.unary_unary_rpc_method_handler,
        (False, True): grpc.unary_stream_rpc_method_handler,
        (True, False): grpc.stream_unary_rpc_method_handler,
        (True, True): grpc.stream_stream_rpc_method_handler,
    }
    streams = handler is not None and handler.request_streaming
    return kinds[streams, handler is not None and handler.response_streaming](refuse)
