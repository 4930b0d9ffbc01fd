"""The picture of a recording, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backbeat import drawing
from backbeat.files import write_bytes, write_text
from backbeat.music import plot
from backbeat.workflows.beats.files.analyzed_recording import AnalyzedRecording

if TYPE_CHECKING:
    from backbeat.sliced_sound import Audio


def write_svg(recording: AnalyzedRecording, audio: Audio, target: Path) -> None:
    """A drawing that scales; text stays text. Whole or not at all. Raises: OutputError."""
    write_text(target, drawing.svg(_scene(recording, audio)))


def write_png(recording: AnalyzedRecording, audio: Audio, target: Path) -> None:
    """Pixels. Whole or not at all. Raises: OutputError."""
    write_bytes(target, drawing.png(_scene(recording, audio)))


def _scene(recording: AnalyzedRecording, audio: Audio) -> drawing.Scene:
    return plot.picture(audio.samples, audio.rate, recording.analysis, recording.path.name)
