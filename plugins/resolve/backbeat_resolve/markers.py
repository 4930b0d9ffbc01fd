"""Sets our markers on a timeline; markers of others are left alone."""

import time
from typing import Any, Dict, List, NamedTuple, Set

from backbeat_resolve.host import ask
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.progress import IsCancelled, Report
from backbeat_resolve.wanted import FOLEY_PREFIX, NOTE_PREFIX, SYNC_PREFIX, Marker

CUSTOM_PREFIX = "backbeat:"
"""Of the hidden text by which a later run knows its own."""

_REPORT_INTERVAL_S = 0.25

Said = Dict[int, Dict[str, Any]]


class Placed(NamedTuple):
    """The result of setting markers."""

    there: int
    """Markers of ours that are there now."""
    removed: int
    """Older ones of ours that were removed."""
    occupied: int
    """Frames on which somebody else's marker was, and stays."""
    beyond: int
    """Frames past the end of the timeline, which nobody would see."""


def put(
    timeline: Any,
    wanted: List[Marker],
    frames: int,
    report: Report,
    cancelled: IsCancelled,
    prefix: str = NOTE_PREFIX,
) -> Placed:
    """Makes the markers of one kind of ours on a timeline be exactly `wanted`.

    Each one takes Resolve a screen refresh, about 17 ms, so only what is missing is added.

    Args:
        timeline: current or not.
        wanted: frames count from the timeline's first one.
        frames: length of the timeline.
        report, cancelled: called several times a second.
        prefix: of the notes of that kind: `SYNC_PREFIX`, `FOLEY_PREFIX`, or `NOTE_PREFIX` for
            those of beats.

    Raises:
        Problem: Resolve refuses a marker; those this call added are gone again, and those it
            took away are back.
        Cancelled: the user asked to stop; the same.
    """
    # Those of other kinds came along with the timeline.
    wanted = [marker for marker in wanted if _kind(marker.note) == prefix]
    goal = {marker.frame: marker for marker in wanted if 0 <= marker.frame < frames}
    beyond = sum(not 0 <= marker.frame < frames for marker in wanted)
    there = _markers(timeline)
    ours = {frame: said for frame, said in there.items() if _prefix(said) == prefix}
    kept = {frame for frame, said in ours.items() if _is(said, goal, frame)}
    stale = {frame: said for frame, said in ours.items() if frame not in kept}
    foreign = set(there) - set(ours)
    missing = [goal[frame] for frame in sorted(set(goal) - foreign - kept)]
    _remove(timeline, there, sorted(stale))
    added: List[int] = []
    try:
        _add(timeline, missing, added, report, cancelled)
    except Problem as problem:
        for frame in added:
            ask(timeline, "DeleteMarkerAtFrame", frame)
        _put_back(timeline, stale, report)
        if set(_markers(timeline)) != set(there):
            raise Problem(
                "Resolve stopped taking changes, and not all markers are as they were.",
                "Close its dialogs and run Beat Markers on it again.",
            ) from problem
        raise
    seen = {frame for frame, said in _markers(timeline).items() if _prefix(said) == prefix}
    lost = len((kept | set(added)) - seen)
    if lost:
        raise Problem(
            "{} of {} markers did not stay on the timeline.".format(lost, len(kept) + len(added)),
            "Run Beat Markers on it again.",
        )
    return Placed(len(seen), len(stale), len(foreign & set(goal)), beyond)


def _add(
    timeline: Any, missing: List[Marker], added: List[int], report: Report, cancelled: IsCancelled
) -> None:
    """Each marker that is there joins `added`, also where a later one is refused."""
    told = 0.0
    for number, marker in enumerate(missing):
        if time.monotonic() - told > _REPORT_INTERVAL_S:
            report(number / len(missing), "Placing marker {} of {}".format(number, len(missing)))
            told = time.monotonic()
        if cancelled():
            raise Cancelled()
        values = (marker.frame, marker.color, marker.name, marker.note, marker.duration)
        custom = CUSTOM_PREFIX + marker.note[len(NOTE_PREFIX) :]
        if not ask(timeline, "AddMarker", *values, custom):
            raise Problem(
                "Resolve refuses a marker at frame {}.".format(marker.frame),
                "Close its dialogs and try again; the markers are as they were.",
            )
        added.append(marker.frame)


def _put_back(timeline: Any, stale: Said, report: Report) -> None:
    told = 0.0
    for frame, said in sorted(stale.items()):
        if time.monotonic() - told > _REPORT_INTERVAL_S:
            report(0.0, "Putting earlier markers back")
            told = time.monotonic()
        texts = [str(said.get(key) or "") for key in ("color", "name", "note")]
        length = max(1, round(said.get("duration") or 1))
        custom = str(said.get("customData") or "")
        ask(timeline, "AddMarker", frame, *texts, length, custom)


def _remove(timeline: Any, there: Said, stale: List[int]) -> None:
    """By colour where a colour is ours alone: one call, however many there are."""
    gone = set(stale)
    for color in sorted({str(there[frame].get("color")) for frame in stale}):
        same = {frame for frame, said in there.items() if said.get("color") == color}
        if same <= gone:
            ask(timeline, "DeleteMarkersByColor", color)
            gone -= same
    for frame in sorted(gone):
        ask(timeline, "DeleteMarkerAtFrame", frame)


def _markers(timeline: Any) -> Said:
    """Keyed by whole frames; Resolve gives floats."""
    said = ask(timeline, "GetMarkers") or {}
    return {round(frame): dict(marker) for frame, marker in said.items()}


def frames_of_others(timeline: Any, prefix: str) -> Set[int]:
    """Frames, from the timeline's first, with markers that `put` with this prefix leaves alone."""
    there = _markers(timeline).items()
    return {frame for frame, said in there if _prefix(said) != prefix}


def _prefix(said: Dict[str, Any]) -> str:
    """Which kind of ours a marker is; empty where it is somebody else's."""
    note, custom = str(said.get("note", "")), str(said.get("customData", ""))
    if custom.startswith(CUSTOM_PREFIX):
        note = NOTE_PREFIX + custom[len(CUSTOM_PREFIX) :]
    return _kind(note)


def _kind(note: str) -> str:
    prefixes = (SYNC_PREFIX, FOLEY_PREFIX, NOTE_PREFIX)
    return next((prefix for prefix in prefixes if note.startswith(prefix)), "")


def _is(said: Dict[str, Any], goal: Dict[int, Marker], frame: int) -> bool:
    wanted = goal.get(frame)
    return wanted is not None and said.get("name") == wanted.name
