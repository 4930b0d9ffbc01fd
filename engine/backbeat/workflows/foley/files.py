"""Writes what tells of a foley result: reports, and credits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from backbeat.files import write_text
from backbeat.foley.page import Media, Shot, View, page
from backbeat.foley.spine import Spine
from backbeat.v1.foley_pb2 import FoleyResult
from backbeat.workflows.foley.mixing import VIDEOS
from backbeat.workflows.foley.reporting import report_csv, status_of
from backbeat.workflows.foley.sources.credits import credits_csv, credits_text
from backbeat.workflows.foley.views import beside
from backbeat.workflows.outputs import write_json


def write_report(
    path: Path,
    target: Path,
    result: FoleyResult,
    spine: Spine,
    views: Callable[[], Mapping[str, View]],
) -> None:
    """Writes a report as its ending says: a page, a table, or JSON.

    Args:
        path: where it will lie; its ending decides what it is.
        target: where to write it.
        result: the result, with the paths of the mix and the stem that the page plays.
        spine: the picture.
        views: gives what a page shows of each cue, by its number; asked for a page alone.

    Raises:
        OutputError: it cannot be written.
    """
    match path.suffix.lower():
        case ".json":
            write_json(result, target)
        case ".csv":
            write_text(target, report_csv(result))
        case _:
            write_text(target, _page(result, spine, path, views()))


def write_credits(target: Path, result: FoleyResult) -> None:
    """Writes whom to credit, as a text or, where it ends in .csv, as a table.

    Raises:
        OutputError: it cannot be written.
    """
    found = list(result.credits)
    is_table = target.suffix.lower() == ".csv"
    write_text(target, credits_csv(found) if is_table else credits_text(found))


def _page(result: FoleyResult, spine: Spine, path: Path, views: Mapping[str, View]) -> str:
    shots = [Shot(one.name, float(one.start), float(one.end)) for one in spine.clips]
    return page(result, status_of, shots, views, _media(result, path))


def _media(result: FoleyResult, report: Path) -> Media | None:
    """What the page plays around a hit: the mix, else the effects alone."""
    named = result.mix_path or result.stem_path
    if not named:
        return None
    path = Path(named)
    return Media(path.name, beside(path, report), path.suffix.lower() in VIDEOS)
