"""Authentication of gRPC calls by a token, and what strangers may hold up: nobody but strangers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import grpc

from backbeat.client.failures import CODE_KEY, HINT_KEY
from backbeat.errors import BackbeatError, PermissionDeniedError, UnauthenticatedError
from backbeat.server.access.scopes import needed
from backbeat.server.token import Callers

OPEN_LIMIT_S = 2.0
"""Maximum seconds in which the message of a call without a token must arrive."""
_OPEN_THREADS = 8


class BearerInterceptor(grpc.ServerInterceptor):  # type: ignore[misc]
    """Requires a token, of the scope that the table names, on every method that is not open.

    A call occupies a thread from its headers on, and its message may never come. So a call that is
    refused does not wait for its message, and open methods have threads of their own.
    """

    def __init__(self, callers: Callers) -> None:
        self._callers = callers
        self._threads = futures.ThreadPoolExecutor(_OPEN_THREADS, thread_name_prefix="grpc-open")

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], grpc.RpcMethodHandler | None],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler | None:
        """The method's handler, or one that aborts the call with what is missing."""
        handler = continuation(handler_call_details)
        needs = needed(handler_call_details.method)
        if needs is None:
            return None if handler is None else _for_strangers(handler, self._threads)
        sent = dict(handler_call_details.invocation_metadata or ())
        try:
            self._callers.check(sent.get("authorization"), needs)
        except (UnauthenticatedError, PermissionDeniedError) as error:
            return _refusing(error)
        return handler

    def close(self) -> None:
        """Ends the threads of open methods."""
        self._threads.shutdown(wait=False)


def _refusing(error: BackbeatError) -> grpc.RpcMethodHandler:
    def refuse(requests: object, context: grpc.ServicerContext) -> None:
        del requests
        context.set_trailing_metadata(
            ((CODE_KEY, error.code.value), (HINT_KEY, error.hint.encode()))
        )
        context.abort(grpc.StatusCode[error.statuses.grpc], error.message)

    # Of a stream of requests none is waited for; a client sees no difference.
    return grpc.stream_unary_rpc_method_handler(refuse)


def _for_strangers(
    handler: grpc.RpcMethodHandler, threads: futures.ThreadPoolExecutor
) -> grpc.RpcMethodHandler:
    """A handler of one request and one answer that gives up when its message does not come."""

    def answer(requests: Iterator[Any], context: grpc.ServicerContext) -> Any:
        limit = threading.Timer(OPEN_LIMIT_S, context.cancel)
        limit.daemon = True
        limit.start()
        try:
            request = next(requests)
        except StopIteration:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "The call has no message.")
        finally:
            limit.cancel()
        return handler.unary_unary(request, context)

    # gRPC runs a function that has this attribute on these threads; its health service has it too.
    answer.experimental_thread_pool = threads  # type: ignore[attr-defined]
    return grpc.stream_unary_rpc_method_handler(
        answer, handler.request_deserializer, handler.response_serializer
    )
