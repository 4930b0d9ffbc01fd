"""The `cut` job: a song and clips in, an edit out whose pace comes from the music."""

from __future__ import annotations

from backbeat.errors import RequestError
from backbeat.progress import SILENT, Progress
from backbeat.v1.assembly_pb2 import CutRequest, CutResult


def run(request: CutRequest, progress: Progress = SILENT) -> CutResult:
    """Assembles an edit, replaces shots of one, or builds one again from its sync map.

    Writes each edit's timeline and sync map, all or none of them.

    Raises:
        RequestError: a field is missing or makes no sense.
        InputError: no clip can be used, or a file cannot be read.
        MediaError: the song cannot be read.
        OutputError: the outputs cannot be written, or would replace an input.
        CancelledError: the job was asked to stop.
    """
    if request.edit_path:
        from backbeat.workflows.cut.replacing import replace_shots

        return replace_shots(request, progress)
    if request.sync_map_path:
        from backbeat.workflows.cut.rebuilding import rebuild

        return rebuild(request, progress)
    if request.replacements:
        raise RequestError(
            "A shot can only be replaced in an edit.", "Name the edit that was assembled before."
        )
    from backbeat.workflows.cut.assembling import assemble_edits

    return assemble_edits(request, progress)
