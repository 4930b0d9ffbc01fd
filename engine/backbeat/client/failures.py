"""Conversion of gRPC statuses and stored errors to the errors that caused them."""

from __future__ import annotations

from typing import Any

from backbeat.errors import (
    BackbeatError,
    EngineUnavailableError,
    LimitError,
    RequestError,
    from_code,
)
from backbeat.v1.jobs_pb2 import Job

CODE_KEY = "backbeat-code"
"""Key of the trailing metadata that holds the error code in the Connect protocol's spelling."""
RETRY_KEY = "retry-after"
"""Key of the trailing metadata that holds the seconds after which to come again."""
HINT_KEY = "backbeat-hint-bin"
"""Key of the trailing metadata that holds the hint, in UTF-8."""

_TLS_REASONS = {
    "CERTIFICATE_VERIFY_FAILED": ": nothing here vouches for its certificate",
    "Hostname Verification": ": its certificate is for another name",
    "WRONG_VERSION_NUMBER": ": what answers there does not speak TLS",
}
_TLS_WORDS = ("ssl", "tls", "handshak", "certificate")
"""By which gRPC's words for a failed greeting are known; it has no code for it."""


def _reason(details: str) -> str:
    return next((says for word, says in _TLS_REASONS.items() if word in details), "")


def error_of(call: Any, address: str) -> BackbeatError:
    """The error of a failed call.

    Args:
        call: the `grpc.RpcError` that was raised, which is also a `grpc.Call`.
        address: address of the engine, for the message.
    """
    metadata = dict(call.trailing_metadata() or ())
    if CODE_KEY in metadata:
        error = from_code(
            metadata[CODE_KEY], call.details() or "", metadata.get(HINT_KEY, b"").decode()
        )
        if isinstance(error, LimitError) and metadata.get(RETRY_KEY, "").isdecimal():
            error.retry_after_s = int(metadata[RETRY_KEY])
        return error
    return _transport_error(call.code().name, call.details() or "", address)


def nobody_at(address: str) -> EngineUnavailableError:
    """The error where no engine answers, or another program does."""
    return EngineUnavailableError(
        f"No engine answers at {address}.", "Start it with `backbeat serve`."
    )


def error_in(job: Job) -> BackbeatError:
    """The error stored with a job that has ended without a result."""
    return from_code(job.error.code, job.error.message, job.error.hint)


def _transport_error(status: str, details: str, address: str) -> BackbeatError:
    """The error for a status of gRPC itself, where the engine did not answer."""
    if status == "UNAVAILABLE" and any(word in details.lower() for word in _TLS_WORDS):
        return EngineUnavailableError(
            f"No encrypted connection to {address} could be made{_reason(details)}.",
            "Give the engine's certificate with --tls-ca FILE or BACKBEAT_TLS_CA, and call the "
            "engine by a name that is in it; where it asks for yours, give --tls-cert, --tls-key.",
        )
    if status in ("UNAVAILABLE", "CANCELLED", "DEADLINE_EXCEEDED"):
        return nobody_at(address)
    if status == "RESOURCE_EXHAUSTED" and "message" not in details.lower():
        return LimitError(f"The engine at {address} is busy: {details}", "Come again in 1 s.", 1)
    if status == "RESOURCE_EXHAUSTED":
        return RequestError(
            f"The message is too large for the engine: {details}.",
            "Send paths, not media; a message has 4 MiB at most.",
        )
    return from_code("internal", f"The engine at {address} answered {status}: {details}.")
