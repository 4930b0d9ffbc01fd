"""Scripts of a dub: tables of lines, with times, speakers and recordings where there are any."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import InputError
from backbeat.files.given import check_given
from backbeat.timeline.typed_time import clock_seconds

COLUMNS = ("start", "end", "speaker", "text", "file", "direction")
_MAX_BYTES = 16 << 20
_MAX_LINES = 20_000


@dataclass(frozen=True)
class ScriptLine:
    """A line of a script."""

    number: int
    """Its row, from 1, the header not counted."""
    start_s: float | None
    """Where it belongs in the video; None: in order."""
    end_s: float | None
    speaker: int
    """From 1; 0: not said."""
    text: str
    file: Path | None
    """Its recording."""
    direction: str
    """How a voice is to say it: SSML, passed on as it is."""


def read_script(path: Path) -> list[ScriptLine]:
    """Reads a .csv with a header of some of `COLUMNS`, separated by commas, semicolons or tabs.

    Times are seconds or minutes and seconds, such as 83.5 and 1:23.5. Speakers are numbers, or
    names that are counted in the order in which they speak. Files are looked for beside the script.

    Raises:
        InputError: it cannot be read, or a row makes no sense; the message names the row.
    """
    rows = _rows(path)
    lines: list[ScriptLine] = []
    names: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        if not any(row.values()):
            continue
        lines.append(_line(path, number, row, names))
    if not lines:
        raise InputError(f"{path} has no lines.", "Write one in each row.")
    timed = [line for line in lines if line.start_s is not None]
    if timed and len(timed) < len(lines):
        without = next(line.number for line in lines if line.start_s is None)
        raise InputError(
            f"{path}, row {without} has no start, and others have.",
            "Give all lines a start, or none.",
        )
    return sorted(lines, key=lambda line: line.start_s or 0.0)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        check_given(path, "a script", _MAX_BYTES)
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}.", "Give a .csv of lines."
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8.", "Save it as CSV UTF-8.") from error
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise InputError(f"{path} is no table: {error}.", "Save it as CSV UTF-8.") from error
    names = [name.strip().casefold() for name in table[0]] if table else []
    if not {"text", "file"} & set(names):
        raise InputError(
            f"{path} has no column called text or file.",
            f"Begin it with a row of names: {', '.join(COLUMNS)}, as far as there are any.",
        )
    if len(table) > _MAX_LINES:
        raise InputError(f"{path} has over {_MAX_LINES} rows.", "Dub the video in parts.")
    return [
        {name: value.strip() for name, value in zip(names, row, strict=False)} for row in table[1:]
    ]


def _line(path: Path, number: int, row: dict[str, str], names: dict[str, int]) -> ScriptLine:
    start_s, end_s = (_time(path, number, row, name) for name in ("start", "end"))
    if end_s is not None and (start_s is None or end_s <= start_s):
        raise InputError(
            f"{path}, row {number} ends before it starts.", "Correct its start and its end."
        )
    text, file = row.get("text", ""), row.get("file", "")
    if not text and not file:
        raise InputError(
            f"{path}, row {number} has neither a text nor a file.", "Give it one, or remove it."
        )
    recording = None
    if file:
        recording = path.parent / Path(file).expanduser()
        if not recording.is_file():
            raise InputError(
                f"{path}, row {number} names {recording}, which is not there.",
                "Files are looked for beside the script.",
            )
    return ScriptLine(
        number,
        start_s,
        end_s,
        _speaker(row.get("speaker", ""), names),
        text,
        recording,
        row.get("direction", ""),
    )


def _time(path: Path, number: int, row: dict[str, str], name: str) -> float | None:
    typed = row.get(name, "")
    if not typed:
        return None
    seconds = clock_seconds(typed.replace(",", "."))
    if seconds is None:
        raise InputError(
            f"{path}, row {number}: {name} is {typed!r}, which is no time.",
            "Write seconds (83.5) or minutes and seconds (1:23.5).",
        )
    return seconds


def _speaker(name: str, names: dict[str, int]) -> int:
    if not name:
        return 0
    if name.isdecimal() and len(name) < 4:
        return int(name)
    return names.setdefault(name.casefold(), len(names) + 1)
