"""The command line: one command a module, each building the request that every client builds."""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from importlib import import_module
from types import ModuleType

from backbeat.errors import BackbeatError
from backbeat.threads import limit_native_threads
from backbeat.version import __version__

COMMANDS = (
    "demo",
    "beats",
    "snap",
    "loudness",
    "master",
    "render",
    "serve",
    "jobs",
    "models",
    "plugins",
    "doctor",
)
"""Each is a module beside this one with `HELP`, `configure(parser)` and `run(arguments)`."""

_DESCRIPTION = "Puts sound and picture in step, inside the timeline you already have."
_EXIT_STATUS = """\
exit status:
  0 done, 1 done and written but not as asked for (master, loudness --preset) or an internal error,
  2 bad use, 3 bad input, 4 engine unavailable, 130 cancelled
"""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit status. Errors are one sentence on stderr."""
    _print_every_letter()
    limit_native_threads()
    parsed = _parser().parse_args(arguments)
    if not os.environ.get("BACKBEAT_DEBUG"):
        # What the user is to know is the one sentence below; `serve` sets up a log of its own.
        logging.getLogger("backbeat").addHandler(logging.NullHandler())
    try:
        return int(parsed.run(parsed))
    except BackbeatError as error:
        print(f"backbeat: {error}", file=sys.stderr)
        return error.face.exit_status
    except KeyboardInterrupt:
        print("backbeat: cancelled", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; that is its business.
        sys.stderr.close()
        return 0
    except Exception as error:
        if os.environ.get("BACKBEAT_DEBUG"):
            raise
        print(
            f"backbeat: an internal error stopped the command: {type(error).__name__}: {error}. "
            "Please report it; BACKBEAT_DEBUG=1 shows where it came from.",
            file=sys.stderr,
        )
        return 1


def _print_every_letter() -> None:
    """A name with letters that the terminal lacks must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
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
    return import_module(f"backbeat.cli.{name}")


if __name__ == "__main__":
    sys.exit(main())
