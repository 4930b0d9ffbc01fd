"""Cues that are not placed, as markers in spotting syntax, for a person to judge."""

from __future__ import annotations

from backbeat.foley.cues import Cue
from backbeat.foley.landing.reading import note_of
from backbeat.foley.landing.record import Record, written
from backbeat.timeline.markers import marker
from backbeat.timeline.model import Edit
from backbeat.timeline.patch import Patch
from backbeat.timeline.time import nearest_frame

COLOR = "YELLOW"


def proposal(record: Record, patch: Patch, edit: Edit) -> dict[str, object]:
    """A marker of the timeline that says what may sound there, and how likely it is."""
    cue = record.cue
    frame = max(0, int(cue.frame(edit.rate)))
    frames = 1
    if cue.end is not None:
        frames = max(1, int(nearest_frame(cue.end, edit.rate)[0]) - frame)
    return marker(
        name=spotted(cue),
        color=COLOR,
        start=patch.number(frame),
        duration=patch.number(frames),
        rate=patch.rate,
        note=f"{note_of(cue)}\n{said(record)}",
        comment=said(record),
        provenance=written(record),
    )


def spotted(cue: Cue) -> str:
    """A cue as spotters write it: `footstep gravel {cat=FEETHmn} $gain=-6 [FOLEY]`."""
    parts = [cue.words or cue.kind.value]
    if cue.ucs:
        parts.append(f"{{cat={cue.ucs}}}")
    if cue.gain_db:
        parts.append(f"$gain={cue.gain_db:g}")
    parts.append(f"[{cue.layer.value}]")
    return " ".join(parts)


def said(record: Record) -> str:
    """What a person is told of a proposal."""
    cue = record.cue
    why = ", ".join(
        f"{one.kind.value} {one.confidence:.0%}{f' ({one.detail})' if one.detail else ''}"
        for one in cue.evidence
    )
    told = f"Proposed as cue {cue.number}, {cue.confidence:.0%} sure"
    told += f": {why}." if why else "."
    return f"{told} {record.problem}".strip()
