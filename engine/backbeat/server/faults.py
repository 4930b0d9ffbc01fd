"""Conversion of unexpected exceptions to errors that a client receives."""

from __future__ import annotations

import logging

from backbeat.errors import BackbeatError, InternalError

_LOG = logging.getLogger(__name__)


def as_backbeat_error(error: Exception, where: str) -> BackbeatError:
    """The error to answer a call with; an unexpected exception is logged with its traceback.

    Args:
        error: the exception that a method raised.
        where: name of the method, for the log.
    """
    if isinstance(error, BackbeatError):
        return error
    _LOG.error("%s failed", where, exc_info=error)
    return InternalError(
        f"The engine failed on an internal error: {type(error).__name__}.",
        "Please report this with the lines above it in the engine's log.",
    )
