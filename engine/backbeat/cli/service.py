"""Keep the engine running: at every login, restarted when it dies, stopped with care.

Linux has a unit of systemd's user manager, macOS an agent of launchd, Windows a task of the Task
Scheduler. Options of `backbeat serve` follow after `--`, as in `backbeat service install --
--workers 2`; those in the configuration file hold too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backbeat.server.managers.service import Manager, Service

HELP = "the engine as a service of this system: install, uninstall, print"

_LIMIT_S = 60.0
_SYSTEMS = {"systemd": "linux", "launchd": "darwin", "windows": "win32"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    installing = actions.add_parser(
        "install",
        help="write the file, and start the engine",
        description="Writes the service manager's file for your account, and starts the engine now "
        "and at every login.",
    )
    installing.add_argument(
        "--no-start", action="store_true", help="only write the file, and say how to start it"
    )
    removing = actions.add_parser(
        "uninstall",
        help="stop the engine, and remove the file",
        description="Stops the engine, which gives running jobs their grace period, and removes "
        "the file.",
    )
    printing = actions.add_parser(
        "print",
        help="print the file that install would write",
        description="Prints the file that install would write, for this system or another.",
    )
    printing.add_argument(
        "--for",
        dest="manager",
        choices=list(_SYSTEMS),
        help="the manager (else the one of this system)",
    )
    for action, act in ((installing, _install), (removing, _uninstall), (printing, _print)):
        action.set_defaults(action=act, manager=None, options=[])
    for action in (installing, printing):
        action.add_argument(
            "options", nargs="*", metavar="-- OPTION", help="options of `backbeat serve`"
        )


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    arguments.action(arguments)
    return 0


def _print(arguments: argparse.Namespace) -> None:
    print(_manager(arguments.manager).text(_service(arguments.options)), end="")


def _install(arguments: argparse.Namespace) -> None:
    from backbeat.errors import OutputError
    from backbeat.files import write_text

    manager = _manager(None)
    file = _file_of(manager)
    _check_ours(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(file, manager.text(_service(arguments.options)))
    except OSError as error:
        raise OutputError(
            f"{file} cannot be written: {error.strerror or error}.",
            "`backbeat service print` prints it, to put it where you can.",
        ) from error
    print(f"wrote     {file}")
    commands = manager.starting(file)
    if arguments.no_start:
        for command in commands:
            print(f"next      {' '.join(command)}")
    else:
        _carry_out(
            commands,
            f"{file} is written, but the engine was not started",
            f"Where {manager.words} is not used, start `backbeat serve` by other means.",
        )
        print(f"started   by {manager.words}, now and at every login")
    if not manager.is_proven:
        print(f"note      We have not seen {manager.words} run this file; tell us if it does not.")


def _uninstall(arguments: argparse.Namespace) -> None:
    from backbeat.errors import NotFoundError

    del arguments
    manager = _manager(None)
    file = _file_of(manager)
    if not file.exists():
        raise NotFoundError(f"{file} does not exist: the engine is no service here.")
    _check_ours(file)
    _carry_out(
        manager.stopping(file),
        f"{file} was left, since {manager.words} did not stop the engine",
        f"Where {manager.words} is not used, remove the file yourself.",
    )
    file.unlink()
    print(f"removed   {file}")


def _carry_out(commands: Sequence[Sequence[str]], what: str, fix: str) -> None:
    from backbeat.errors import EngineUnavailableError

    for command in commands:
        shown = " ".join(command)
        try:
            done = subprocess.run(  # noqa: S603 -- the commands stand in this package
                command, capture_output=True, text=True, timeout=_LIMIT_S, check=False
            )
            said = (done.stderr or done.stdout).strip().splitlines()
            problem = f"{shown}: {said[-1] if said else 'it failed'}" if done.returncode else ""
        except FileNotFoundError:
            problem = f"there is no {command[0]} here"
        except subprocess.TimeoutExpired:
            problem = f"{shown} did not end within {_LIMIT_S:.0f} s"
        if problem:
            raise EngineUnavailableError(
                f"{what}: {problem.rstrip('.')}.",
                fix,
            )


def _check_ours(file: Path) -> None:
    from backbeat.errors import AlreadyExistsError
    from backbeat.server.managers.service import MARK

    if file.exists() and MARK not in file.read_text("utf-8", errors="replace"):
        raise AlreadyExistsError(
            f"{file} exists, and Backbeat did not write it.", "Move it away first."
        )


def _file_of(manager: Manager) -> Path:
    import os

    return manager.file(Path.home(), os.environ)


def _manager(name: str | None) -> Manager:
    from backbeat.server.managers.systems import System, manager_of

    system = _SYSTEMS[name] if name else sys.platform
    known = {each.value for each in System}
    return manager_of(System(system if system in known else "linux"))


def _service(options: list[str]) -> Service:
    """The service with these options of `serve`, which must be good."""
    import os

    from backbeat.cli import defaults
    from backbeat.cli.commands import parser_of, parser_of_all
    from backbeat.cli.serve import folder_of
    from backbeat.plugins.manifest import engine_command
    from backbeat.server.managers.service import Service

    parser = parser_of_all()
    defaults.apply(parser_of(parser, "serve"), "serve", defaults.path())
    parsed = parser.parse_args(["serve", *options])
    environment = {name: os.environ[name] for name in ("BACKBEAT_HOME",) if os.environ.get(name)}
    command = (*engine_command(), "serve", *options)
    return Service(command, environment, parsed.grace, folder_of(parsed))
