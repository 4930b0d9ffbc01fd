"""Writes the reports of a foley result: a page, a table, and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backbeat.files import write_text
from backbeat.files.transaction import Transaction
from backbeat.foley.landing.reading import Landed
from backbeat.foley.page import Media, Shot, page
from backbeat.foley.spine import Spine
from backbeat.progress import SILENT, Progress
from backbeat.v1.foley_pb2 import FoleyResult
from backbeat.workflows.foley.mixing import VIDEOS
from backbeat.workflows.foley.reporting import report_csv, status_of
from backbeat.workflows.foley.views import At, beside, views_of
from backbeat.workflows.outputs import write_json


@dataclass(frozen=True)
class Shown:
    """What reports are made of besides the result."""

    landed: Sequence[Landed]
    """Its cues, as read back from the timeline."""
    spine: Spine
    at: At
    """Where prepared files are now."""


def write_reports(
    result: FoleyResult,
    shown: Shown,
    reports: Sequence[Path],
    outputs: Transaction,
    progress: Progress = SILENT,
) -> None:
    """Writes the reports, each as its ending says.

    Raises:
        OutputError: one cannot be written.
        CancelledError: the job was asked to stop.
    """
    for number, report in enumerate(reports):
        part = progress.part(number / len(reports), (number + 1) / len(reports))
        target = outputs.at(report)
        match report.suffix.lower():
            case ".json":
                write_json(result, target)
            case ".csv":
                write_text(target, report_csv(result))
            case _:
                write_text(target, _page(result, shown, report, part))


def _page(result: FoleyResult, shown: Shown, report: Path, progress: Progress) -> str:
    views = views_of(shown.landed, shown.spine, report, shown.at, progress)
    shots = [Shot(one.name, float(one.start), float(one.end)) for one in shown.spine.clips]
    return page(result, status_of, shots, views, _media(result, report))


def _media(result: FoleyResult, report: Path) -> Media | None:
    """What the page plays around a hit: the mix, else the effects alone."""
    named = result.mix_path or result.stem_path
    if not named:
        return None
    path = Path(named)
    return Media(path.name, beside(path, report), path.suffix.lower() in VIDEOS)
