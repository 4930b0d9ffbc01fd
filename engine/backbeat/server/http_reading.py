"""Reading requests with a deadline."""

from __future__ import annotations

import io
import select
import socket
import ssl
import time


def shake_hands(connection: ssl.SSLSocket, seconds: float) -> None:
    """Begins TLS on a connection.

    Raises:
        TimeoutError: it took longer than `seconds`.
        OSError: the other end does not speak TLS, or is not believed.
    """
    deadline_s = time.monotonic() + seconds
    connection.setblocking(False)
    while True:
        try:
            return connection.do_handshake()
        except ssl.SSLWantReadError:
            reads, writes = True, False
        except ssl.SSLWantWriteError:
            reads, writes = False, True
        remaining_s = deadline_s - time.monotonic()
        lines = [connection]
        ready = select.select(lines * reads, lines * writes, [], max(remaining_s, 0.0))
        if not any(ready):
            raise TimeoutError("the greeting took too long")


class DeadlineReader(io.RawIOBase):
    """A raw stream over a socket that raises once a deadline has passed.

    A socket timeout restarts with every byte, so a client that sends one at a time would hold its
    thread forever.
    """

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._connection = connection
        self._deadline_s = 0.0

    def allow(self, seconds: float) -> None:
        """Sets the deadline to `seconds` from now."""
        self._deadline_s = time.monotonic() + seconds

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Reads the bytes that have arrived into `buffer`; returns their number.

        Raises:
            TimeoutError: the deadline has passed.
        """
        remaining_s = self._deadline_s - time.monotonic()
        if remaining_s <= 0:
            raise TimeoutError("the request took too long")
        self._connection.settimeout(remaining_s)
        return self._connection.recv_into(buffer)
