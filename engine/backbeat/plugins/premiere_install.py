"""Installs the panel for Premiere with Adobe's own installer, or says how to do it by hand.

The Unified Plugin Installer Agent (UPIA) comes with Creative Cloud. Where it is, and what it takes,
is from Adobe's documentation; it was not run by us.
"""

from __future__ import annotations

import enum
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import NotFoundError, OutputError
from backbeat.files import replacing
from backbeat.plugins.places import System
from backbeat.plugins.premiere_package import package, version_of

_AGENT = "UnifiedPluginInstallerAgent"
_BELOW = ("Adobe", "Adobe Desktop Common", "RemoteComponents", "UPI", _AGENT)
_LIMIT_S = 300
NAME = "Backbeat"
"""The panel's name in its manifest, by which Adobe's installer removes it."""

Run = Callable[[list[str]], "tuple[int, str]"]


class Outcome(enum.Enum):
    """How far an installation went."""

    INSTALLED = "installed"
    """Adobe's installer took it."""
    PACKED = "packed"
    """The package is written, and is to be installed by hand."""


@dataclass(frozen=True)
class Installation:
    """What was done."""

    outcome: Outcome
    package: Path
    said: str
    """What Adobe's installer said; empty where there is none."""


def package_path(folder: Path, source: Path) -> Path:
    """Where the package of a panel is written."""
    return folder / f"Backbeat-{version_of(source)}.ccx"


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


def install(
    source: Path, folder: Path, installer: Path | None, run: Run | None = None
) -> Installation:
    """Writes the package, and has Adobe's installer take it where there is one.

    Raises:
        InputError: the source is no panel.
        OutputError: the package cannot be written, or Adobe's installer refuses it.
    """
    data = package(source)
    path = package_path(folder, source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be made: {error.strerror or error}.", "Name another with --to."
        ) from error
    with replacing(path) as temporary:
        temporary.write_bytes(data)
    if installer is None:
        return Installation(Outcome.PACKED, path, "")
    status, said = (run or _ran)([str(installer), _option(installer, "install"), str(path)])
    if status or _failed(said):
        raise OutputError(
            f"Adobe's installer refused {path}: {said or f'status {status}'}.",
            "Double-click the file, or load it in the UXP Developer Tool.",
        )
    return Installation(Outcome.INSTALLED, path, said)


def uninstall(installer: Path | None, run: Run | None = None) -> str:
    """Has Adobe's installer remove the panel; returns what it said.

    Raises:
        NotFoundError: Adobe's installer is not here.
        OutputError: it refuses.
    """
    if installer is None:
        raise NotFoundError(
            "Adobe's installer is not on this machine.",
            "Remove Backbeat in Creative Cloud Desktop: Stock & Marketplace > Plugins > Manage.",
        )
    status, said = (run or _ran)([str(installer), _option(installer, "remove"), NAME])
    if status or _failed(said):
        raise OutputError(f"Adobe's installer did not remove Backbeat: {said or status}.")
    return said


def _failed(said: str) -> bool:
    """Whether it says so; scripts of others go by its words, and not by its exit status."""
    return "fail" in said.lower()


def _option(installer: Path, verb: str) -> str:
    return f"/{verb}" if installer.suffix.lower() == ".exe" else f"--{verb}"


def _ran(command: list[str]) -> tuple[int, str]:
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, str(error)
    words = f"{done.stdout} {done.stderr}".split()
    return done.returncode, " ".join(words)[:500]
