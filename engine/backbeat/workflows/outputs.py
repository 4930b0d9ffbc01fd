"""Where a job writes: known to be good before any work is done."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from google.protobuf import json_format
from google.protobuf.message import Message

from backbeat.errors import OutputError, RequestError
from backbeat.files import check_folder, same_file, write_text


def output_path(name: str, source: str, kinds: Iterable[str]) -> Path | None:
    """Where to write; None where no name is given.

    Args:
        name: as the request says it.
        source: the job's input, which is never written to.
        kinds: the endings a file may have, such as `.json`.

    Raises:
        RequestError: the name ends in none of `kinds`.
        OutputError: it is the input itself, or its folder does not exist.
    """
    if not name:
        return None
    target = Path(name)
    if target.suffix.lower() not in kinds:
        *others, last = sorted(kinds)
        ways = f"{', '.join(others)} or {last}" if others else last
        raise RequestError(f"{target} is of no known kind.", f"End it in {ways}.")
    if same_file(target, Path(source)):
        raise OutputError(f"{target} is the input itself.", "Choose another output.")
    check_folder(target)
    return target


def json_of(message: Message) -> str:
    """A message as text for files and programs: protobuf's JSON, every field printed."""
    text: str = json_format.MessageToJson(message, always_print_fields_with_no_presence=True)
    return text + "\n"


def write_json(message: Message, target: Path) -> None:
    """Writes a message, whole or not at all. Raises: OutputError."""
    write_text(target, json_of(message))
