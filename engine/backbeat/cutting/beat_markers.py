"""Beat markers on a timeline: an earlier run's are replaced, everybody else's stay."""

from __future__ import annotations

from collections import defaultdict

from backbeat.errors import RequestError
from backbeat.timeline.markers import marker
from backbeat.timeline.model import Edit
from backbeat.timeline.patch import Patch
from backbeat.v1.cutting_pb2 import (
    MARKER_CHOICE_DOWNBEATS,
    MARKER_CHOICE_NONE,
    Cut,
    GridBeat,
    MarkerChoice,
    SyncMap,
)
from backbeat.version import __version__

DOWNBEAT_COLOR = "RED"
BEAT_COLOR = "CYAN"


def change_markers(
    patch: Patch, edit: Edit, sync_map: SyncMap, choice: MarkerChoice
) -> tuple[int, int]:
    """Puts the beats of a sync map on the timeline as markers one frame long.

    They stand on the stack of tracks, counted from the timeline's first frame, where editors read
    and keep them. A beat that a cut was moved to says so.

    Returns:
        How many were written, and how many of an earlier run went.
    """
    if choice not in MarkerChoice.values():
        raise RequestError(f"markers = {choice} is no known choice.")
    beats = [] if choice == MARKER_CHOICE_NONE else list(sync_map.grid)
    if choice == MARKER_CHOICE_DOWNBEATS:
        beats = [beat for beat in beats if beat.beat == 1]
    moved: dict[int, list[Cut]] = defaultdict(list)
    for cut in sync_map.cuts:
        if cut.action == Cut.ACTION_MOVED:
            moved[round(cut.to_frame)].append(cut)
    keep = [not entry.ours for entry in edit.markers]
    patch.change_markers(keep, [_marker(patch, sync_map, beat, moved) for beat in beats])
    return len(beats), keep.count(False)


def _marker(
    patch: Patch, sync_map: SyncMap, beat: GridBeat, moved: dict[int, list[Cut]]
) -> dict[str, object]:
    name = f"B{beat.bar}.{beat.beat}"
    words = [f"{cut.track} cut {cut.index + 1}: {cut.reason}" for cut in moved.get(beat.frame, ())]
    note = f"bar={beat.bar};beat={beat.beat};conf={beat.confidence:.2f}"
    return marker(
        name=name,
        color=DOWNBEAT_COLOR if beat.beat == 1 else BEAT_COLOR,
        start=patch.number(beat.frame),
        duration=patch.number(1),
        rate=patch.rate,
        note="; ".join([note, *words]),
        comment=". ".join([name, *words]),
        provenance={
            "job": "snap",
            "version": __version__,
            "bar": beat.bar,
            "beat": beat.beat,
            "time_seconds": beat.time_s,
            "confidence": round(beat.confidence, 4),
            "source_media": sync_map.spine.path,
        },
    )
