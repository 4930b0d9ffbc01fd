"""Every option of a command with its value, and where the value comes from."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from backbeat.cli import defaults
from backbeat.cli.commands import parser_of, parser_of_all

_DEFAULT, _FLAG = "default", "command line"
_NOT_OPTIONS = ("help", "version", "json", "check")


@dataclass(frozen=True)
class Setting:
    """One option."""

    option: str
    """Its name without its dashes."""
    value: object
    """None where it has none."""
    source: str
    """ "default", "command line", the file with its line, or the variable."""


def settings(command: str, words: Sequence[str], file: Path) -> list[Setting]:
    """The options of a command, as they would be if it were called with some words.

    Raises:
        RequestError: the file, or a variable, sets what the command does not take.
    """
    parser = parser_of(parser_of_all(), command)
    sources = defaults.apply(parser, command, file)
    options = {_name(action): action for action in parser._actions if _name(action)}
    values = {name: action.default for name, action in options.items()}
    given = _given(parser, words)
    for name, action in options.items():
        if action.dest in given:
            values[name] = getattr(given, action.dest)
            sources[name] = _FLAG
    if command == "serve" and values["home"] is None:
        from backbeat.home import home

        values["home"] = str(home())
        if os.environ.get("BACKBEAT_HOME"):
            sources["home"] = "variable BACKBEAT_HOME"
    return [Setting(name, value, sources.get(name, _DEFAULT)) for name, value in values.items()]


def show(command: str, words: Sequence[str], file: Path, as_json: bool) -> None:
    """Prints the settings, as lines that could stand in the file, or as JSON."""
    found = settings(command, words, file)
    if as_json:
        print(json.dumps([asdict(setting) for setting in found], indent=2))
        return
    lines = [_line(setting) for setting in found]
    width = max(map(len, lines), default=0)
    print(f"[{command}]")
    for setting, line in zip(found, lines, strict=True):
        print(f"{line:<{width}}  # {setting.source}")


def _line(setting: Setting) -> str:
    if setting.value is None:
        return f"# {setting.option} ="
    return f"{setting.option} = {json.dumps(setting.value, ensure_ascii=False)}"


def _name(action: argparse.Action) -> str:
    names = [text[2:] for text in action.option_strings if text.startswith("--")]
    return names[0] if names and names[0] not in _NOT_OPTIONS else ""


def _given(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """What stands on the command line, and nothing else."""
    for action in parser._actions:
        action.default, action.required = argparse.SUPPRESS, False
        if not action.option_strings:
            action.nargs = "*"
    parser._defaults.clear()
    return parser.parse_args(list(words))
