"""Names of what lies beside a timeline of a dub."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def folder_beside(timeline: Path) -> Path:
    """The folder of the sounds and videos that a timeline refers to."""
    return timeline.with_name(f"{timeline.stem} dub")


def paths_beside(timeline: Path, languages: Sequence[str], lips: str) -> list[Path]:
    """The ambience, then the lines of each language, then the video with the lips of each.

    Args:
        timeline: its final path.
        languages: ISO 639-1 each; empty ones are numbered.
        lips: ending of the videos; empty: there are none.
    """
    folder = folder_beside(timeline)
    names = [code or f"dub {number}" for number, code in enumerate(languages, 1)]
    paths = [folder / "ambience.wav", *(folder / f"{name}.wav" for name in names)]
    return paths + ([folder / f"{name}{lips}" for name in names] if lips else [])
