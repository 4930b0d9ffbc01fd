"""Writing and removing the discovery file, which only the engine's user can read."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path

from backbeat.client.discovery import FILE, Discovery, parse
from backbeat.errors import EngineUnavailableError
from backbeat.files.private import write_private_json
from backbeat.server.token import new_token


def announce(folder: Path, discovery: Discovery) -> Path:
    """Writes the discovery file atomically, readable by its owner only; returns its path.

    Raises:
        EngineUnavailableError: it cannot be written.
    """
    path = folder / FILE
    try:
        write_private_json(path, dataclasses.asdict(discovery))
    except OSError as error:
        raise EngineUnavailableError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Check the folder's permissions, or choose another with --home.",
        ) from error
    return path


def announce_new_token(folder: Path, running: Discovery) -> Path:
    """Gives a running engine another token, which it takes from its discovery file.

    Raises:
        EngineUnavailableError: the file cannot be written.
    """
    return announce(folder, dataclasses.replace(running, token=new_token()))


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
