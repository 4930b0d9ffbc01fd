"""Sync reports as CSV: a line for each shot of each video."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from backbeat.files.seal import MARK
from backbeat.v1.sync_pb2 import SyncReport, SyncShot, SyncVerdict

_HEAD = (
    "path", "verdict", "offset_ms", "confidence", "drift_ppm", "method", "shot", "start_s", "end_s",
    "face", "shot_verdict", "shot_offset_ms", "shot_offset_frames", "shot_confidence", "voice_fits",
    "reason", "grades_met", "grades_not_met", "warnings", "lse_distance", "lse_confidence",
    "lse_offset_ms",
)  # fmt: skip
_PREFIX = "SYNC_VERDICT_"


def verdict_name(verdict: SyncVerdict) -> str:
    """A verdict as files and the command line write it, such as "out of sync"."""
    name: str = SyncVerdict.Name(verdict)
    return name.removeprefix(_PREFIX).lower().replace("_", " ")


def csv_of(reports: Sequence[SyncReport]) -> str:
    """One line a shot; what is said of the whole video stands on each of its lines."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_HEAD, "written_by"])
    mark = MARK
    for report in reports:
        for number, shot in enumerate(report.shots, 1):
            cells = [_harmless(cell) for cell in _row(report, number, shot)]
            writer.writerow([*cells, mark])
            mark = ""
    return text.getvalue()


def _harmless(cell: object) -> object:
    """A name that a spreadsheet would take for a formula, as text."""
    risky = isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@")
    return f"'{cell}" if risky else cell


def _row(report: SyncReport, number: int, shot: SyncShot) -> list[object]:
    met = [f"{grade.standard}: {grade.grade}" for grade in report.grades if getattr(grade, "pass")]
    missed = [grade.standard for grade in report.grades if not getattr(grade, "pass")]
    return [
        report.path,
        verdict_name(report.verdict),
        report.offset_ms if report.HasField("offset_ms") else "",
        report.confidence,
        report.drift_ppm if report.HasField("drift_ppm") else "",
        report.method,
        number,
        shot.start_s,
        shot.end_s,
        shot.face or "",
        verdict_name(shot.verdict),
        shot.offset_ms if shot.HasField("offset_ms") else "",
        shot.offset_frames if shot.HasField("offset_frames") else "",
        shot.confidence,
        shot.voice_fits,
        shot.reason,
        "; ".join(met),
        "; ".join(missed),
        " ".join(report.warnings),
        shot.lse_distance if shot.HasField("lse_distance") else "",
        shot.lse_confidence if shot.HasField("lse_confidence") else "",
        shot.lse_offset_ms if shot.HasField("lse_offset_ms") else "",
    ]
