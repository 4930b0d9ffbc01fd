"""The user's defaults for options, from a TOML file with a table for each command."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import Any

from backbeat.errors import RequestError

FILE = "config.toml"
"""Name of the file."""


def path() -> Path:
    """Path of the file: in `$BACKBEAT_HOME` if that is set, else in the user's config folder."""
    if os.environ.get("BACKBEAT_HOME"):
        return Path(os.environ["BACKBEAT_HOME"]).expanduser() / FILE
    from platformdirs import user_config_path

    return user_config_path("backbeat", appauthor=False) / FILE


def read(file: Path) -> dict[str, Any]:
    """The tables of the file; empty when the file does not exist.

    Raises:
        RequestError: it cannot be read, or is not valid TOML.
    """
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RequestError(f"{file} cannot be read: {error}.", "Repair or remove it.") from error
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RequestError(f"{file} is not valid TOML: {error}.", "Repair or remove it.") from error


def apply(parser: argparse.ArgumentParser, command: str, file: Path) -> None:
    """Makes the file's values of one command the defaults of its options.

    Raises:
        RequestError: an option that the command does not have, or a value it does not take; names
            the file and the line.
    """
    table = read(file).get(command, {})
    if not isinstance(table, dict):
        raise RequestError(
            f"{file}: {command} is not a table.", f"Write [{command}] above its options."
        )
    for option, value in table.items():
        try:
            action = _action(parser, option)
            action.default = _converted(parser, action, value)
        except (ValueError, TypeError, argparse.ArgumentTypeError) as error:
            raise RequestError(
                f"{file}, line {line_of(file, command, option)}: {option}: {error}.",
                f"`backbeat {command} --help` lists the options.",
            ) from error


def line_of(file: Path, command: str, option: str) -> int:
    """The line number of an option in a command's table, from 1; 0 when no line sets it."""
    table = ""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        header = re.fullmatch(r"\s*\[\s*\"?([\w-]+)\"?\s*\]\s*(#.*)?", line)
        if header:
            table = header[1]
        elif table == command and re.match(rf"\s*\"?{re.escape(option)}\"?\s*=", line):
            return number
    return 0


def _action(parser: argparse.ArgumentParser, option: str) -> argparse.Action:
    for action in parser._actions:
        if f"--{option}" in action.option_strings and option not in ("help", "version"):
            return action
    raise ValueError("there is no such option")


def _converted(parser: argparse.ArgumentParser, action: argparse.Action, value: object) -> Any:
    if action.nargs == 0:
        if not isinstance(value, bool):
            raise ValueError("the value must be true or false")
        return action.const if value else action.default
    if isinstance(action, argparse._AppendAction):
        if not isinstance(value, list):
            raise ValueError('the value must be a list, as in ["one", "two"]')
        return [_one_converted(parser, action, one) for one in value]
    return _one_converted(parser, action, value)


def _one_converted(parser: argparse.ArgumentParser, action: argparse.Action, value: object) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("the value must be a number or text")
    try:
        converted = parser._get_value(action, str(value))
        parser._check_value(action, converted)
    except argparse.ArgumentError as error:
        raise ValueError(error.message) from error
    return converted
