"""The user's defaults for options: of a TOML file with a table for each command, of variables."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import Any

from backbeat.cli import variables
from backbeat.errors import RequestError

_WITH_VARIABLES = ("serve",)
"""Commands whose options may be set in the environment too, as services and containers do."""
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


def apply(parser: argparse.ArgumentParser, command: str, file: Path) -> dict[str, str]:
    """Makes the values of one command's options that were set elsewhere their defaults.

    Returns:
        where each of them was set, in words, by the option's name without its dashes.

    Raises:
        RequestError: an option that the command does not have, or a value it does not take; names
            the file and the line, or the variable.
    """
    sources = _apply_file(parser, command, file)
    if command in _WITH_VARIABLES:
        sources |= variables.apply(parser, command, os.environ)
    return sources


def _apply_file(parser: argparse.ArgumentParser, command: str, file: Path) -> dict[str, str]:
    table = read(file).get(command, {})
    if not isinstance(table, dict):
        raise RequestError(
            f"{file}: {command} is not a table.", f"Write [{command}] above its options."
        )
    sources = {}
    for option, value in table.items():
        try:
            variables.set_default(parser, option, value)
            sources[option] = f"{file}, line {line_of(file, command, option)}"
        except (ValueError, TypeError, argparse.ArgumentTypeError) as error:
            raise RequestError(
                f"{file}, line {line_of(file, command, option)}: {option}: {error}.",
                f"`backbeat {command} --help` lists the options.",
            ) from error
    return sources


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
