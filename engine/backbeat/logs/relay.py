"""Lines of a job's process, carried to the engine, which alone writes the log."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

_LONGEST = 1 << 15
"""Characters of a message or a traceback that are carried."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record of another process, whose arguments and exceptions may not be picklable."""

    created: float
    """Seconds since the Unix epoch."""
    level: int
    """As of `logging`."""
    logger: str
    """Name of the logger."""
    message: str
    """The message with its arguments."""
    error: str
    """The traceback; empty where there is none."""


class RelayHandler(logging.Handler):
    """Sends each record somewhere else as a `Line`."""

    def __init__(self, send: Callable[[Line], None]) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Sends the record; one that cannot be sent is lost, and the job goes on."""
        with contextlib.suppress(Exception):
            error = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
            message = record.getMessage()
            self._send(
                Line(
                    record.created,
                    record.levelno,
                    record.name,
                    message[:_LONGEST],
                    error[-_LONGEST:],
                )
            )


def level_here() -> int:
    """The least level that this process's log takes, for a process whose lines it gets."""
    return logging.getLogger("backbeat").getEffectiveLevel()


def write(line: Line) -> None:
    """Writes a line of another process to this one's log."""
    logger = logging.getLogger(line.logger)
    if not logger.isEnabledFor(line.level):
        return
    record = logger.makeRecord(line.logger, line.level, "", 0, "%s", (line.message,), None)
    record.created, record.exc_text = line.created, line.error
    logger.handle(record)
