"""Cue sheets as tables of text: one row a cue, with the columns that sound editors use.

There is no public standard. Columns are found by their names, in any order, of which only one for
the time and one for what is heard must be there. Delimiters are comma, semicolon and tab.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from fractions import Fraction

from backbeat.errors import InputError, RequestError
from backbeat.foley.cues import Cue, Evidence, EvidenceKind
from backbeat.foley.spotting.asked import MOST_CUES, Asked, Given, LeftOut
from backbeat.foley.spotting.wishes import Times, Wish, cue_of
from backbeat.timeline.typed_time import Unit

COLUMNS = (
    "reel",
    "cue",
    "in",
    "out",
    "kind",
    "layer",
    "category",
    "description",
    "surface",
    "shoe",
    "foot",
    "gain",
    "pan",
    "strength",
    "character",
    "priority",
    "sound",
    "notes",
    "status",
)
"""Columns of a cue sheet that is written."""
_SPELLINGS = {
    "in": "in in_time time start tc_in timecode timecode_in record_in tc start_time start_tc begin",
    "out": "out out_time end tc_out timecode_out record_out end_time end_tc",
    "duration": "duration length dur",
    "cue": "cue cue_no cue_number number no id cue_id",
    "category": "category cat cat_id catid ucs ucs_category",
    "description": "description desc name sound_description effect sfx event what cue_name text",
    "layer": "layer track stem group",
    "kind": "kind type",
    "surface": "surface floor",
    "shoe": "shoe shoes footwear",
    "foot": "foot",
    "gain": "gain gain_db level",
    "pan": "pan",
    "strength": "strength",
    "character": "character char who",
    "priority": "priority prio",
    "sound": "sound file sound_file key",
    "notes": "notes note comment comments remarks",
    "reel": "reel",
    "status": "status placed state",
}
"""How each column may be called, with spaces and hyphens as underscores."""
_KNOWN = {spelling: name for name, text in _SPELLINGS.items() for spelling in text.split()}
_TAGS = {
    "category": "cat",
    "layer": "layer",
    "kind": "kind",
    "surface": "surface",
    "shoe": "shoe",
    "foot": "foot",
    "gain": "gain",
    "pan": "pan",
    "strength": "strength",
    "sound": "sound",
    "notes": "note",
}
"""Columns that say what a tag of a marker says."""
TOLD = frozenset(
    ("frame_timecode", "todo", "sound_name", "source", "licence", "credit", "problem", "written_by")
)
"""Columns that tell a reader of what was placed, and are not read back."""
_KEPT = ("reel", "character", "priority")
_FOCUS = frozenset(("focus", "hero", "1", "high", "a"))
"""Priorities of what the scene is about."""
_MARKER = "marker"
"""Status of a cue that gets no sound."""
_DELIMITERS = "\t;,"
_MOST_ROWS = 100_000


def read_sheet(text: str, name: str, times: Times) -> Given:
    """The cues of a cue sheet.

    Args:
        text: of the file.
        name: of the file, for messages.
        times: how times are read. A bare number is seconds where it has a point, else frames.

    Raises:
        InputError: it is no cue sheet, or a cell cannot be understood; the message names the row
            and the column.
    """
    rows = _rows(text, name)
    first = next(rows, None)
    if first is None:
        raise InputError(f"{name} is empty.", "Write a row of column names, then one row a cue.")
    columns = _columns(first[1], name)
    given = Given()
    read = 0
    told = {columns[column] for column in TOLD & columns.keys()}
    for line, cells in rows:
        if not any(cell.strip() for at, cell in enumerate(cells) if at not in told):
            continue
        read += 1
        if read > MOST_CUES:
            raise InputError(
                f"{name} has over {MOST_CUES:,} rows, more than any programme.",
                "Cut it into parts.",
            )
        given += _of_row(_Row(cells, columns, name, line, times))
    return given


def write_sheet(cues: Sequence[Cue], times: Times) -> str:
    """A cue sheet of cues, which reads as the same cues again.

    In and out are timecode where a cue begins on a frame, else seconds.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    others = sorted({name for cue in cues for name in cue.tags if name not in (*_KEPT, *_KNOWN)})
    writer.writerow([*COLUMNS, *others])
    for cue in cues:
        said = _cells(cue, times)
        writer.writerow(
            [
                *(said.get(name, "") for name in COLUMNS),
                *(cue.tags.get(name, "") for name in others),
            ]
        )
    return table.getvalue()


