"""The `beats` job: what is the music doing, and when."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

from google.protobuf import json_format

from backbeat.errors import OutputError, RequestError
from backbeat.files import same_file, write_text
from backbeat.progress import SILENT, Progress
from backbeat.v1.music_pb2 import BeatOptions, BeatsRequest, MusicAnalysis

if TYPE_CHECKING:
    from backbeat.media.decode import AudioBuffer


def run(request: BeatsRequest, progress: Progress = SILENT) -> MusicAnalysis:
    """Analyses one recording, and writes the result where the request says.

    Raises:
        RequestError: no path, or options that make no sense.
        MediaError: the recording cannot be read.
        OutputError: the result cannot be written.
        CancelledError: the job was asked to stop.
    """
    if not request.path:
        raise RequestError("A beats job needs a path.", "Name the recording to analyse.")
    source = Path(request.path)
    target = Path(request.output_path) if request.output_path else None
    if target is not None:
        _check_output(target, source)
    _, analysis = listen(source, request.options, progress)
    if target is not None:
        write_text(target, _FORMATS[target.suffix.lower()](analysis))
    return analysis


def listen(
    path: Path, options: BeatOptions, progress: Progress = SILENT
) -> tuple[AudioBuffer, MusicAnalysis]:
    """Decodes a recording to mono at the analysis rate, and analyses it. Raises as `run`."""
    from backbeat import music
    from backbeat.media import decode

    audio = decode.read_audio(path, music.RATE, channels=1, progress=progress.part(0, 0.3))
    return audio, music.analyze(audio.samples, audio.rate, options, progress.part(0.3, 1))


def _check_output(target: Path, source: Path) -> None:
    if target.suffix.lower() not in _FORMATS:
        raise RequestError(
            f"{target} is of no known kind.", f"End it in {' or '.join(sorted(_FORMATS))}."
        )
    if same_file(target, source):
        raise OutputError(f"{target} is the input itself.", "Choose another output.")


def _json(analysis: MusicAnalysis) -> str:
    text: str = json_format.MessageToJson(analysis, always_print_fields_with_no_presence=True)
    return text + "\n"


def _csv(analysis: MusicAnalysis) -> str:
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(["time_s", "bar", "beat", "confidence"])
    rows.writerows(
        [f"{beat.time_s:.6f}", beat.bar, beat.beat, f"{beat.confidence:.3f}"]
        for beat in analysis.beats
    )
    return sheet.getvalue()


_FORMATS = {".json": _json, ".csv": _csv}
