"""Ending a gRPC call with an error of ours."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import quote

import grpc

from backbeat.client.failures import CODE_KEY, HINT_KEY, RETRY_KEY
from backbeat.errors import BackbeatError, LimitError

# Trailing metadata has 8 KiB in all; a character outside ASCII takes up to 12 bytes of it.
_MAX_MESSAGE = 5000
_MAX_HINT = 1500


def abort(context: grpc.ServicerContext, error: BackbeatError) -> NoReturn:
    """Ends a call; the client raises the same error."""
    said = [(CODE_KEY, error.code.value), (HINT_KEY, _truncated(error.hint, _MAX_HINT).encode())]
    if isinstance(error, LimitError) and error.retry_after_s:
        said.append((RETRY_KEY, str(error.retry_after_s)))
    context.set_trailing_metadata(tuple(said))
    context.abort(grpc.StatusCode[error.statuses.grpc], _truncated(error.message, _MAX_MESSAGE))
    raise AssertionError("abort does not return")


def _truncated(text: str, limit: int) -> str:
    """The start of `text` that has at most `limit` bytes in a percent-encoded header."""
    encodable = text.encode(errors="replace").decode()
    while len(quote(encodable)) > limit:
        encodable = encodable[: len(encodable) * 3 // 4]
    return encodable
