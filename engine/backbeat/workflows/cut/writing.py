"""Writing one assembled edit: the timeline, its sync map, its report and its proof."""

from __future__ import annotations

from dataclasses import dataclass
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
from backbeat.v1.cutting_pb2 import SyncMap
from backbeat.workflows.cut.outputs import Outputs
from backbeat.workflows.cut.views import Known, views_of
from backbeat.workflows.editors import profile_of
from backbeat.workflows.outputs import write_json


@dataclass(frozen=True)
class Written:
    """An edit that was written."""

    edit: AssembledEdit
    notes: tuple[str, ...]
    """What its format, its editor or its proof does not hold, one sentence each. Not in the sync
    map, from which other formats can be written."""


def write_edit(
    sync_map: SyncMap,
    outputs: Outputs | None,
    written: Transaction,
    known: Known,
    progress: Progress,
) -> Written:
    """Builds the timeline of a sync map and writes all that goes with it.

    Args:
        sync_map: what to build.
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
    document, notes = built(sync_map, name)
    done = write_document(document, sync_map, outputs, written, known, progress)
    return Written(done.edit, (*notes, *done.notes))


def write_document(
    document: Document,
    sync_map: SyncMap,
    outputs: Outputs | None,
    written: Transaction,
    known: Known,
    progress: Progress,
) -> Written:
    """Writes a timeline and all that goes with it; arguments and errors as of `write_edit`."""
    result = AssembledEdit(sync_map=sync_map)
    notes: list[str] = []
    if outputs is not None:
        notes += documents.losses(document, outputs.timeline)
        if outputs.preview is not None:
            target = written.at(outputs.preview)
            notes += _render(document, sync_map, target, progress.part(0.1, 0.7))
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
    return Written(result, tuple(notes))


def _render(
    document: Document, sync_map: SyncMap, target: Path, progress: Progress
) -> tuple[str, ...]:
    """Renders the proof; returns what it does not show."""
    from backbeat.workflows.preview.proof import render_proof

    size = (sync_map.format.width, sync_map.format.height)
    return render_proof(document, target, size, progress=progress).warnings


def built(sync_map: SyncMap, path: Path) -> tuple[Document, list[str]]:
    """The timeline of a sync map, repaired for the editor that the sync map names.

    Returns:
        The document, and what that editor will refuse or lose, one sentence each.
    """
    document = Document(
        path.with_suffix(".otio"), Container.OTIO, timeline_text(sync_map), edited=True
    )
    editor = profile_of(sync_map.format.for_editor)
    if editor is None:
        return document, []
    from backbeat.timeline.profile.summary import left_lines
    from backbeat.workflows.media_ranges import MediaRanges

    fit = editor.repair_document(document, MediaRanges(document), sync_map.format.title)
    return fit.document, left_lines(fit.findings_left, editor.name)
