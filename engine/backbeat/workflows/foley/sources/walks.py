"""Steps of one walk: on one surface, in one pair of shoes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backbeat.foley.cues import Cue, Kind
from backbeat.foley.found import Wanted
from backbeat.workflows.foley.sources.neutral import names_surface


def in_stride(cues: Sequence[Cue]) -> list[Cue]:
    """The cues, in their order, in which steps of a scene go on as they began.

    What a step does not say is what the last one said that is before it in its scene, or else the
    first after it.
    """
    known: dict[tuple[int, str], str] = {}
    for cue in sorted(cues, key=lambda one: one.time, reverse=True):
        _note(cue, known)
    order = sorted(range(len(cues)), key=lambda number: (cues[number].time, number))
    walked: dict[int, Cue] = {}
    for number in order:
        cue = cues[number]
        _note(cue, known)
        if cue.kind is Kind.FOOTSTEP and not cue.sound:
            cue = replace(
                cue,
                surface=cue.surface or _unless_said(cue, known.get((cue.scene, "surface"), "")),
                shoe=cue.shoe or known.get((cue.scene, "shoe"), ""),
            )
        walked[number] = cue
    return [walked[number] for number in range(len(cues))]


def _note(cue: Cue, known: dict[tuple[int, str], str]) -> None:
    if cue.kind is Kind.FOOTSTEP:
        for name, value in (("surface", cue.surface), ("shoe", cue.shoe)):
            if value:
                known[cue.scene, name] = value


def _unless_said(cue: Cue, surface: str) -> str:
    """The surface of other steps, unless this one's words say one."""
    return "" if names_surface(Wanted.by(cue)) else surface
