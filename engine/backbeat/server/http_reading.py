"""Reading from a client that may be slow on purpose."""

from __future__ import annotations

import io
import socket
import time


class DeadlineReader(io.RawIOBase):
    """A socket's bytes, as long as they come before a deadline.

    A plain socket timeout starts anew with every byte, so a client that sends one at a time would
    hold its thread for ever.
    """

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._connection = connection
        self._deadline_s = 0.0

    def allow(self, seconds: float) -> None:
        """Moves the deadline to `seconds` from now."""
        self._deadline_s = time.monotonic() + seconds

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Reads what is there.

        Raises:
            TimeoutError: the deadline has passed.
        """
        left_s = self._deadline_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the request took too long")
        self._connection.settimeout(left_s)
        return self._connection.recv_into(buffer)
