"""Writing one assembled edit: the timeline, its sync map, its report and its proof."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from backbeat.cutting.building import timeline_text
from backbeat.cutting.report import render_assembled
from backbeat.files import write_text
from backbeat.files.transaction import Transaction
from backbeat.progress import Progress
from backbeat.timeline import document as documents
from backbeat.timeline.document import Container, Document
from backbeat.timeline.provenance import marked
from backbeat.v1.assembly_pb2 import AssembledEdit
from backbeat.v1.cutting_pb2 import EDITOR_RESOLVE, SyncMap
from backbeat.workflows.cut.outputs import Outputs
from backbeat.workflows.cut.views import Known, views_of
from backbeat.workflows.outputs import write_json


def write_edit(
    sync_map: SyncMap,
    outputs: Outputs | None,
    written: Transaction,
    known: Known,
    progress: Progress,
) -> AssembledEdit:
    """Builds the timeline of a sync map and writes all that goes with it.

    Args:
        sync_map: what to build; warnings about the timeline are added to it.
        outputs: where to; None in a dry run.
        written: the transaction of the job's outputs.
        known: for the report.
        progress: notified as work proceeds.

    Raises:
        OutputError: it cannot be written.
        CancelledError: the job was asked to stop.
    """
    progress(0, "Building the timeline")
    name = outputs.timeline if outputs else Path(f"{sync_map.format.title}.otio")
    return write_document(built(sync_map, name), sync_map, outputs, written, known, progress)


def write_document(
    document: Document,
    sync_map: SyncMap,
    outputs: Outputs | None,
    written: Transaction,
    known: Known,
    progress: Progress,
) -> AssembledEdit:
    """Writes a timeline and all that goes with it; arguments and errors as of `write_edit`."""
    result = AssembledEdit()
    if outputs is not None:
        _warn(sync_map, documents.losses(document, outputs.timeline))
        if outputs.preview is not None:
            _render(document, sync_map, written.at(outputs.preview), progress.part(0.1, 0.7))
            result.preview_path = str(outputs.preview)
        views = views_of(sync_map, known, progress.part(0.7, 0.95))
        write_text(
            written.at(outputs.report), render_assembled(sync_map, views, outputs.timeline.name)
        )
        progress(0.95, "Writing")
        documents.save(marked(document), written.at(outputs.timeline))
        write_json(sync_map, written.at(outputs.sync_map))
        result.path, result.sync_map_path = str(outputs.timeline), str(outputs.sync_map)
        result.report_path = str(outputs.report)
    result.sync_map.CopyFrom(sync_map)
    return result


def _render(document: Document, sync_map: SyncMap, target: Path, progress: Progress) -> None:
    from backbeat.workflows.preview.proof import render_proof

    size = (sync_map.format.width, sync_map.format.height)
    _warn(sync_map, render_proof(document, target, size, progress=progress).warnings)


def _warn(sync_map: SyncMap, warnings: Iterable[str]) -> None:
    """Adds the warnings that the sync map does not have."""
    sync_map.warnings.extend([new for new in warnings if new not in sync_map.warnings])


def built(sync_map: SyncMap, path: Path) -> Document:
    """The timeline of a sync map, repaired for the editor that the sync map names.

    What that editor will refuse or lose is added to the warnings of the sync map.
    """
    document = Document(
        path.with_suffix(".otio"), Container.OTIO, timeline_text(sync_map), edited=True
    )
    if sync_map.format.for_editor != EDITOR_RESOLVE:
        return document
    from backbeat.timeline.resolve_profile import repair_document
    from backbeat.timeline.resolve_profile.summary import left_lines
    from backbeat.workflows.media_ranges import MediaRanges

    fit = repair_document(document, MediaRanges(document), sync_map.format.title)
    _warn(sync_map, left_lines(fit.findings_left))
    return fit.document
