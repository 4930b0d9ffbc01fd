"""The panels that were paired: digests of their tokens, in a file that only the user can read."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import secrets
import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from backbeat.errors import NotFoundError, OutputError
from backbeat.files.private import write_private_json
from backbeat.server.pairing.proof import panel_id, panel_proof

FILE = "paired.json"
"""Name of the file in the engine's folder."""
_USE_EVERY = datetime.timedelta(minutes=1)
"""How exactly it is kept when a panel last called."""


@dataclass(frozen=True)
class Panel:
    """One paired panel."""

    name: str
    """ "panels/<id>"."""
    client: str
    sha256: str
    """Digest of its token, which is kept nowhere."""
    created: str
    """ISO 8601, UTC."""
    used: str


class PairedPanels:
    """Panels whose tokens work; thread-safe."""

    def __init__(self, home: Path) -> None:
        """Reads the file; one that is missing or damaged stands for no panels."""
        self._path = home / FILE
        self._lock = threading.Lock()
        self._kept = _read(self._path)
        self._pages: set[str] = set()

    def add(self, client: str) -> tuple[str, str]:
        """Pairs a panel; returns its name and its token.

        Raises:
            OutputError: it cannot be kept.
        """
        token, now = secrets.token_urlsafe(32), _now()
        panel = Panel(f"panels/{uuid.uuid4().hex[:12]}", client, _digest(token), now, now)
        with self._lock:
            self._write({**self._kept, panel.name: panel})
        return panel.name, token

    def add_page(self) -> str:
        """A token for a page, which works until the engine stops."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._pages.add(_digest(token))
        return token

    def knows(self, token: str) -> bool:
        """Whether a token is that of a panel or page; as fast for every token."""
        digest = _digest(token)
        with self._lock:
            found = [
                panel for panel in self._kept.values() if hmac.compare_digest(panel.sha256, digest)
            ]
            pages = [hmac.compare_digest(page, digest) for page in self._pages]
            if found:
                self._note_use(found[0])
        return bool(found) or any(pages)

    def proof(self, asked: str, port: int, challenge: str) -> str | None:
        """What shows a panel that this engine paired it; None where it did not.

        Args:
            asked: the panel's id.
            port: where the engine answers.
            challenge: of the panel.
        """
        with self._lock:
            digests = [panel.sha256 for panel in self._kept.values()]
        found = [digest for digest in digests if hmac.compare_digest(panel_id(digest), asked)]
        return panel_proof(found[0], port, challenge) if found else None

    def all(self) -> list[Panel]:
        """The panels, the newest first."""
        with self._lock:
            return sorted(self._kept.values(), key=lambda panel: panel.created, reverse=True)

    def remove(self, name: str) -> None:
        """Makes a panel's token useless.

        Raises:
            NotFoundError: there is no such panel.
            OutputError: that cannot be kept.
        """
        with self._lock:
            if name not in self._kept:
                raise NotFoundError(
                    f"There is no paired panel {name[:80]!r}.", "List them: backbeat pair --list."
                )
            self._write({key: panel for key, panel in self._kept.items() if key != name})

    def _note_use(self, panel: Panel) -> None:
        now = _now()
        if _time(now) - _time(panel.used) < _USE_EVERY:
            return
        self._kept = {**self._kept, panel.name: replace(panel, used=now)}
        try:
            self._write(self._kept)
        except OutputError:
            return  # It is only for the list.

    def _write(self, panels: Mapping[str, Panel]) -> None:
        try:
            write_private_json(self._path, {"panels": [asdict(panel) for panel in panels.values()]})
        except OSError as error:
            raise OutputError(
                f"{self._path} cannot be written: {error.strerror or error}.",
                "Check the folder's permissions and free space.",
            ) from error
        self._kept = dict(panels)


def _read(path: Path) -> dict[str, Panel]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["panels"]
        panels = [Panel(**one) for one in listed]
        for panel in panels:
            _time(panel.created), _time(panel.used)
            bytes.fromhex(panel.sha256)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {panel.name: panel for panel in panels}


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _time(text: str) -> datetime.datetime:
    time = datetime.datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(text)
    return time
