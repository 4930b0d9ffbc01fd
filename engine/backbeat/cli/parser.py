"""The argument parser: errors of usage are one line, with a suggestion where there is one."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """An `ArgumentParser` whose errors are one line; its subparsers are of the same kind."""

    def error(self, message: str) -> NoReturn:
        """Prints one line on stderr and ends with exit status 2."""
        sentence = message.rstrip(".") + ("" if message.endswith("?") else ".")
        self.exit(2, f"{self.prog}: {sentence} `{self.prog} --help` says more.\n")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As of `ArgumentParser`, but the parser of a command reports its own unknown arguments."""
        parsed, unknown = super().parse_known_args(args, namespace)
        if unknown and self._subparsers is None:
            self.error(self._unknown(unknown))
        return parsed, unknown

    def _unknown(self, words: Sequence[str]) -> str:
        options = [word for word in words if word.startswith("-")]
        if not options:
            return f"{words[0]!r} is one argument too many"
        option = options[0].partition("=")[0]
        known = [name for action in self._actions for name in action.option_strings]
        return f"there is no option {option}{_suggestion(option, known)}"

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is None or value in action.choices:
            return
        names = [str(name) for name in action.choices]
        if isinstance(action, argparse._SubParsersAction):
            kind = str(action.metavar or "command").lower()
            self.error(f"there is no {kind} {value!r}{_suggestion(str(value), names)}")
        raise argparse.ArgumentError(
            action, f"{value!r} is not one of: {', '.join(names)}{_suggestion(str(value), names)}"
        )


def _suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a message that names the known word most like `word`; empty for none."""
    from difflib import get_close_matches

    closest = get_close_matches(word, list(known), n=1)
    return f"; did you mean {closest[0]}?" if closest else ""
