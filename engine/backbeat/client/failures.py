"""From a gRPC status back to the error that caused it."""

from __future__ import annotations

from typing import Any

from backbeat.errors import BackbeatError, EngineUnavailableError, RequestError, from_code
from backbeat.v1.jobs_pb2 import Job

CODE_KEY = "backbeat-code"
"""Trailing metadata: the code as the Connect protocol names it."""
HINT_KEY = "backbeat-hint-bin"
"""Trailing metadata: the hint, UTF-8."""


def error_of(call: Any, address: str) -> BackbeatError:
    """The error that a failed call stands for.

    Args:
        call: the `grpc.RpcError` that was raised, which is a `grpc.Call` too.
        address: of the engine, for the message.
    """
    told = dict(call.trailing_metadata() or ())
    if CODE_KEY in told:
        return from_code(told[CODE_KEY], call.details() or "", told.get(HINT_KEY, b"").decode())
    return _without_engine(call.code().name, call.details() or "", address)


def error_in(job: Job) -> BackbeatError:
    """The error that a job kept. Only for a job that has ended without a result."""
    return from_code(job.error.code, job.error.message, job.error.hint)


def _without_engine(status: str, details: str, address: str) -> BackbeatError:
    """What gRPC itself says: the engine never answered."""
    if status in ("UNAVAILABLE", "CANCELLED", "DEADLINE_EXCEEDED"):
        return EngineUnavailableError(
            f"No engine answers at {address}.", "Start it with `backbeat serve`."
        )
    if status == "RESOURCE_EXHAUSTED":
        return RequestError(
            f"The message is too large for the engine: {details}.",
            "Send paths, not media; a message has 4 MiB at most.",
        )
    return from_code("internal", f"The engine at {address} answered {status}: {details}.")
