"""Authentication of gRPC calls by the engine's token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import grpc
from grpc_health.v1 import health

from backbeat.client.failures import CODE_KEY, HINT_KEY
from backbeat.errors import UnauthenticatedError
from backbeat.server.token import check_bearer

_HEALTH = f"/{health.SERVICE_NAME}/"


class BearerInterceptor(grpc.ServerInterceptor):  # type: ignore[misc]
    """Requires the token on every method except those of the health service."""

    def __init__(self, token: str) -> None:
        self._token = token

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """The method's handler, or one that aborts the call as unauthenticated."""
        handler = continuation(handler_call_details)
        if handler_call_details.method.startswith(_HEALTH):
            return handler
        sent = dict(handler_call_details.invocation_metadata or ())
        try:
            check_bearer(sent.get("authorization"), self._token)
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
