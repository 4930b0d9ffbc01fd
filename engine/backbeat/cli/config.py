"""Show and change your own defaults for options, such as snap.every-bars.

Of `serve` every option may also be set by a variable: BACKBEAT_SERVE_LOG_LEVEL for --log-level.
What is given on the command line wins over a variable, and a variable over the file.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from backbeat.errors import NotFoundError, RequestError

HELP = "your own defaults for options: show, get, set, path"


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's arguments."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for name, help_text, action in (
        ("show", "print the file, or a command's options and where each comes from", _show),
        ("path", "print where the file is", _path),
        ("get", "print one default", _get),
        ("set", "change one default", _set),
    ):
        added = actions.add_parser(name, help=help_text, description=f"{help_text.capitalize()}.")
        added.set_defaults(action=action)
        if name == "show":
            added.add_argument(
                "command",
                nargs="?",
                metavar="COMMAND",
                help="such as serve: print every option's value, and where it comes from",
            )
            added.add_argument(
                "options", nargs="*", metavar="-- OPTION", help="options, as they would be given"
            )
            added.add_argument("--json", action="store_true", help="print them as JSON")
        if name in ("get", "set"):
            added.add_argument("key", metavar="COMMAND.OPTION", help="such as snap.every-bars")
        if name == "set":
            added.add_argument("value", metavar="VALUE", help="a number, text, true or false")


def run(arguments: argparse.Namespace) -> int:
    """Runs the command."""
    from backbeat.cli import defaults

    arguments.action(defaults.path(), arguments)
    return 0


def _path(file: Path, arguments: argparse.Namespace) -> None:
    del arguments
    print(file)


def _show(file: Path, arguments: argparse.Namespace) -> None:
    from backbeat.cli import defaults

    defaults.read(file)
    if arguments.command is not None:
        from backbeat.cli import settings

        _check_command(arguments.command)
        settings.show(arguments.command, arguments.options, file, arguments.json)
        return
    print(file.read_text("utf-8") if file.exists() else f"# {file} does not exist yet", end="")


def _get(file: Path, arguments: argparse.Namespace) -> None:
    from backbeat.cli import defaults

    command, option = _split(arguments.key)
    value: Any = defaults.read(file).get(command, {}).get(option)
    if value is None:
        raise NotFoundError(
            f"{file} does not set {arguments.key}.", "The built-in default applies."
        )
    print(json.dumps(value) if isinstance(value, bool) else value)


def _set(file: Path, arguments: argparse.Namespace) -> None:
    from backbeat.cli import defaults, variables
    from backbeat.cli.commands import parser_of, parser_of_all
    from backbeat.files import write_text

    command, option = _split(arguments.key)
    defaults.read(file)
    before = file.read_text("utf-8") if file.exists() else None
    parser = parser_of(parser_of_all(), command)
    value = _toml(arguments.value, variables.is_list(parser, option))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, _with_default(before or "", file, command, option, value))
    try:
        defaults.apply(parser, command, file)
    except RequestError:
        if before is None:
            file.unlink()
        else:
            write_text(file, before)
        raise


def _check_command(name: str) -> None:
    from backbeat.cli.commands import COMMANDS

    if name not in COMMANDS or name == "config":
        raise RequestError(
            f"{name!r} is not a command with options.", "`backbeat --help` lists the commands."
        )


def _split(key: str) -> tuple[str, str]:
    from backbeat.cli.commands import COMMANDS

    command, _, option = key.partition(".")
    option = option.removeprefix("--")
    if command not in COMMANDS or not re.fullmatch(r"[\w-]+", option):
        raise RequestError(
            f"{key!r} is not the name of an option.", "Write COMMAND.OPTION, as in snap.every-bars."
        )
    return command, option


def _toml(value: str, is_list: bool) -> str:
    """A value as TOML: a number or a boolean unquoted, anything else as a string.

    Of an option that may be repeated a list: as it is given, or of the one value.
    """
    if is_list:
        return value if value.startswith("[") else f"[{_toml(value, False)}]"
    if re.fullmatch(r"true|false|[+-]?\d+(\.\d+)?", value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _with_default(text: str, file: Path, command: str, option: str, value: str) -> str:
    """The text of the file with one default set, in its own line or a new one of its table."""
    from backbeat.cli import defaults

    lines, line = text.splitlines(), f"{option} = {value}"
    at = defaults.line_of(file, command, option) if text else 0
    if at:
        lines[at - 1] = line
        return "\n".join(lines) + "\n"
    headers = [number for number, text in enumerate(lines) if text.strip() == f"[{command}]"]
    if headers:
        lines.insert(headers[0] + 1, line)
    else:
        lines += ["", f"[{command}]", line] if lines else [f"[{command}]", line]
    return "\n".join(lines) + "\n"
