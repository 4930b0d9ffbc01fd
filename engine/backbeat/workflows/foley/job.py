"""The `foley` job: spots a picture, finds a sound for each cue, places it and lands it."""

from __future__ import annotations

from pathlib import Path

from backbeat.files.scratch import scratch_folder
from backbeat.progress import SILENT, Progress
from backbeat.timeline.document import check_output
from backbeat.v1.foley_pb2 import FoleyRequest, FoleyResult
from backbeat.workflows.foley.asking import checked, read_by
from backbeat.workflows.foley.beside import folder_beside
from backbeat.workflows.foley.opening import opened
from backbeat.workflows.inputs import Inputs, inputs_of
from backbeat.workflows.outputs import check_outputs


def run(request: FoleyRequest, progress: Progress = SILENT) -> FoleyResult:
    """Gives a video or a timeline its sounds, and writes what the request says.

    Raises:
        RequestError: a path is missing, or options make no sense.
        InputError: cues, a mapping or the index of sounds cannot be read.
        MediaError: the picture or a sound cannot be read.
        TimelineError: the timeline cannot be read, or its foley is damaged.
        OutputError: an output cannot be written.
        CancelledError: the job was asked to stop.
    """
    wanted = checked(request)
    document = opened(Path(request.path))
    if wanted.timeline is not None:
        check_output(document, wanted.timeline)
    inputs = _with(inputs_of(document), read_by(request))
    folder = None if wanted.timeline is None else folder_beside(wanted.timeline)
    # Known now, not after minutes of looking.
    check_outputs(inputs, wanted.files, request.overwrite, folder)
    from backbeat.workflows.foley.making import made
    from backbeat.workflows.foley.writing import write

    with scratch_folder() as temporary:
        foley = made(request, document, temporary, progress.part(0, 0.75))
        result = write(request, wanted, inputs, foley, temporary, progress.part(0.75, 1))
    progress(1, "Done")
    return result


def _with(inputs: Inputs, files: list[Path]) -> Inputs:
    every = dict.fromkeys([*inputs.files, *files])
    return Inputs(tuple(every), inputs.folders, inputs.why)
