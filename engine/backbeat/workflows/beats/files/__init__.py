"""Files that a `beats` job writes: one module a kind, chosen by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backbeat.progress import Progress
from backbeat.sliced_sound import Audio
from backbeat.workflows.beats.files import click, drawing, labels, midi, otio, table
from backbeat.workflows.beats.files.analyzed_recording import AnalyzedRecording

__all__ = ["PLOTS", "WRITERS", "AnalyzedRecording"]

WRITERS: dict[str, Callable[[AnalyzedRecording, Path, Progress], None]] = {
    ".json": table.write_json,
    ".csv": table.write_csv,
    ".otio": otio.write,
    ".txt": labels.write,
    ".mid": midi.write,
    ".wav": click.write,
    ".flac": click.write,
}
"""Each writes the file whole or not at all, and raises OutputError where it cannot be written."""

PLOTS: dict[str, Callable[[AnalyzedRecording, Audio, Path], None]] = {
    ".svg": drawing.write_svg,
    ".png": drawing.write_png,
}
"""Likewise; these want the sound, mono, for its outline."""
