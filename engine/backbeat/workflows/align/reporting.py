"""An alignment as a message, and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from backbeat.files import write_text
from backbeat.files.seal import MARK, sealed
from backbeat.v1.sync_pb2 import AlignedPiece, AlignedRecording, AlignResult
from backbeat.workflows.align.recordings import Recording
from backbeat.workflows.outputs import write_json

ENDINGS = (".json", ".csv")
SCHEMA = 1
_HEAD = (
    "path", "device", "placed", "method", "start_s", "end_s", "offset_s", "drift_ppm", "confidence",
    "picture_delay_ms", "reason", "written_by",
)  # fmt: skip


def message_of(recording: Recording, fixed: Path | None) -> AlignedRecording:
    """What was found out about one recording."""
    alignment = recording.alignment
    made = AlignedRecording(
        path=str(recording.path),
        sha256=recording.sha256,
        duration_s=recording.duration_s,
        placed=recording.placed,
        device=recording.device,
        fixed_path=str(fixed) if fixed is not None else "",
    )
    reasons = [recording.fault] if recording.fault else []
    if alignment is not None:
        made.method = alignment.method.value if alignment.placed else ""
        made.pieces.extend(
            AlignedPiece(
                start_s=piece.start_s,
                end_s=piece.end_s,
                offset_s=piece.offset_s,
                drift_ppm=piece.drift * 1e6,
                confidence=piece.confidence,
            )
            for piece in alignment.pieces
        )
        reasons.append(alignment.reason)
    if recording.picture_delay_s is not None:
        made.picture_delay_ms = recording.picture_delay_s * 1000
    made.reason = " ".join(reason for reason in (*reasons, *recording.notes) if reason)
    return made


def write_report(result: AlignResult, target: Path) -> None:
    """Writes a result as .json, or as .csv with a line for each piece. Raises: OutputError."""
    if target.suffix.lower() == ".json":
        write_json(result, target)
    else:
        write_text(target, sealed(table(result.recordings).encode()).decode())


def table(recordings: Sequence[AlignedRecording]) -> str:
    """A line for each piece, and for each recording without one."""
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(_HEAD)
    mark = MARK
    for recording in recordings:
        delay = (
            f"{recording.picture_delay_ms:.1f}" if recording.HasField("picture_delay_ms") else ""
        )
        about = [
            _harmless(recording.path),
            _harmless(recording.device),
            "yes" if recording.placed else "no",
            recording.method,
        ]
        figures = [
            [
                f"{piece.start_s:.3f}",
                f"{piece.end_s:.3f}",
                f"{piece.offset_s:.6f}",
                f"{piece.drift_ppm:.2f}",
                f"{piece.confidence:.3f}",
            ]
            for piece in recording.pieces
        ]
        for line in figures or [[""] * 5]:
            rows.writerow([*about, *line, delay, _harmless(recording.reason), mark])
            mark = ""
    return sheet.getvalue()


def _harmless(value: str) -> str:
    """Text that a spreadsheet would take for a formula, as text."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@") else value
