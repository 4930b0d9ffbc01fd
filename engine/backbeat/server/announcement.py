"""The discovery file: written for clients of the same user, and nobody else."""

from __future__ import annotations

import dataclasses
import json
import os
import uuid
from pathlib import Path

from backbeat.client.discovery import FILE, Discovery, parse
from backbeat.errors import EngineUnavailableError


def announce(folder: Path, discovery: Discovery) -> Path:
    """Writes the file, whole or not at all, readable by its owner only.

    Raises:
        EngineUnavailableError: it cannot be written.
    """
    path = folder / FILE
    temporary = folder / f".{FILE}.{uuid.uuid4().hex[:8]}"
    try:
        # Made with its mode, not given it later: the token is never readable by others.
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
    """Removes the file, unless another engine has written its own meanwhile."""
    found = parse(folder)
    if found is not None and found.server_id == discovery.server_id:
        (folder / FILE).unlink(missing_ok=True)
