"""The `lipsync` job: makes a face say new words, measures what came out, and says what it did."""

from __future__ import annotations

from pathlib import Path

from backbeat.errors import RequestError
from backbeat.media.probe import probe
from backbeat.progress import SILENT, Progress
from backbeat.timeline.exchange.formats import ENDINGS
from backbeat.v1.lipsync_pb2 import LipSyncRequest, LipSyncResult
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.lipsync.asking import REPORTS, VIDEOS, check, read_by
from backbeat.workflows.outputs import output_path, writing

_TIMELINES = (".otio", ".otioz", ".otiod", *ENDINGS)


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
    is_timeline = Path(request.path).suffix.lower() in _TIMELINES
    check(request, is_timeline)
    if is_timeline:
        from backbeat.workflows.lipsync.timeline import run_on_timeline

        return run_on_timeline(request, progress)
    target = Path(request.output_path)
    output_path(request.output_path, VIDEOS)
    reports = [output_path(path, REPORTS) for path in request.report_paths]
    inputs = Inputs(tuple(read_by(request)))
    with writing(inputs, [target, *reports], request.overwrite) as outputs:
        _check_video(request)
        from backbeat.workflows.lipsync.files import write_reports
        from backbeat.workflows.lipsync.making import made_of

        source = Path(request.path)
        made = made_of(request, source, target, inputs, outputs, progress.part(0, 0.98))
        progress(0.98, "Writing reports")
        write_reports(made, request, outputs)
    progress(1, "Done")
    return made.result


def _check_video(request: LipSyncRequest) -> None:
    """Raises: RequestError: there is no picture, or the speech begins after it."""
    info = probe(request.path)
    if info.video is None:
        raise RequestError(f"{request.path} has no picture.", "Give a video with the face.")
    if request.only_changes and info.audio is None:
        raise RequestError(
            f"{request.path} has no sound to compare the speech with.",
            "Give the words instead: --words OLD NEW.",
        )
    length = info.video.duration or info.duration
    starts = [request.speech_start_s, *(voice.speech_start_s for voice in request.voices)]
    if length is not None and max(starts) >= length:
        raise RequestError(
            f"The speech begins at {max(starts):g} s, and {Path(request.path).name} ends at "
            f"{float(length):.2f} s.",
            "Give its start in seconds from the first frame.",
        )
