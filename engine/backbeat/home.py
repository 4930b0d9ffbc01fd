"""The folder of the user's models and presets, of the engine's jobs and of footage."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """`$BACKBEAT_HOME` if set, else the user's data folder for Backbeat; it need not exist."""
    chosen = os.environ.get("BACKBEAT_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_path("backbeat", appauthor=False))


def footage_folder() -> Path:
    """Where what was seen in clips is kept; it need not exist, and may be emptied at any time."""
    return home() / "footage"
