"""Print a script that lets a shell complete commands, options and file names."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

SHELLS = ("bash", "zsh", "tcsh")
"""Shells that a script can be printed for."""
HELP = "print a completion script: bash, zsh, tcsh"

_FILES = frozenset({"FILE", "EDIT", "SONG", "RECORDING"})
_FOLDERS = frozenset({"DIR", "FOLDER"})


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))


def run(arguments: argparse.Namespace) -> int:
    """Prints the script."""
    import shtab

    from backbeat.cli.commands import parser_of_all

    parser = parser_of_all()
    for action in _every_action(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined] # shtab's own
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    print(shtab.complete(parser, arguments.shell))
    return 0


def _every_action(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _every_action(inner)
