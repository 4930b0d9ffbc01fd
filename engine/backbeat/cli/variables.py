"""Options set elsewhere than on the command line: their values, and the environment's variables."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from backbeat.errors import RequestError


class _Replaceable(list[Any]):
    """The default of a repeatable option: the command line's values replace it, not join it."""

    def __copy__(self) -> list[Any]:
        # argparse copies a default before it adds the first value.
        return []


def variable_of(command: str, option: str) -> str:
    """The name of the variable for an option: "BACKBEAT_SERVE_LOG_LEVEL"."""
    return f"BACKBEAT_{command}_{option}".upper().replace("-", "_")


def apply(
    parser: argparse.ArgumentParser, command: str, environment: Mapping[str, str]
) -> dict[str, str]:
    """Makes the values of variables the defaults of a command's options.

    Returns:
        the variable of each option that has one.

    Raises:
        RequestError: a variable of an option that the command does not have, or with a value that
            it does not take.
    """
    sources, prefix = {}, variable_of(command, "")
    for name, text in environment.items():
        if not name.startswith(prefix):
            continue
        option = name.removeprefix(prefix).lower().replace("_", "-")
        try:
            set_default(parser, option, _value(parser, option, text))
        except (ValueError, TypeError, argparse.ArgumentTypeError) as error:
            raise RequestError(
                f"The variable {name} is {text!r}: {error}.",
                f"Change or unset it; `backbeat {command} --help` lists the options.",
            ) from error
        sources[option] = f"variable {name}"
    return sources


def set_default(parser: argparse.ArgumentParser, option: str, value: object) -> None:
    """Makes a value the default of an option. Raises: ValueError."""
    action = action_of(parser, option)
    action.default = _converted(parser, action, value)


def action_of(parser: argparse.ArgumentParser, option: str) -> argparse.Action:
    """What the parser has for an option. Raises: ValueError: there is no such option."""
    for action in parser._actions:
        if f"--{option}" in action.option_strings and option not in ("help", "version"):
            return action
    raise ValueError("there is no such option")


def is_list(parser: argparse.ArgumentParser, option: str) -> bool:
    """Whether an option may be given several times, so that its default is a list."""
    try:
        return isinstance(action_of(parser, option), argparse._AppendAction)
    except ValueError:
        return False


def _value(parser: argparse.ArgumentParser, option: str, text: str) -> object:
    """A variable's text as a value: true and false of a switch, several of a list as in TOML."""
    action = action_of(parser, option)
    if action.nargs == 0:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if not is_list(parser, option):
        return text
    if not text.startswith("["):
        return [text]
    import tomllib

    return tomllib.loads(f"values = {text}")["values"]


def _converted(parser: argparse.ArgumentParser, action: argparse.Action, value: object) -> Any:
    if action.nargs == 0:
        if not isinstance(value, bool):
            raise ValueError("the value must be true or false")
        return action.const if value else action.default
    if isinstance(action, argparse._AppendAction):
        if not isinstance(value, list):
            raise ValueError('the value must be a list, as in ["one", "two"]')
        return _Replaceable(_one(parser, action, each) for each in value)
    return _one(parser, action, value)


def _one(parser: argparse.ArgumentParser, action: argparse.Action, value: object) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("the value must be a number or text")
    try:
        converted = parser._get_value(action, str(value))
        parser._check_value(action, converted)
    except argparse.ArgumentError as error:
        raise ValueError(error.message) from error
    return converted
