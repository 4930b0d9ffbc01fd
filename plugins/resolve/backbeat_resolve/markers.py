"""Markers of ours on a timeline: there, or put there; everybody else's are left alone."""

import time
from typing import Any, Callable, Dict, List, NamedTuple

from backbeat_resolve.host import ask
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.wanted import NOTE_PREFIX, Marker

CUSTOM_PREFIX = "backbeat:"
"""Of the hidden text by which a later run knows its own."""

_SAID_EVERY_S = 0.25

Report = Callable[[float, str], None]
Asked = Callable[[], bool]
Said = Dict[int, Dict[str, Any]]


class Placed(NamedTuple):
    """What became of the markers."""

    there: int
    """Markers of ours that are there now."""
    removed: int
    """Older ones of ours that went."""
    occupied: int
    """Frames on which somebody else's marker was, and stays."""
    beyond: int
    """Frames past the end of the timeline, which nobody would see."""


def put(
    timeline: Any, wanted: List[Marker], frames: int, report: Report, cancelled: Asked
) -> Placed:
    """Makes the markers of ours on a timeline be exactly `wanted`.

    Each one takes Resolve a screen refresh, about 17 ms, so only what is missing is added.

    Args:
        timeline: current or not.
        wanted: frames count from the timeline's first one.
        frames: length of the timeline.
        report, cancelled: told and asked several times a second.

    Raises:
        Problem: Resolve refuses a marker; those this call added are gone again.
        Cancelled: the user asked to stop; the same.
    """
    shown = [marker for marker in wanted if 0 <= marker.frame < frames]
    there = _markers(timeline)
    goal = {marker.frame: marker for marker in shown}
    ours = {frame: said for frame, said in there.items() if _is_ours(said)}
    kept = {frame for frame, said in ours.items() if _is(said, goal, frame)}
    stale = sorted(set(ours) - kept)
    _remove(timeline, there, stale)
    foreign = set(there) - set(ours)
    missing = [marker for marker in shown if marker.frame not in foreign.union(kept)]
    added = _add(timeline, missing, report, cancelled)
    seen = [frame for frame, said in _markers(timeline).items() if _is_ours(said)]
    lost = len(kept) + len(added) - len(seen)
    if lost:
        raise Problem(
            "{} of {} markers did not stay on the timeline.".format(lost, len(kept) + len(added)),
            "Run Beat Markers on it again.",
        )
    return Placed(
        len(seen),
        len(stale),
        sum(marker.frame in foreign for marker in shown),
        len(wanted) - len(shown),
    )


def _add(timeline: Any, missing: List[Marker], report: Report, cancelled: Asked) -> List[int]:
    added: List[int] = []
    told = 0.0
    for number, marker in enumerate(missing):
        if time.monotonic() - told > _SAID_EVERY_S:
            report(number / len(missing), "Placing marker {} of {}".format(number, len(missing)))
            told = time.monotonic()
        values = (marker.frame, marker.color, marker.name, marker.note, marker.duration)
        stopped = cancelled()
        if stopped or not ask(
            timeline, "AddMarker", *values, CUSTOM_PREFIX + marker.note[len(NOTE_PREFIX) :]
        ):
            for frame in added:
                ask(timeline, "DeleteMarkerAtFrame", frame)
            if stopped:
                raise Cancelled()
            raise Problem(
                "Resolve refuses a marker at frame {}.".format(marker.frame),
                "Close its dialogs and try again; no marker was added.",
            )
        added.append(marker.frame)
    return added


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


def _is_ours(said: Dict[str, Any]) -> bool:
    return str(said.get("customData", "")).startswith(CUSTOM_PREFIX) or str(
        said.get("note", "")
    ).startswith(NOTE_PREFIX)


def _is(said: Dict[str, Any], goal: Dict[int, Marker], frame: int) -> bool:
    wanted = goal.get(frame)
    return wanted is not None and said.get("name") == wanted.name
