"""The `beats` job: what is the music doing, and when."""

from __future__ import annotations

from pathlib import Path

from backbeat import music
from backbeat.errors import RequestError
from backbeat.media import decode
from backbeat.progress import SILENT, Progress
from backbeat.v1.music_pb2 import BeatOptions, BeatsRequest, MusicAnalysis


def run(request: BeatsRequest, progress: Progress = SILENT) -> MusicAnalysis:
    """Analyses one recording.

    Raises:
        RequestError: no path, or options that make no sense.
        MediaError: the recording cannot be read.
        CancelledError: the job was asked to stop.
    """
    if not request.path:
        raise RequestError("A beats job needs a path.", "Name the recording to analyse.")
    return analyze_file(Path(request.path), request.options, progress)


def analyze_file(path: Path, options: BeatOptions, progress: Progress = SILENT) -> MusicAnalysis:
    """Decodes `path` and analyses it. Raises as `run`."""
    audio = decode.read_audio(path, music.RATE, channels=1, progress=progress.part(0, 0.3))
    return music.analyze(audio.samples, audio.rate, options, progress.part(0.3, 1))
