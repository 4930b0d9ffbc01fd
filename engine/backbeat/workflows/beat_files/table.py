"""Beats as JSON, with everything else that was heard, and as rows of a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from backbeat.files import write_text
from backbeat.progress import Progress
from backbeat.workflows import outputs
from backbeat.workflows.beat_files.heard import Heard


def write_json(heard: Heard, target: Path, progress: Progress) -> None:
    """The whole message: protobuf's JSON, every field printed."""
    progress(0, f"Writing {target.name}")
    outputs.write_json(heard.analysis, target)


def write_csv(heard: Heard, target: Path, progress: Progress) -> None:
    """One row a beat, after a row of names."""
    progress(0, f"Writing {target.name}")
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(["time_s", "bar", "beat", "confidence"])
    rows.writerows(
        [f"{beat.time_s:.6f}", beat.bar, beat.beat, f"{beat.confidence:.3f}"]
        for beat in heard.analysis.beats
    )
    write_text(target, sheet.getvalue())
