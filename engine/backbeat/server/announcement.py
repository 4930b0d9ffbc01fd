"""Writing and removing the discovery file, which only the engine's user can read."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import uuid
from pathlib import Path

from backbeat.client.discovery import FILE, Discovery, parse
from backbeat.errors import EngineUnavailableError


def announce(folder: Path, discovery: Discovery) -> Path:
    """Writes the discovery file atomically, readable by its owner only; returns its path.

    Raises:
        EngineUnavailableError: it cannot be written.
    """
    path = folder / FILE
    temporary = folder / f".{FILE}.{uuid.uuid4().hex[:8]}"
    try:
        # Created with its mode, not changed to it later: others can never read the token.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(dataclasses.asdict(discovery), file, indent=2)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise EngineUnavailableError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Check the folder's permissions, or choose another with --home.",
        ) from error
    return path


def withdraw(folder: Path, discovery: Discovery) -> None:
    """Removes the discovery file, unless it is another engine's by now."""
    current = parse(folder)
    if current is not None and current.server_id == discovery.server_id:
        (folder / FILE).unlink(missing_ok=True)


def sweep(folder: Path) -> None:
    """Removes what engines left that were killed: their discovery file, and drafts of it.

    Only for the engine that holds the folder's lock. Until it announces itself, none runs there.
    """
    for path in (folder / FILE, *folder.glob(f".{FILE}.*")):
        # What cannot be removed is replaced in a moment, or says why it cannot.
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
