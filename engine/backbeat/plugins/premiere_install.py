"""Installs the panel for Premiere with Adobe's own installer, or says how to do it by hand."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import NotFoundError, OutputError
from backbeat.files import replacing
from backbeat.plugins.premiere_agent import Run, ask
from backbeat.plugins.premiere_package import package, version_of

_SAID = 500
NAME = "Backbeat"
"""The panel's name in its manifest, by which Adobe's installer removes it."""


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
    status, printed = ask(installer, "install", str(path), run)
    said = _in_short(printed)
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
    status, printed = ask(installer, "remove", NAME, run)
    said = _in_short(printed)
    if status or _failed(said):
        raise OutputError(f"Adobe's installer did not remove Backbeat: {said or status}.")
    return said


def _failed(said: str) -> bool:
    """Whether it says so; scripts of others go by its words, and not by its exit status."""
    return "fail" in said.lower()


def _in_short(said: str) -> str:
    return " ".join(said.split())[:_SAID]
