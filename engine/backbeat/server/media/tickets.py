"""Tickets: addresses that stand for one file each, for elements of a page that send no token."""

from __future__ import annotations

import mimetypes
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from backbeat import roots
from backbeat.errors import NotFoundError
from backbeat.panel.bundled_media import BundledMedia
from backbeat.v1.panel_pb2 import OpenedMedia, OpenMediaRequest

PREFIX = "/media/"
_UNUSED_S = 12 * 3600.0
_HINT = "Open the file again."


@dataclass
class _Ticket:
    path: Path
    used: float


class Tickets:
    """The tickets of an engine; thread-safe. They are kept in memory and end with it.

    Args:
        home: the engine's folder, below which media inside bundles is unpacked.
        most: tickets that are kept.
    """

    def __init__(self, home: Path, most: int) -> None:
        self._most = most
        self._bundled = BundledMedia(home / "cache" / "bundles")
        self._lock = threading.Lock()
        self._tickets: dict[str, _Ticket] = {}

    def open_media(self, request: OpenMediaRequest) -> OpenedMedia:
        """A ticket for a file. Raises: RequestError, NotFoundError, InputError."""
        path = self._bundled.place_of(request.path)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            found = next((key for key, one in self._tickets.items() if one.path == path), None)
            ticket = found or secrets.token_urlsafe(32)
            self._tickets[ticket] = _Ticket(path, now)
        return OpenedMedia(url=PREFIX + ticket, content_type=kind)

    def path_of(self, ticket: str) -> Path:
        """The file that a ticket stands for. Raises: NotFoundError, OutsideRootsError."""
        now = time.monotonic()
        with self._lock:
            self._forget(now)
            found = self._tickets.get(ticket)
            if found is None:
                raise NotFoundError("This address is over.", _HINT)
            found.used = now
        roots.check_read(found.path)
        return found.path

    def close(self) -> None:
        """Ends all of them."""
        with self._lock:
            self._tickets.clear()

    def _forget(self, now: float) -> None:
        over = [key for key, one in self._tickets.items() if now - one.used > _UNUSED_S]
        longest_unused = sorted(self._tickets, key=lambda key: self._tickets[key].used)
        for key in [*over, *longest_unused[: max(0, len(self._tickets) - self._most)]]:
            self._tickets.pop(key, None)