class _Row:
    """A row of a cue sheet."""

    def __init__(
        self, cells: Sequence[str], columns: dict[str, int], name: str, line: int, times: Times
    ) -> None:
        self._cells, self._columns, self._times = cells, columns, times
        self._name, self._line = name, line

    @property
    def where(self) -> str:
        return f"{self._name}, row {self._line}"

    def cell(self, column: str) -> str:
        at = self._columns.get(column)
        return self._cells[at].strip() if at is not None and at < len(self._cells) else ""

    def time(self, column: str) -> Fraction | None:
        text = self.cell(column)
        if not text:
            return None
        try:
            return self._times.seconds(text, _bare(text))
        except RequestError as error:
            raise self.error(column, str(error)) from error

    def length(self, column: str) -> Fraction | None:
        text = self.cell(column)
        if not text:
            return None
        try:
            return self._times.length(text, _bare(text))
        except RequestError as error:
            raise self.error(column, str(error)) from error

    def error(self, column: str, fault: str) -> InputError:
        return InputError(f"{self.where}, column {column!r}: {fault}")

    def unknown(self) -> dict[str, str]:
        """Columns that nothing here knows."""
        return {
            name: self.cell(name)
            for name in self._columns
            if name not in _SPELLINGS and name not in TOLD
        }

    @property
    def times(self) -> Times:
        return self._times


def _of_row(row: _Row) -> Given:
    words = row.cell("description")
    time, end = row.time("in"), row.time("out")
    if time is None:
        reason = "It has no time, so that nothing says where it sounds."
        return Given((), (LeftOut(words or row.cell("category"), row.where, reason),))
    length = row.length("duration")
    if end is None and length is not None:
        end = time + length
    if end is not None and end == time:
        end = None
    if end is not None and end < time:
        raise row.error("out", "It ends before it begins. Write an end that is later.")
    tags = {tag: value for name, tag in _TAGS.items() if (value := row.cell(name))}
    tags |= {name: value for name in _KEPT if (value := row.cell(name))}
    tags |= {name: value for name, value in row.unknown().items() if value}
    flags = ("FOCUS",) if row.cell("priority").casefold() in _FOCUS else ()
    if row.cell("status").casefold() == _MARKER:
        flags = (*flags, "MARKER")
    evidence = Evidence(EvidenceKind.CUE_SHEET, time, 1.0, row.where)
    wish = Wish(words, tags, flags)
    cue, faults = cue_of(wish, time, end, evidence, row.times, row.cell("cue"))
    if not (words or cue.ucs or cue.sound or "kind" in tags):
        raise row.error("description", "It is empty. Write what is heard, or a category.")
    columns = {tag: name for name, tag in _TAGS.items()}
    for tag, fault in faults.items():
        raise row.error(columns.get(tag, {"ucs": "category"}.get(tag, tag)), fault)
    return Given((Asked(cue),))


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the lines on which they end, from the row of names on."""
    body = text.removeprefix("﻿")
    head = next((line for line in body.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if reader.line_num > _MOST_ROWS:
                raise InputError(f"{name} has more than {_MOST_ROWS} rows.", "Split it.")
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise InputError(
            f"{name}, row {reader.line_num}: it is no table: {error}.", "Save it as CSV."
        ) from error


def _columns(names: Sequence[str], name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, spelled in enumerate(names):
        folded = "_".join(spelled.strip().casefold().replace("-", " ").replace("_", " ").split())
        if not folded:
            continue
        known = _KNOWN.get(folded, folded)
        if known in found:
            raise InputError(
                f"{name}, row 1: two columns say {known!r}.", "Rename or delete one of them."
            )
        found[known] = at
    if "in" not in found:
        raise InputError(
            f"{name}, row 1: no column says when a sound is heard.",
            "Name one in, time, tc_in or start.",
        )
    if not {"description", "category", "sound", "kind"} & found.keys():
        raise InputError(
            f"{name}, row 1: no column says what is heard.", "Name one description or category."
        )
    return found


def _bare(text: str) -> Unit:
    return Unit.SECONDS if "." in text else Unit.FRAMES


def _cells(cue: Cue, times: Times) -> dict[str, str]:
    priority = cue.tags.get("priority", "")
    if cue.focus and priority.casefold() not in _FOCUS:
        priority = "focus"
    return {
        **{name: cue.tags.get(name, "") for name in _KEPT},
        "cue": cue.number,
        "in": _written(cue.time, times),
        "out": _written(cue.end, times) if cue.end is not None else "",
        "kind": cue.kind.value,
        "layer": cue.layer.value,
        "category": cue.ucs,
        "description": cue.words,
        "surface": cue.surface,
        "shoe": cue.shoe,
        "foot": cue.foot,
        "gain": f"{cue.gain_db:g}" if cue.gain_db else "",
        "pan": f"{cue.pan:g}" if cue.pan else "",
        "strength": f"{cue.strength:.4g}" if cue.strength != 1 else "",
        "priority": priority,
        "sound": cue.sound,
        "notes": cue.note,
        "status": "placed" if cue.placed else _MARKER,
    }


def _written(time: Fraction, times: Times) -> str:
    frames = time * times.clock.rate
    if frames.denominator == 1:
        return times.clock.label(int(frames))
    return f"{float(time):.6f}s"
