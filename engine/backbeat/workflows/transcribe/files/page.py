"""The page."""

from __future__ import annotations

from pathlib import Path

from backbeat.v1.speech_pb2 import Transcript


def write(transcript: Transcript, target: Path, final: Path) -> None:
    """Writes the page."""
    raise NotImplementedError
