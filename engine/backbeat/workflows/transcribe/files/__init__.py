"""Files that a `transcribe` job writes: one module a kind, chosen by the ending of its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backbeat.v1.speech_pb2 import Transcript
from backbeat.workflows import outputs
from backbeat.workflows.transcribe.files import otio, page, subtitles

WRITERS: dict[str, Callable[[Transcript, Path, Path], None]] = {
    ".srt": subtitles.write_srt,
    ".vtt": subtitles.write_vtt,
    ".json": lambda transcript, target, _: outputs.write_json(transcript, target),
    ".otio": otio.write,
    ".html": page.write,
}
"""Each writes a transcript at its second argument, which will be moved to its third."""
