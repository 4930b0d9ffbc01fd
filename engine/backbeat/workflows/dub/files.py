"""Writes a dub's report as the files that a request names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backbeat.files import write_text
from backbeat.v1.dubbing_pb2 import DubResult
from backbeat.workflows.outputs import write_json


def _json(result: DubResult, target: Path, final: Path) -> None:
    del final
    write_json(result, target)


def _csv(result: DubResult, target: Path, final: Path) -> None:
    from backbeat.sync.dub.table import csv_of

    del final
    write_text(target, csv_of(result))


WRITERS: dict[str, Callable[[DubResult, Path, Path], None]] = {".json": _json, ".csv": _csv}
"""By the ending of the file: each writes at its second argument what will lie at its third."""
