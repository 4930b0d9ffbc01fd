"""The list of commands, and the parser that covers all of them."""

from __future__ import annotations

import argparse
from importlib import import_module
from types import ModuleType

from backbeat.cli.parser import Parser
from backbeat.version import __version__

COMMANDS = (
    "demo",
    "beats",
    "snap",
    "cut",
    "plan",
    "transcribe",
    "visemes",
    "synccheck",
    "lipsync",
    "align",
    "dub",
    "foley",
    "library",
    "loudness",
    "master",
    "render",
    "open",
    "serve",
    "service",
    "mcp",
    "pair",
    "tokens",
    "jobs",
    "batch",
    "farm",
    "models",
    "services",
    "bench",
    "plugins",
    "doctor",
    "update-check",
    "config",
    "completion",
)
"""Each is a module of this package with `HELP`, `configure(parser)` and `run(arguments)`."""

_DESCRIPTION = "Puts sound and picture in step, inside the timeline you already have."
_EXIT_STATUS = """\
exit status:
  0 done, 1 done and written, but what was asked for is not met, 2 usage error,
  3 bad input, 4 engine unavailable, 70 internal error, 130 cancelled
"""


def parser_of_all() -> argparse.ArgumentParser:
    """The parser of every command; the parsed namespace carries the command's `run`."""
    parser = Parser(
        prog="backbeat",
        description=_DESCRIPTION,
        epilog=_EXIT_STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"backbeat {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in COMMANDS:
        module = _module(name)
        command = commands.add_parser(name, help=module.HELP, description=module.__doc__)
        module.configure(command)
        command.set_defaults(run=module.run)
    return parser


def _module(name: str) -> ModuleType:
    return import_module(f"backbeat.cli.{name.replace('-', '_')}")


def parser_of(parser: argparse.ArgumentParser, command: str) -> argparse.ArgumentParser:
    """The subparser of one command.

    Args:
        parser: made by `parser_of_all`.
        command: one of `COMMANDS`.

    Raises:
        LookupError: there is no such command.
    """
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            subparser: argparse.ArgumentParser = action.choices[command]
            return subparser
    raise LookupError(command)
