"""Whether this Backbeat is a frozen program, without a Python beside it, and how it calls itself.

The frozen program (`make frozen`) runs a module of Backbeat by `-m MODULE`, as a Python does, so a
command that starts with `sys.executable, "-m"` works in both. It runs no code that is given to it
(`-c`), and no module but ours and pip.
"""

from __future__ import annotations

import sys

COMMAND_LINE = "backbeat.cli.main"
"""The module of the command line."""


def is_frozen() -> bool:
    """Whether this process is the frozen program."""
    return bool(getattr(sys, "frozen", False))


def module_command(module: str) -> list[str]:
    """The words that run a module of Backbeat as a program, on this Python or frozen."""
    return [sys.executable, "-m", module]


def own_command() -> list[str]:
    """The words that start this Backbeat's command line, whatever is on the PATH."""
    return [sys.executable] if is_frozen() else module_command(COMMAND_LINE)


def may_run(module: str) -> bool:
    """Whether the frozen program runs this module by `-m`."""
    return module == "pip" or module.startswith("backbeat.")
