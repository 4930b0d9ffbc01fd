"""Where what was made, found or fetched is kept, so that it is asked for once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from backbeat.errors import OutputError
from backbeat.home import home


def kept_at(name: str, asked: object, ending: str) -> Path:
    """The file for what was asked for, in a folder that exists.

    Args:
        name: of the source.
        asked: all that the answer depends on, as JSON can hold it.
        ending: of the file.

    Raises:
        OutputError: the folder cannot be made.
    """
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    folder = home() / "services"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be made: {error.strerror or error}.",
            "Check its permissions, or name another home in BACKBEAT_HOME.",
        ) from error
    return folder / f"{name}-{digest[:32]}{ending}"
