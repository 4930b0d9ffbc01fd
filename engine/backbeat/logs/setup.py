"""Where the log goes, and what of it."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from dataclasses import dataclass
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from backbeat.errors import OutputError
from backbeat.logs.aside import Aside
from backbeat.logs.formats import JsonFormat, TextFormat
from backbeat.logs.labels import Labels
from backbeat.logs.secrets import hide_keys_of

FORMATS = ("text", "json")
LEVELS = ("debug", "info", "warning", "error")
FILE_BYTES = 10_000_000
"""Bytes at which a log file is set aside and a new one begun."""
FILES_KEPT = 5
"""Older log files beside the one that is written."""


@dataclass(frozen=True)
class LogOptions:
    """The engine's log."""

    format: str = "text"
    """One of `FORMATS`."""
    level: str = "info"
    """One of `LEVELS`: lines below it are left out; of other packages, those below a warning."""
    file: Path | None = None
    """Where it goes, readable by its owner only; None for stderr, whose reader rotates it."""


class _Stderr:
    """Standard error without a buffer and its lock.

    A thread that is stuck in a write to `sys.stderr` would abort the process at its end.
    """

    def write(self, text: str) -> int:
        """Writes text, all of it."""
        left = text.encode("utf-8", "backslashreplace")
        while left:
            left = left[os.write(2, left) :]
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""


class _LogFile(RotatingFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
        self._is_failing = False

    def _open(self) -> TextIOWrapper:
        # It holds the paths of unreleased work.
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")

    def close(self) -> None:
        """Closes the file; what a full disk does not take is lost."""
        with contextlib.suppress(OSError):
            super().close()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- logging's name
        """Says once that lines are lost, on a full disk, say; the engine goes on."""
        if not self._is_failing:
            self._is_failing = True
            error = sys.exc_info()[1]
            print(  # noqa: T201 -- there is no log to say it in
                f"backbeat: {self.baseFilename} cannot be written, so lines of the log are lost: "
                f"{error}.",
                file=sys.stderr,
            )


def start_log(options: LogOptions) -> None:
    """Sends everything that is logged in this process where the options say.

    Raises:
        OutputError: the log file cannot be written.
    """
    handler: logging.Handler
    writer: logging.Handler
    if options.file is None:
        handler = Aside(writer := logging.StreamHandler(_Stderr()))
    else:
        try:
            handler = writer = _LogFile(options.file)
        except OSError as error:
            raise OutputError(
                f"The log {options.file} cannot be written: {error.strerror or error}.",
                "Name a file in a folder that you can write to with --log-file.",
            ) from error
    writer.setFormatter(JsonFormat() if options.format == "json" else TextFormat())
    handler.addFilter(Labels())
    hide_keys_of()
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(max(logging.WARNING, _number(options.level)))
    logging.getLogger("backbeat").setLevel(_number(options.level))
    logging.captureWarnings(True)


def _number(level: str) -> int:
    number: int = getattr(logging, level.upper())
    return number
