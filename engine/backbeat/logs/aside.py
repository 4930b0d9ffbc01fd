"""Writing the log in a thread of its own, so that nobody waits for who reads it."""

from __future__ import annotations

import atexit
import logging
import queue
import threading
from logging.handlers import QueueHandler

_MOST_WAITING = 5000
"""Lines that wait to be written; what comes while there are more is lost, and counted."""
_END_S = 2.0
"""Seconds that the last lines get when the process ends."""
_LOG = logging.getLogger(__name__)


class Aside(QueueHandler):
    """Gives records to a handler from a thread of its own.

    An engine's stderr may be a pipe that somebody opened and does not read: it takes 64 kB, and
    then every job would stand still at its next line.
    """

    def __init__(self, writer: logging.Handler) -> None:
        """`writer`: what writes; it may block."""
        self._waiting: queue.Queue[logging.LogRecord | None] = queue.Queue(_MOST_WAITING)
        super().__init__(self._waiting)
        self._writer = writer
        self._lost = 0
        self._thread = threading.Thread(target=self._write, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """The record with its words put in now, while they are true."""
        record.msg, record.args = record.getMessage(), None
        return record

    def enqueue(self, record: logging.LogRecord) -> None:
        """Queues a record, or counts it as lost."""
        try:
            self._waiting.put_nowait(record)
        except queue.Full:
            self._lost += 1

    def close(self) -> None:
        """Writes what waits, if it can be written soon."""
        atexit.unregister(self.close)
        try:
            self._waiting.put(None, timeout=_END_S)
        except queue.Full:
            return
        self._thread.join(_END_S)
        super().close()

    def _write(self) -> None:
        while (record := self._waiting.get()) is not None:
            # Without its lock, which the end of the process would wait for.
            self._writer.emit(record)
            if self._lost and self._waiting.empty():
                lost, self._lost = self._lost, 0
                _LOG.warning("%d lines of the log are lost: nobody read them", lost)
        self._writer.close()
