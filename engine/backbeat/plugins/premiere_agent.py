"""Adobe's own installer of panels: where it is, and what it answers.

The Unified Plugin Installer Agent (UPIA) comes with Creative Cloud. Where it is, and what it takes,
is from Adobe's documentation; it was not run by us.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from backbeat.plugins.places import System

_AGENT = "UnifiedPluginInstallerAgent"
_BELOW = ("Adobe", "Adobe Desktop Common", "RemoteComponents", "UPI", _AGENT)
_LIMIT_S = 300

Run = Callable[[list[str]], "tuple[int, str]"]
"""Runs a command; its exit status, and all that it printed."""


def agent(system: System, environment: Mapping[str, str], root: Path = Path("/")) -> Path | None:
    """Adobe's installer; None where it is not installed.

    Args:
        system: the kind of system.
        environment: variables of this process.
        root: of the disk, on macOS.
    """
    if system is System.WINDOWS:
        common = environment.get("CommonProgramFiles") or r"C:\Program Files\Common Files"
        found = Path(common, *_BELOW, f"{_AGENT}.exe")
    elif system is System.MACOS:
        inside = (f"{_AGENT}.app", "Contents", "MacOS", _AGENT)
        found = root.joinpath("Library", "Application Support", *_BELOW, *inside)
    else:
        return None
    return found if found.is_file() else None


def ask(installer: Path, verb: str, about: str, run: Run | None = None) -> tuple[int, str]:
    """Asks Adobe's installer for one thing; its exit status, and all that it printed.

    Args:
        installer: its program.
        verb: install, remove or list.
        about: a package, the name of a panel, or "all".
        run: what runs it, for tests.
    """
    option = f"/{verb}" if installer.suffix.lower() == ".exe" else f"--{verb}"
    return (run or _ran)([str(installer), option, about])


def _ran(command: list[str]) -> tuple[int, str]:
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=_LIMIT_S, check=False, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, str(error)
    return done.returncode, f"{done.stdout}\n{done.stderr}"
