"""Beat markers on a timeline: those of an earlier run are replaced, all others stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from backbeat.timeline.markers import FOLEY, NOTE_PREFIX, marker
from backbeat.timeline.model import Edit
from backbeat.timeline.patch import Patch
from backbeat.timeline.splice import Hole
from backbeat.v1.cutting_pb2 import (
    MARKER_CHOICE_DOWNBEATS,
    MARKER_CHOICE_NONE,
    MARKER_CHOICE_UNSPECIFIED,
    Cut,
    GridBeat,
    MarkerChoice,
    SyncMap,
)
from backbeat.version import __version__

DOWNBEAT_COLOR = "RED"
BEAT_COLOR = "CYAN"


MAX_BEATS = 2000
"""Number of beats up to which each becomes a marker where the request makes no choice: 15 minutes
at 130 beats a minute."""


@dataclass(frozen=True)
class MarkerChange:
    """What was changed among a timeline's beat markers."""

    written: int
    replaced: int
    """Number of markers of an earlier run that were removed."""
    warning: str
    """Which beats got no marker by default; empty if all did or the request made the choice."""


def change_markers(
    patch: Patch,
    edit: Edit,
    sync_map: SyncMap,
    choice: MarkerChoice,
    keep_earlier: bool = False,
) -> MarkerChange:
    """Puts the beats of a sync map on the timeline as markers one frame long.

    They are on the stack of tracks, counted from the timeline's first frame, where editors read
    and keep them. The note of a beat names the cuts that were moved to it. Those of an earlier run
    go, unless `keep_earlier`; proposals of foley stay.
    """
    beats = [] if choice == MARKER_CHOICE_NONE else list(sync_map.grid)
    too_many = choice == MARKER_CHOICE_UNSPECIFIED and len(beats) > MAX_BEATS
    warning = ""
    if too_many or choice == MARKER_CHOICE_DOWNBEATS:
        downbeats = [beat for beat in beats if beat.beat == 1]
        if too_many:
            warning = (
                f"The music has {len(beats):,} beats, more than {MAX_BEATS:,}, so only its "
                f"{len(downbeats):,} downbeats became markers; choose the markers “beats” for all."
            )
        beats = downbeats
    moved: dict[int, list[Cut]] = defaultdict(list)
    for cut in sync_map.cuts:
        if cut.action == Cut.ACTION_MOVED:
            moved[round(cut.to_frame)].append(cut)
    stencil = patch.marker_stencil(_template(patch, sync_map))
    added = [stencil.fill(_values(patch, beat, moved.get(beat.frame, ()))) for beat in beats]
    keep = [keep_earlier or not entry.by_backbeat or entry.job == FOLEY for entry in edit.markers]
    patch.change_markers(keep, added)
    return MarkerChange(len(added), keep.count(False), warning)


def _template(patch: Patch, sync_map: SyncMap) -> dict[str, object]:
    return marker(
        name=Hole("name"),
        color=Hole("color"),
        start=Hole("start"),
        duration=patch.number(1),
        rate=patch.rate,
        note=Hole("note"),
        comment=Hole("comment"),
        provenance={
            "job": "snap",
            "version": __version__,
            "bar": Hole("bar"),
            "beat": Hole("beat"),
            "time_seconds": Hole("time"),
            "confidence": Hole("confidence"),
            "source_media": sync_map.spine.path,
        },
    )


def _values(patch: Patch, beat: GridBeat, cuts: Sequence[Cut]) -> dict[str, object]:
    name = f"B{beat.bar}.{beat.beat}"
    moves = [f"{cut.track} cut {cut.index + 1}: {cut.reason}" for cut in cuts]
    note = f"{NOTE_PREFIX}bar={beat.bar};beat={beat.beat};conf={beat.confidence:.2f}"
    return {
        "name": name,
        "color": DOWNBEAT_COLOR if beat.beat == 1 else BEAT_COLOR,
        "start": patch.number(beat.frame),
        "note": "; ".join([note, *moves]),
        "comment": ". ".join([name, *moves]),
        "bar": beat.bar,
        "beat": beat.beat,
        "time": beat.time_s,
        "confidence": round(beat.confidence, 4),
    }
