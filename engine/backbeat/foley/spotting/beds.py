"""Beds of ambience and room tone: one for each scene, where they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from backbeat.foley.cues import Cue, Evidence, EvidenceKind, Kind
from backbeat.foley.spotting.layers import layer_of
from backbeat.foley.spotting.scenes import Scene
from backbeat.foley.spotting.vocabulary import named


def beds_for(scenes: Sequence[Scene], ambience: str, asked: Sequence[Cue]) -> list[Cue]:
    """A bed of ambience and one of room tone for each scene.

    Args:
        scenes: of the timeline.
        ambience: words of the place; empty: no beds.
        asked: cues that somebody asked for: a scene whose bed is among them gets no other.
    """
    words = ambience.strip()
    if not words:
        return []
    known = named(words)
    ucs = known.ucs if known is not None and known.kind is Kind.AMBIENCE else ""
    beds = []
    for scene in scenes:
        for kind, said, category in (
            (Kind.AMBIENCE, words, ucs),
            (Kind.ROOM_TONE, "room tone", "AMBRoom"),
        ):
            if not any(_covers(cue, kind, scene) for cue in asked):
                beds.append(_bed(scene, kind, said, category))
    return beds


def until_scene_ends(cue: Cue, scenes: Sequence[Scene]) -> Cue:
    """A bed that was asked for without an end, to the end of its scene."""
    if not cue.kind.is_bed or cue.end is not None:
        return cue
    for scene in scenes:
        if scene.start <= cue.time < scene.end:
            return replace(cue, end=scene.end)
    return cue


def _covers(cue: Cue, kind: Kind, scene: Scene) -> bool:
    """Whether a cue is a bed of most of a scene."""
    if cue.kind is not kind or cue.end is None:
        return False
    shared = min(cue.end, scene.end) - max(cue.time, scene.start)
    return shared > (scene.end - scene.start) / 2


def _bed(scene: Scene, kind: Kind, words: str, ucs: str) -> Cue:
    return Cue(
        number="",
        time=scene.start,
        kind=kind,
        layer=layer_of(kind, ucs),
        end=scene.end,
        words=words,
        ucs=ucs,
        evidence=(Evidence(EvidenceKind.CUT, scene.start, 1.0, f"scene {scene.number}"),),
        scene=scene.number,
    )
