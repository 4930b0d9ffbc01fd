"""Times that somebody tapped, from a file of text."""

from __future__ import annotations

import csv
from pathlib import Path

from backbeat.errors import InputError
from backbeat.files.given import check_given
from backbeat.timeline.typed_time import clock_seconds

_MAX_BYTES = 1 << 20
_HINT = "Write one time a line, in seconds or m:ss.mmm; of a table the first column is read."


def read_taps(path: Path) -> list[float]:
    """The times in a file, in seconds: one a line, or the first column of a table.

    A first line of words, empty lines and those from a # on are left out. Labels of Audacity are
    such a table.

    Raises:
        InputError: the file cannot be read, or a line holds no time.
    """
    try:
        check_given(path, "a file of taps", _MAX_BYTES)
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not a file of text.", _HINT) from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    taps: list[float] = []
    is_first = True
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if not said:
            continue
        seconds = clock_seconds(_first_cell(said))
        if seconds is None and not is_first:
            raise InputError(f"{path} holds no time in line {number}: {line.strip()[:40]}.", _HINT)
        if seconds is not None:
            taps.append(seconds)
        is_first = False
    if not taps:
        raise InputError(f"{path} holds no times.", _HINT)
    return taps


def _first_cell(line: str) -> str:
    for delimiter in ("\t", ";", ","):
        if delimiter in line:
            return next(csv.reader([line], delimiter=delimiter))[0].strip()
    return line.split()[0]
