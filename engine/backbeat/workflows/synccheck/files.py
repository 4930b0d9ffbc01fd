"""Writes a sync report as the files that a request names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backbeat.files import write_text
from backbeat.workflows.outputs import write_json
from backbeat.workflows.synccheck.measuring import Measured


def _json(measured: Measured, target: Path) -> None:
    write_json(measured.report, target)


def _csv(measured: Measured, target: Path) -> None:
    from backbeat.sync.lips.table import csv_of

    write_text(target, csv_of([measured.report]))


def _html(measured: Measured, target: Path) -> None:
    from backbeat.sync.lips.page import page
    from backbeat.workflows.synccheck.views import views_of

    write_text(target, page(measured.report, views_of(measured)))


WRITERS: dict[str, Callable[[Measured, Path], None]] = {
    ".json": _json,
    ".csv": _csv,
    ".html": _html,
}
"""By the ending of the file."""
