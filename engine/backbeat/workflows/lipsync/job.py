"""The `lipsync` job: makes a face say new words, measures what came out, and says what it did."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import RequestError
from backbeat.progress import SILENT, Progress
from backbeat.v1.lipsync_pb2 import LipSyncRequest, LipSyncResult
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.lipsync.backends import check_backend
from backbeat.workflows.outputs import output_path, writing

VIDEOS = (".mp4", ".mov", ".mkv")
REPORTS = (".html", ".json")
_TIMELINES = (".otio",)


def run(request: LipSyncRequest, progress: Progress = SILENT) -> LipSyncResult:
    """Makes one video, or a clip of one timeline, say new words.

    Raises:
        RequestError: no path, or options that make no sense.
        NotFoundError: the models that find faces were not pulled, or the backend's was not added.
        InputError: what the backend takes is missing.
        MediaError: a video or a recording cannot be read.
        TimelineError: the timeline cannot be read.
        OutputError: an output cannot be written.
        CancelledError: the job was asked to stop.
    """
    check(request)
    if Path(request.path).suffix.lower() in _TIMELINES:
        from backbeat.workflows.lipsync.timeline import run_on_timeline

        return run_on_timeline(request, progress)
    target = output_path(request.output_path, VIDEOS)
    assert target is not None
    reports = [output_path(path, REPORTS) for path in request.report_paths]
    inputs = inputs_of(request)
    with writing(inputs, [target, *reports], request.overwrite) as outputs:
        from backbeat.workflows.lipsync.files import write_reports
        from backbeat.workflows.lipsync.making import made_of

        source = Path(request.path)
        made = made_of(request, source, target, inputs, outputs, progress.part(0, 0.98))
        progress(0.98, "Writing reports")
        write_reports(made, request, outputs)
    progress(1, "Done")
    return made.result


def check(request: LipSyncRequest) -> None:
    """Raises: RequestError: the request asks for nothing, or for what makes no sense."""
    if not request.path:
        raise RequestError("A lipsync job needs a path.", "Name the video with the face.")
    if not request.output_path:
        raise RequestError("A lipsync job needs an output.", "Name the video to write.")
    if request.face < 0:
        raise RequestError(f"There is no face {request.face}.", "Faces are counted from 1.")
    if request.take < 0:
        raise RequestError(f"There is no take {request.take}.", "Takes are counted from 1.")
    check_backend(request.backend)


def inputs_of(request: LipSyncRequest) -> Inputs:
    """Every file that a request reads."""
    names = [
        request.path,
        request.speech_path,
        request.visemes_path,
        *request.bank_paths,
        *(voice.speech_path for voice in request.voices),
    ]
    return Inputs(tuple(Path(name) for name in dict.fromkeys(names) if name))
