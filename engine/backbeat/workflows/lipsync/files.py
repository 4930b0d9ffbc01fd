"""Writes a report on a lip-sync as the files that a request names."""

from __future__ import annotations

from pathlib import Path

from backbeat.files import write_text
from backbeat.files.transaction import Transaction
from backbeat.v1.lipsync_pb2 import LipSyncRequest
from backbeat.workflows.lipsync.making import Made
from backbeat.workflows.outputs import write_json


def write_reports(made: Made, request: LipSyncRequest, outputs: Transaction) -> None:
    """Writes the reports that a request asks for, and enters them into the result."""
    made.result.report_paths.extend(request.report_paths)
    for name in request.report_paths:
        path = Path(name)
        if path.suffix.lower() == ".json":
            write_json(made.result, outputs.at(path))
        else:
            from backbeat.lipsync.page import page
            from backbeat.workflows.lipsync.strips import strips_of

            write_text(outputs.at(path), page(made.result, strips_of(made)))
