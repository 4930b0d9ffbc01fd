"""Which connections of the HTTP server stay open when too many are wanted."""

from __future__ import annotations

import contextlib
import enum
import itertools
import socket
import threading
from collections import Counter
from dataclasses import dataclass


class Standing(enum.IntEnum):
    """What is known of who holds a connection; the lesser goes first."""

    STRANGER = 0
    """No good token came over it yet."""
    IDLE = 1
    """The last request had a good token, and the next has not come."""
    BUSY = 2
    """A request with a good token is being answered."""


@dataclass
class _Connection:
    socket: socket.socket
    peer: str
    number: int
    """Counts upwards from the oldest."""
    standing: Standing = Standing.STRANGER


class Connections:
    """The open connections, each of which has a thread; thread-safe.

    A new one is always let in: where no thread is free, the oldest stranger goes, of the address
    that holds the most. Who has a token and sends a request is never closed for another.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._open: dict[socket.socket, _Connection] = {}
        self._numbers = itertools.count()

    def admit(self, line: socket.socket, peer: str) -> bool:
        """Makes room for a connection; False where all others are busy with good requests.

        Args:
            line: the socket.
            peer: address of the other end, without its port.
        """
        with self._lock:
            if len(self._open) >= self._most and not self._close_one():
                return False
            self._open[line] = _Connection(line, peer, next(self._numbers))
            return True

    def set(self, line: socket.socket, standing: Standing) -> None:
        """Notes what is known of who holds a connection; ignored for one that was closed."""
        with self._lock:
            found = self._open.get(line)
            if found is not None:
                found.standing = standing

    def remove(self, line: socket.socket) -> None:
        """Forgets a connection, whose thread ends."""
        with self._lock:
            self._open.pop(line, None)

    def _close_one(self) -> bool:
        least = min(one.standing for one in self._open.values())
        if least is Standing.BUSY:
            return False
        held = Counter(one.peer for one in self._open.values() if one.standing is least)
        victim = min(
            (one for one in self._open.values() if one.standing is least),
            key=lambda one: (-held[one.peer], one.number),
        )
        del self._open[victim.socket]
        # Its thread, which waits for bytes or for room to write some, ends with an error. Not the
        # method of a TLS socket, which would wait for the other side.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(victim.socket, socket.SHUT_RDWR)
        return True
