"""The folder of the user's models and presets, of the engine's jobs and of footage."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def home() -> Path:
    """`$BACKBEAT_HOME` if set, else the user's data folder for Backbeat; it need not exist."""
    chosen = os.environ.get("BACKBEAT_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return default_home()


def default_home() -> Path:
    """The user's data folder for Backbeat, whatever was chosen instead."""
    import platformdirs

    return Path(platformdirs.user_data_path("backbeat", appauthor=False))


def claim() -> None:
    """Makes the folder that `$BACKBEAT_HOME` names for its user only, where it is missing.

    An engine refuses one that others can open, and any command may be the first that needs it.
    """
    if os.environ.get("BACKBEAT_HOME"):
        # Where this cannot be, the command that writes there says why.
        with contextlib.suppress(OSError):
            home().mkdir(mode=0o700)


def footage_folder() -> Path:
    """Where what was seen in clips is kept; it need not exist, and may be emptied at any time."""
    return home() / "footage"
