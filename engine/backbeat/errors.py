"""The one family of errors, and what each means to a shell, to gRPC and to HTTP.

A message is one sentence that names the file and what is wrong; the hint says what to do. Nothing
else in the engine decides an exit status or a status code.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


class ErrorCode(enum.Enum):
    """Causes, named as the Connect protocol and gRPC name them."""

    INVALID_ARGUMENT = "invalid_argument"
    BAD_INPUT = "failed_precondition"
    NOT_FOUND = "not_found"
    ALREADY_EXISTS = "already_exists"
    UNAUTHENTICATED = "unauthenticated"
    PERMISSION_DENIED = "permission_denied"
    UNAVAILABLE = "unavailable"
    CANCELLED = "canceled"
    ABORTED = "aborted"
    INTERNAL = "internal"


@dataclass(frozen=True)
class Face:
    """How one cause looks from outside."""

    grpc: str
    """Name of the `grpc.StatusCode` member."""
    http: int
    """HTTP status of the JSON face, as the Connect protocol maps it."""
    exit_status: int
    """Exit status of the command line."""


FACES: dict[ErrorCode, Face] = {
    ErrorCode.INVALID_ARGUMENT: Face("INVALID_ARGUMENT", 400, 2),
    ErrorCode.BAD_INPUT: Face("FAILED_PRECONDITION", 400, 3),
    ErrorCode.NOT_FOUND: Face("NOT_FOUND", 404, 3),
    ErrorCode.ALREADY_EXISTS: Face("ALREADY_EXISTS", 409, 2),
    ErrorCode.UNAUTHENTICATED: Face("UNAUTHENTICATED", 401, 4),
    ErrorCode.PERMISSION_DENIED: Face("PERMISSION_DENIED", 403, 4),
    ErrorCode.UNAVAILABLE: Face("UNAVAILABLE", 503, 4),
    ErrorCode.CANCELLED: Face("CANCELLED", 499, 130),
    ErrorCode.ABORTED: Face("ABORTED", 409, 4),
    ErrorCode.INTERNAL: Face("INTERNAL", 500, 70),
}


class BackbeatError(Exception):
    """Root of every error the engine raises on purpose.

    Args:
        message: one sentence naming the file or field and what is wrong.
        hint: what the user can do about it; empty when there is nothing to do.
    """

    code: ErrorCode = ErrorCode.INTERNAL

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type[BackbeatError], tuple[str, str]]:
        return type(self), (self.message, self.hint)

    @property
    def face(self) -> Face:
        """How this error looks to gRPC, HTTP and a shell."""
        return FACES[self.code]


class RequestError(BackbeatError):
    """The request itself makes no sense: a missing field, a value out of range."""

    code = ErrorCode.INVALID_ARGUMENT


class InputError(BackbeatError):
    """A file cannot be used as it is."""

    code = ErrorCode.BAD_INPUT


class MediaError(InputError):
    """Sound or picture that cannot be read."""


class TimelineError(InputError):
    """A timeline that cannot be read, or that an edit cannot be made in."""


class OutputError(InputError):
    """A result that cannot be written where it was asked for."""


class NotFoundError(BackbeatError):
    """No job of that name."""

    code = ErrorCode.NOT_FOUND


class AlreadyExistsError(BackbeatError):
    """What was to be made is there already: an output that Backbeat did not write, or another
    request of the same id."""

    code = ErrorCode.ALREADY_EXISTS


class UnauthenticatedError(BackbeatError):
    """The token is missing or wrong."""

    code = ErrorCode.UNAUTHENTICATED


class PermissionDeniedError(BackbeatError):
    """A caller that may not talk to this engine, such as a page in a browser."""

    code = ErrorCode.PERMISSION_DENIED


class EngineUnavailableError(BackbeatError):
    """No engine answers, or it is stopping."""

    code = ErrorCode.UNAVAILABLE


class CancelledError(BackbeatError):
    """The user stopped the job."""

    code = ErrorCode.CANCELLED


class InterruptedJobError(BackbeatError):
    """The engine stopped in the middle of the job."""

    code = ErrorCode.ABORTED


class InternalError(BackbeatError):
    """A fault of ours."""

    code = ErrorCode.INTERNAL


_RAISED_BY_CODE: dict[str, type[BackbeatError]] = {
    kind.code.value: kind
    for kind in (
        RequestError,
        InputError,
        NotFoundError,
        AlreadyExistsError,
        UnauthenticatedError,
        PermissionDeniedError,
        EngineUnavailableError,
        CancelledError,
        InterruptedJobError,
        InternalError,
    )
}


def from_code(code: str, message: str, hint: str = "") -> BackbeatError:
    """The error that a code from another process stands for."""
    return _RAISED_BY_CODE.get(code, InternalError)(message, hint)
