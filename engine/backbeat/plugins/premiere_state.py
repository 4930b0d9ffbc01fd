"""Whether the panel for Premiere is installed, as Adobe's own installer lists it."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from pathlib import Path

from backbeat.plugins.premiere_agent import Run, ask
from backbeat.plugins.premiere_install import NAME
from backbeat.plugins.premiere_package import PLUGIN_ID
from backbeat.version import __version__

_NAMES = {NAME, PLUGIN_ID}
_VERSION = re.compile(r"\d+(\.\d+)+")
_OFF = "disabled"
_STATES = {"enabled", _OFF}
_SAID = 200


class Condition(enum.Enum):
    """The condition of the panel."""

    UNKNOWN = "not known"
    """Adobe's installer is not here, or does not answer."""
    ABSENT = "not installed"
    CURRENT = "up to date"
    OUTDATED = "of another version"
    DISABLED = "switched off"


@dataclass(frozen=True)
class InstalledPanel:
    """The panel, as far as Adobe's installer knows it."""

    condition: Condition
    version: str = ""
    """As listed; empty if it is not installed, or no version is listed."""
    faults: tuple[str, ...] = ()
    """What is not known or outdated, a few words each."""


def installed_panel(installer: Path | None, run: Run | None = None) -> InstalledPanel:
    """What Adobe's installer says of the panel.

    Args:
        installer: its program; None where there is none.
        run: what runs it, for tests.
    """
    if installer is None:
        return InstalledPanel(
            Condition.UNKNOWN, faults=("Adobe's installer is not on this machine",)
        )
    status, said = ask(installer, "list", "all", run)
    if status:
        words = " ".join(said.split())[:_SAID]
        return InstalledPanel(
            Condition.UNKNOWN,
            faults=(f"Adobe's installer does not list its panels: {words or f'status {status}'}",),
        )
    lines = [line for line in said.splitlines() if _is_ours(line)]
    if not lines:
        return InstalledPanel(Condition.ABSENT)
    # Each Premiere that is installed has a list of its own.
    versions = [found for line in lines if (found := _version(line))]
    other = next((version for version in versions if version != __version__), None)
    if other is not None:
        fault = f"it is {other}, this Backbeat is {__version__}"
        return InstalledPanel(Condition.OUTDATED, other, (fault,))
    version = versions[0] if versions else ""
    if all(_OFF in line.lower().split() for line in lines):
        return InstalledPanel(Condition.DISABLED, version)
    if not versions:
        return InstalledPanel(
            Condition.UNKNOWN, faults=("Adobe's installer lists it without its version",)
        )
    return InstalledPanel(Condition.CURRENT, version)


def _version(line: str) -> str:
    """The version that follows our name, or else that before it, which may be Premiere's."""
    *before, after = re.split("|".join(map(re.escape, _NAMES)), line)
    found = _VERSION.search(after) or _VERSION.search(" ".join(before))
    return found[0] if found else ""


def _is_ours(line: str) -> bool:
    """Whether a line of the list is about our panel, and not one whose name begins like ours.

    Which columns there are, and how they are parted, is documented nowhere.
    """
    columns = {column.strip() for column in re.split(r"\s{2,}|[\t|,;]", line)}
    if columns & _NAMES:
        return True
    words = [word for word in line.split() if word.lower() not in _STATES]
    return set(words) - {word for word in words if _VERSION.fullmatch(word)} in (
        {NAME},
        {PLUGIN_ID},
        _NAMES,
    )
