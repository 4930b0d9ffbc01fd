"""The cue sheet of the new cut."""

from __future__ import annotations

from pathlib import Path

from backbeat.files import write_text
from backbeat.foley.spotting.sheets import write_sheet as sheet_of
from backbeat.foley.spotting.wishes import Times
from backbeat.timeline.document import Document
from backbeat.timeline.time import guess_drop_frame
from backbeat.workflows.foley.landing import earlier_foley


def write_sheet(document: Document, target: Path) -> None:
    """Writes every cue of a timeline, clips and proposals, as a cue sheet.

    Raises:
        OutputError: it cannot be written.
    """
    edit, landed = earlier_foley(document)
    clock = edit.clock(guess_drop_frame(edit.start, edit.rate))
    cues = [one.cue for one in landed]
    write_text(target, sheet_of(cues, Times(clock, edit.duration)))
