"""The family of errors, and their exit status, gRPC status and HTTP status.

A message is one sentence that names the file and what is wrong; the hint says what to do. Every
exit status and status code is taken from here.
"""

from __future__ import annotations

import enum
import errno
from dataclasses import dataclass


class ErrorCode(enum.Enum):
    """Causes of errors, with the codes of the Connect protocol."""

    INVALID_ARGUMENT = "invalid_argument"
    BAD_INPUT = "failed_precondition"
    NOT_FOUND = "not_found"
    ALREADY_EXISTS = "already_exists"
    UNAUTHENTICATED = "unauthenticated"
    PERMISSION_DENIED = "permission_denied"
    RESOURCE_EXHAUSTED = "resource_exhausted"
    UNAVAILABLE = "unavailable"
    CANCELLED = "canceled"
    ABORTED = "aborted"
    INTERNAL = "internal"


@dataclass(frozen=True)
class Statuses:
    """The status of one cause in each interface."""

    grpc: str
    """Name of the `grpc.StatusCode` member."""
    http: int
    """HTTP status, as the Connect protocol maps the code."""
    exit_status: int
    """Exit status of the command line."""


STATUSES: dict[ErrorCode, Statuses] = {
    ErrorCode.INVALID_ARGUMENT: Statuses("INVALID_ARGUMENT", 400, 2),
    ErrorCode.BAD_INPUT: Statuses("FAILED_PRECONDITION", 400, 3),
    ErrorCode.NOT_FOUND: Statuses("NOT_FOUND", 404, 3),
    ErrorCode.ALREADY_EXISTS: Statuses("ALREADY_EXISTS", 409, 2),
    ErrorCode.UNAUTHENTICATED: Statuses("UNAUTHENTICATED", 401, 4),
    ErrorCode.PERMISSION_DENIED: Statuses("PERMISSION_DENIED", 403, 4),
    ErrorCode.RESOURCE_EXHAUSTED: Statuses("RESOURCE_EXHAUSTED", 429, 4),
    ErrorCode.UNAVAILABLE: Statuses("UNAVAILABLE", 503, 4),
    ErrorCode.CANCELLED: Statuses("CANCELLED", 499, 130),
    ErrorCode.ABORTED: Statuses("ABORTED", 409, 4),
    ErrorCode.INTERNAL: Statuses("INTERNAL", 500, 70),
}


class BackbeatError(Exception):
    """Base class of every error that the engine raises on purpose.

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
    def statuses(self) -> Statuses:
        """The gRPC status, HTTP status and exit status of this error."""
        return STATUSES[self.code]


class RequestError(BackbeatError):
    """The request is invalid: a field is missing, a value is out of range."""

    code = ErrorCode.INVALID_ARGUMENT


class InputError(BackbeatError):
    """A file cannot be used as input."""

    code = ErrorCode.BAD_INPUT


class MediaError(InputError):
    """Sound or picture cannot be read."""


class TimelineError(InputError):
    """A timeline cannot be read, or cannot be edited as requested."""


class LimitExceededError(InputError):
    """A job needs more of this machine than one job may use."""


class OutputError(InputError):
    """An output cannot be written to its path."""


class NotFoundError(BackbeatError):
    """Something named in a request does not exist, such as a job."""

    code = ErrorCode.NOT_FOUND


class AlreadyExistsError(BackbeatError):
    """An output exists that Backbeat did not write, or a request id is in use."""

    code = ErrorCode.ALREADY_EXISTS


class UnauthenticatedError(BackbeatError):
    """The token is missing or wrong."""

    code = ErrorCode.UNAUTHENTICATED


class PermissionDeniedError(BackbeatError):
    """The caller may not use this engine, such as a web page of an origin that is not allowed."""

    code = ErrorCode.PERMISSION_DENIED


class OutsideRootsError(PermissionDeniedError, PermissionError):
    """A file lies outside the folders that the engine may open.

    Also an `OSError`, since it takes the place of what the system says where a file may not be
    opened.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.errno = errno.EACCES
        self.strerror = message.rstrip(".")


class LimitError(BackbeatError):
    """A limit of the engine is reached; the same call is answered later.

    Args:
        message: as of every error.
        hint: as of every error.
        retry_after_s: whole seconds after which to come again; 0 where nobody knows.
    """

    code = ErrorCode.RESOURCE_EXHAUSTED

    def __init__(self, message: str, hint: str = "", retry_after_s: int = 0) -> None:
        super().__init__(message, hint)
        self.retry_after_s = retry_after_s


class EngineUnavailableError(BackbeatError):
    """No engine answers, or it is stopping."""

    code = ErrorCode.UNAVAILABLE


class ServiceError(BackbeatError):
    """A service on another machine does not answer, or could not do its work."""

    code = ErrorCode.UNAVAILABLE


class CancelledError(BackbeatError):
    """The user stopped the job."""

    code = ErrorCode.CANCELLED


class InterruptedJobError(BackbeatError):
    """The engine stopped in the middle of the job."""

    code = ErrorCode.ABORTED


class InternalError(BackbeatError):
    """A defect of Backbeat."""

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
        LimitError,
        EngineUnavailableError,
        CancelledError,
        InterruptedJobError,
        InternalError,
    )
}


def from_code(code: str, message: str, hint: str = "") -> BackbeatError:
    """The error of a code received from another process; `InternalError` for unknown codes."""
    return _RAISED_BY_CODE.get(code, InternalError)(message, hint)
