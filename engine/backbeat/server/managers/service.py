"""What a manager is told, and what a manager is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

MARK = "Written by `backbeat service install`"
"""Stands in every file, by which it is known as ours."""
STOP_MARGIN_S = 30
"""Seconds beyond the grace period after which a manager may kill the engine."""


@dataclass(frozen=True)
class Service:
    """The engine as a service."""

    command: tuple[str, ...]
    """The program with its arguments."""
    environment: Mapping[str, str]
    """Variables that it is given."""
    grace_s: float
    """Seconds that running jobs have when it is stopped."""
    home: Path
    """The engine's folder, for the log of a manager that keeps none."""

    @property
    def command_with_log(self) -> tuple[str, ...]:
        """The command, with a log file where none was chosen: for a manager that rotates none."""
        if any(word.partition("=")[0] == "--log-file" for word in self.command):
            return self.command
        return (*self.command, "--log-file", str(self.home / "engine.log"))

    @property
    def stop_limit_s(self) -> int:
        """Seconds after which the manager may kill it."""
        return int(self.grace_s) + STOP_MARGIN_S


@dataclass(frozen=True)
class Manager:
    """The service manager of one system."""

    words: str
    """Its name."""
    file: Callable[[Path, Mapping[str, str]], Path]
    """Where its file lies, of a user's folder and environment."""
    text: Callable[[Service], str]
    """What stands in the file."""
    starting: Callable[[Path], Sequence[Sequence[str]]]
    """The commands that make it read the file, and start the engine now and at every login."""
    stopping: Callable[[Path], Sequence[Sequence[str]]]
    """The commands that stop the engine, before the file is removed."""
    is_proven: bool
    """Whether we have seen it work."""
