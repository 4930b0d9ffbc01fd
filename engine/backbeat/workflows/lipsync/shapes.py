"""Mouth shapes that a user edited: which differ from those that `visemes` wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backbeat.errors import TimelineError
from backbeat.lipsync.changes.edited import GivenShape
from backbeat.lipsync.visemes.names import ShapeSet, shape_set
from backbeat.workflows.visemes.files.otio import read_edited


@dataclass(frozen=True, eq=False)
class EditedShapes:
    """What a user changed in a timeline of mouth shapes, on the clock of its recording."""

    shapes: tuple[GivenShape, ...]
    """Those that were changed, moved, added, or grew where others were deleted."""
    set: ShapeSet
    recording: Path | None
    """What the shapes are of, as the timeline names it."""
    sha256: str
    """Its digest when they were written; empty where the timeline does not say."""


def edited_shapes(path: Path) -> EditedShapes:
    """Reads what was edited.

    Raises:
        TimelineError: the timeline cannot be read, has no mouth shapes, or nothing was edited.
    """
    found = read_edited(path)
    if not found.shapes:
        raise TimelineError(
            f"In {path.name} no mouth shape was edited, so that there is nothing to make anew.",
            "Rename or move markers of its clip, and save it.",
        )
    recording = Path(found.track.path) if found.track.path else None
    return EditedShapes(found.shapes, shape_set(found.track.set), recording, found.sha256)
