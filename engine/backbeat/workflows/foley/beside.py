"""Names of what lies beside a timeline of foley."""

from __future__ import annotations

from pathlib import Path


def folder_beside(timeline: Path) -> Path:
    """The folder of the prepared files that a timeline refers to."""
    return timeline.with_name(f"{timeline.stem} foley")
