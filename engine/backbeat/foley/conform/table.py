"""What became of cues, as CSV."""

from __future__ import annotations

import csv
import io

from backbeat.files.seal import MARK
from backbeat.v1.foley_pb2 import FoleyConformResult

_HEAD = ("cue", "description", "outcome", "old_s", "new_s", "reason", "written_by")


def csv_of(result: FoleyConformResult) -> str:
    """One row a cue, in the order of the old cut."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEAD)
    mark = MARK
    for cue in result.cues:
        new = " ".join(f"{time:.3f}" for time in cue.new_times_s)
        row = (cue.number, cue.description, cue.outcome, f"{cue.old_time_s:.3f}", new, cue.reason)
        writer.writerow([*(_harmless(cell) for cell in row), mark])
        mark = ""
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
