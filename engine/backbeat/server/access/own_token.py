"""The engine's own token: new at each start, and whenever the discovery file says another."""

from __future__ import annotations

import threading
from pathlib import Path

from backbeat.client.discovery import FILE, parse
from backbeat.client.proof import proof_of
from backbeat.server.access.changes import Changes

_LENGTH = 43
"""Characters of 32 random bytes: what is shorter was not made by Backbeat."""


class OwnToken:
    """The token that the engine's folder tells; thread-safe."""

    def __init__(self, folder: Path, server_id: str, token: str) -> None:
        """A token that `backbeat tokens rotate` may replace in the discovery file.

        Args:
            folder: the engine's folder.
            server_id: of this run: the file of another is none of ours.
            token: at the start.
        """
        self._folder = folder
        self._server_id = server_id
        self._token = token
        self._lock = threading.Lock()
        self._changes = Changes(folder / FILE)

    def now(self) -> bytes:
        """The token that works at present."""
        with self._lock:
            if self._changes.any():
                told = parse(self._folder)
                is_ours = told is not None and told.server_id == self._server_id
                if told is not None and is_ours and len(told.token) >= _LENGTH:
                    self._token = told.token
            return self._token.encode()

    def proof(self, port: int, challenge: str) -> str:
        """What shows a client of an HTTP port that this engine has the token, but not the token."""
        return proof_of(self.now().decode(), port, challenge)
