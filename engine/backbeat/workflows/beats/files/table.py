"""Beats as JSON, with everything else that was heard, and as rows of a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from backbeat.files import write_text
from backbeat.files.seal import with_check_digits
from backbeat.progress import Progress
from backbeat.workflows import outputs
from backbeat.workflows.beats.files.analyzed_recording import AnalyzedRecording


def write_json(recording: AnalyzedRecording, target: Path, progress: Progress) -> None:
    """The whole message: protobuf's JSON, every field printed."""
    progress(0, f"Writing {target.name}")
    outputs.write_json(recording.analysis, target)


def write_csv(recording: AnalyzedRecording, target: Path, progress: Progress) -> None:
    """One row a beat, after a row of names.

    The times have check digits as their last two decimals (see `backbeat.files.seal`).
    """
    progress(0, f"Writing {target.name}")
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(["time_s", "bar", "beat", "confidence"])
    rows.writerows(
        [f"{beat.time_s:.6f}", beat.bar, beat.beat, f"{beat.confidence:.3f}"]
        for beat in recording.analysis.beats
    )
    write_text(target, with_check_digits(sheet.getvalue()))
