"""Where this user's own things lie: models, presets, the engine's jobs."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """`$BACKBEAT_HOME`, else the user's data folder of this system; it need not exist."""
    chosen = os.environ.get("BACKBEAT_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_path("backbeat", appauthor=False))
