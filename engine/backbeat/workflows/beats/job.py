"""The `beats` job: analyses the tempo, beats and structure of a recording."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from backbeat.errors import RequestError
from backbeat.progress import SILENT, Progress
from backbeat.v1.music_pb2 import BeatOptions, BeatsRequest, MusicAnalysis
from backbeat.workflows.beats.files import PLOTS, WRITERS, AnalyzedRecording
from backbeat.workflows.inputs import Inputs
from backbeat.workflows.outputs import output_path, writing

if TYPE_CHECKING:
    from backbeat.sliced_sound import Audio


def run(request: BeatsRequest, progress: Progress = SILENT) -> MusicAnalysis:
    """Analyses one recording, and writes and draws the result where the request says.

    Raises:
        RequestError: no path, or options that make no sense.
        MediaError: the recording cannot be read.
        OutputError: the result cannot be written.
        CancelledError: the job was asked to stop.
    """
    if not request.path:
        raise RequestError("A beats job needs a path.", "Name the recording to analyse.")
    source = Path(request.path)
    target = output_path(request.output_path, WRITERS)
    plot = output_path(request.plot_path, PLOTS)
    with writing(Inputs((source,)), (target, plot), request.overwrite) as outputs:
        with analyzed_recording(source, request.options, progress.part(0, 0.8)) as heard:
            audio, analysis = heard
            recording = AnalyzedRecording(source, analysis)
            if plot is not None:
                PLOTS[plot.suffix.lower()](recording, audio, outputs.at(plot))
        # Writers of sound decode the recording again, so it is not kept for them.
        if target is not None:
            write = WRITERS[target.suffix.lower()]
            write(recording, outputs.at(target), progress.part(0.85, 1))
    progress(1, "Done")
    return analysis


@contextmanager
def analyzed_recording(
    path: Path, options: BeatOptions, progress: Progress = SILENT
) -> Iterator[tuple[Audio, MusicAnalysis]]:
    """Decodes a recording to mono at the analysis rate, and analyses it.

    Yields:
        The mono audio, which may be read until the block ends, and its analysis.

    Raises:
        RequestError, MediaError, OutputError, CancelledError: as `run`.
    """
    from backbeat import music
    from backbeat.media.shortfall import shortfall_of
    from backbeat.media.spooled import spooled_audio

    with spooled_audio(path, music.RATE, 1, progress.part(0, 0.3)) as audio:
        analysis = music.analyze(audio.samples, audio.rate, options, progress.part(0.3, 1))
        if (shortfall := shortfall_of(path)) is not None:
            analysis.warnings.append(shortfall.sentence(path.name))
        yield audio, analysis
