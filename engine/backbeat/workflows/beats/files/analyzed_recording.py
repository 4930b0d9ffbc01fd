"""What the writers of beat files start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backbeat.v1.music_pb2 import MusicAnalysis


@dataclass(frozen=True)
class AnalyzedRecording:
    """A recording and what was heard in it."""

    path: Path
    """Of the recording."""
    analysis: MusicAnalysis
