"""Cues that are not placed, as markers for a person to judge."""

from __future__ import annotations

from backbeat.foley.confidence import percent
from backbeat.foley.landing.reading import note_of
from backbeat.foley.landing.record import Record, written
from backbeat.timeline.markers import marker
from backbeat.timeline.model import Edit
from backbeat.timeline.patch import Patch
from backbeat.timeline.time import nearest_frame

PROPOSED, MISSING = "YELLOW", "RED"
"""Colours of what was guessed, and of what was asked for and has no sound."""
_ANSWER = "Write FX or FOLEY in square brackets after its name to have it placed."
_PLAIN = str.maketrans("[]{}$", "()()S")
"""Brackets in a marker's text are a person's answer to a proposal."""


def proposal(record: Record, patch: Patch, edit: Edit) -> dict[str, object]:
    """A marker of the timeline that says what may sound there, and how likely it is.

    Its name is words alone: it becomes a cue where a person adds a flag or a tag.
    """
    cue = record.cue
    frame = max(0, int(cue.frame(edit.rate)))
    frames = 1
    if cue.end is not None:
        frames = max(1, int(nearest_frame(cue.end, edit.rate)[0]) - frame)
    return marker(
        name=(cue.words or cue.kind.value).translate(_PLAIN),
        color=MISSING if cue.placed else PROPOSED,
        start=patch.number(frame),
        duration=patch.number(frames),
        rate=patch.rate,
        note=f"{note_of(cue)}\n{said(record)}",
        comment=said(record),
        provenance=written(record),
    )


def said(record: Record) -> str:
    """What a person is told of a proposal: in no syntax that would be read as their answer."""
    cue = record.cue
    why = ", ".join(
        f"{one.kind.value} {percent(one.confidence)}{f' ({one.detail})' if one.detail else ''}"
        for one in cue.evidence
    )
    what = f"Cue {cue.number}, {cue.layer.value}"
    if cue.placed:
        told = f"{what}: no sound was found. {record.problem}"
    else:
        told = f"{what}, proposed, {percent(cue.confidence)} sure{f': {why}' if why else ''}. "
        told += f"{_ANSWER} {record.problem}"
    return told.translate(_PLAIN).strip()
