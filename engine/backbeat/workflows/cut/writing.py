"""Writing one assembled edit: the timeline, its sync map, its report and its proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.cutting.building import timeline_text
from backbeat.files.transaction import Transaction
from backbeat.progress import Progress
from backbeat.timeline import document as documents
from backbeat.timeline.document import Container, Document
from backbeat.timeline.provenance import marked
from backbeat.v1.assembly_pb2 import AssembledEdit
from backbeat.v1.cutting_pb2 import EDITOR_RESOLVE, SyncMap
from backbeat.workflows.cut.outputs import Outputs
from backbeat.workflows.outputs import write_json

if TYPE_CHECKING:
    from backbeat.media.decode import AudioBuffer


def write_edit(
    sync_map: SyncMap,
    outputs: Outputs | None,
    written: Transaction,
    sound: AudioBuffer | None,
    progress: Progress,
) -> AssembledEdit:
    """Builds the timeline of a sync map and writes all that goes with it.

    Args:
        sync_map: what to build; the warnings of a repair for an editor are added to it.
        outputs: where to; None in a dry run.
        written: the transaction of the job's outputs.
        sound: the song, mono, for the report; None where it was not decoded.
        progress: notified as work proceeds.

    Raises:
        OutputError: it cannot be written.
        CancelledError: the job was asked to stop.
    """
    del sound
    progress(0, "Building the timeline")
    name = outputs.timeline if outputs else Path(f"{sync_map.format.title}.otio")
    return write_document(built(sync_map, name), sync_map, outputs, written, progress)


def write_document(
    document: Document,
    sync_map: SyncMap,
    outputs: Outputs | None,
    written: Transaction,
    progress: Progress,
) -> AssembledEdit:
    """Writes a timeline and all that goes with it; arguments and errors as of `write_edit`."""
    result = AssembledEdit()
    if outputs is None:
        result.sync_map.CopyFrom(sync_map)
        return result
    if outputs.preview is not None:
        from backbeat.workflows.preview.proof import render_proof

        form = sync_map.format
        proof = render_proof(
            document,
            written.at(outputs.preview),
            (form.width, form.height),
            progress=progress.part(0.1, 0.9),
        )
        new = [warning for warning in proof.warnings if warning not in sync_map.warnings]
        sync_map.warnings.extend(new)
        result.preview_path = str(outputs.preview)
    progress(0.95, "Writing")
    documents.save(marked(document), written.at(outputs.timeline))
    write_json(sync_map, written.at(outputs.sync_map))
    result.sync_map.CopyFrom(sync_map)
    result.path, result.sync_map_path = str(outputs.timeline), str(outputs.sync_map)
    return result


def built(sync_map: SyncMap, path: Path) -> Document:
    """The timeline of a sync map, repaired for the editor that the sync map names.

    What that editor will refuse or lose is added to the warnings of the sync map.
    """
    document = Document(path, Container.OTIO, timeline_text(sync_map), edited=True)
    if sync_map.format.for_editor != EDITOR_RESOLVE:
        return document
    from backbeat.timeline.resolve_profile import repair_document
    from backbeat.timeline.resolve_profile.summary import left_lines
    from backbeat.workflows.media_ranges import MediaRanges

    fit = repair_document(document, MediaRanges(document), sync_map.format.title)
    new = [line for line in left_lines(fit.findings_left) if line not in sync_map.warnings]
    sync_map.warnings.extend(new)
    return fit.document
