"""A dub's lines as CSV, which a spreadsheet opens and `--script` reads."""

from __future__ import annotations

import csv
import io

from backbeat.files.seal import MARK
from backbeat.v1.dubbing_pb2 import DubbedLanguage, DubbedLine, DubResult

_HEAD = (
    "language", "line", "start", "end", "speaker", "text", "original_text", "placed_s",
    "placed_end_s", "stretch_percent", "offset_ms", "gain_db", "recording", "recording_start_s",
    "recording_end_s", "problem",
)  # fmt: skip


def csv_of(result: DubResult) -> str:
    """One line of the table for each line of each language."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_HEAD, "written_by"])
    mark = MARK
    for language in result.languages:
        for line in language.lines:
            cells = [_harmless(cell) for cell in _row(language, line)]
            writer.writerow([*cells, mark])
            mark = ""
    return text.getvalue()


def stretch_percent(line: DubbedLine) -> float:
    """How much longer its speech was made, in percent; 0 where it is not heard."""
    return (line.stretch - 1) * 100 if line.stretch else 0.0


def _row(language: DubbedLanguage, line: DubbedLine) -> list[str]:
    return [
        language.language,
        str(line.number),
        f"{line.start_s:.3f}",
        f"{line.end_s:.3f}",
        str(line.speaker),
        line.text,
        line.original_text,
        f"{line.placed_s:.3f}" if line.stretch else "",
        f"{line.placed_end_s:.3f}" if line.stretch else "",
        f"{stretch_percent(line):.1f}" if line.stretch else "",
        f"{line.offset_ms:.0f}" if line.stretch else "",
        f"{line.gain_db:.1f}" if line.stretch else "",
        line.source_path,
        f"{line.source_start_s:.3f}" if line.stretch else "",
        f"{line.source_end_s:.3f}" if line.stretch else "",
        line.problem,
    ]


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
