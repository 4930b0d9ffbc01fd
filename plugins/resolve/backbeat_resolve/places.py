"""Folders: of the engine, of this plugin's installation, and of its settings, log and results."""

import json
import os
import sys
from pathlib import Path
from typing import Any, Dict, List, NamedTuple

INSTALLATION = "install.json"
"""Written by `backbeat plugins install resolve`, beside this package."""


class Installation(NamedTuple):
    """The installation, as the installer recorded it."""

    engine: List[str]
    """The command of the engine; it is started with `serve` after it."""
    home: Path
    """The engine's folder."""
    version: str


def installation() -> Installation:
    """Where the engine of this installation is; guesses where the plugin was copied by hand."""
    said = read_json(Path(__file__).resolve().parent.parent / INSTALLATION)
    engine, home = said.get("engine"), said.get("home")
    return Installation(
        [str(part) for part in engine] if isinstance(engine, list) and engine else ["backbeat"],
        Path(os.environ.get("BACKBEAT_HOME") or home or usual_home()).expanduser(),
        str(said.get("version", "")),
    )


def usual_home() -> Path:
    """The default data folder of an engine."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "backbeat"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/backbeat"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "backbeat"


def own_folder(home: Path) -> Path:
    """Settings, log and results of this plugin; made if need be."""
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        # The engine refuses a folder that others can open.
        home.mkdir(mode=0o700, exist_ok=True)
    folder = home / "resolve"
    folder.mkdir(exist_ok=True)
    return folder


def read_json(path: Path) -> Dict[str, Any]:
    """A JSON object from a file; empty where there is none, or it is none."""
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
