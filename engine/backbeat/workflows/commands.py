"""Programs of the user's that speak, translate or make sounds, started without a shell.

A request may name a command only where the engine's owner allows it: the command line does for
its own user, and an engine that serves others does not, unless it was started with
BACKBEAT_COMMANDS=1.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from backbeat.errors import InputError, PermissionDeniedError, RequestError
from backbeat.progress import Progress

PREFIX = "command:"
ALLOWED = "BACKBEAT_COMMANDS"
"""Environment variable that allows commands."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LONGEST_S = 300.0
_STEP_S = 0.1
_MAX_BYTES = 1 << 20
_SHOWN = 300


def arguments_of(named: str, placeholders: Sequence[str]) -> list[str]:
    """The words of a command such as "command:espeak-ng -w {out} -f {text}".

    Args:
        named: as a request names it.
        placeholders: names in braces that it must have.

    Raises:
        RequestError: it is none, or lacks one of the placeholders.
        PermissionDeniedError: commands are not allowed here.
    """
    try:
        words = shlex.split(named.removeprefix(PREFIX))
    except ValueError as error:
        raise RequestError(f"{named} is no command: {error}.", "Close its quotes.") from error
    if not words:
        raise RequestError("A command is empty.", "Write it as command:PROGRAM ARGUMENTS.")
    for name in placeholders:
        if not any(f"{{{name}}}" in word for word in words):
            raise RequestError(
                f"{named} does not say where {{{name}}} goes.",
                f"Write it with {' and '.join(f'{{{one}}}' for one in placeholders)}.",
            )
    if os.environ.get(ALLOWED) != "1":
        raise PermissionDeniedError(
            "This engine runs no commands for its clients.",
            f"Run the job without --engine, or start the engine with {ALLOWED}=1.",
        )
    return words


def run_command(
    words: Sequence[str],
    values: Mapping[str, str],
    folder: Path,
    progress: Progress,
    longest_s: float = _LONGEST_S,
) -> str:
    """Runs a command to its end, and returns what it prints.

    Args:
        words: its arguments, with placeholders in braces.
        values: what the placeholders stand for.
        folder: where it runs.
        progress: may cancel; the program is ended then.
        longest_s: after which it is ended, in seconds.

    Raises:
        InputError: there is no such program, it fails, or it does not come to an end.
        CancelledError: the job was cancelled.
    """
    filled = [_filled(word, values) for word in words]
    output, errors = folder / "stdout", folder / "stderr"
    with output.open("wb") as out, errors.open("wb") as err:
        try:
            process = subprocess.Popen(  # noqa: S603 -- the user's own program, without a shell
                filled, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )
        except OSError as error:
            raise InputError(
                f"{filled[0]} cannot be started: {error.strerror or error}.",
                "Install it, or give its whole path.",
            ) from error
        try:
            _wait(process, filled[0], progress, longest_s)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if process.returncode:
        raise InputError(
            f"{filled[0]} failed with status {process.returncode}: {_end_of(errors) or 'no word'}.",
            "Try the command by itself.",
        )
    with output.open("rb") as printed:
        return printed.read(_MAX_BYTES).decode("utf-8", "replace").strip()


def _wait(
    process: subprocess.Popen[bytes], name: str, progress: Progress, longest_s: float
) -> None:
    until = time.monotonic() + longest_s
    while True:
        try:
            process.wait(_STEP_S)
            return
        except subprocess.TimeoutExpired:
            progress.check()
            if time.monotonic() > until:
                raise InputError(
                    f"{name} did not come to an end in {longest_s:.0f} s.",
                    "Try the command by itself.",
                ) from None


def _filled(word: str, values: Mapping[str, str]) -> str:
    # At once, since what one stands for may have braces of its own.
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), word)


def _end_of(path: Path) -> str:
    text = path.read_bytes()[-_SHOWN:].decode("utf-8", "replace").strip()
    return " ".join(text.split()).rstrip(".")
