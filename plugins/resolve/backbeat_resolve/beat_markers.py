"""Beat Markers: a marker on every beat of the open timeline; only those of an earlier run go."""

from typing import Any, Dict, List

from backbeat_resolve import markers, timelines
from backbeat_resolve.host import open_session
from backbeat_resolve.run import Run, counted
from backbeat_resolve.snap_to_beats import chosen_music, snap_request
from backbeat_resolve.timelines import Guarded
from backbeat_resolve.wanted import NOTE_PREFIX, Marker

TITLE = "Beat Markers"
KEYS = ("music", "markers")

_DOWNBEAT, _BEAT = "Red", "Cyan"


def run(run: Run) -> str:
    """Runs the entry; returns the final message. Raises: Problem."""
    session = open_session(run.host)
    song = chosen_music(run, session)
    with run.results(session) as folder, Guarded(session):
        engine, edit = run.exported(session, folder, "snap")
        request = snap_request(run, session, song, edit)
        # Nothing is cut: only where each beat falls in the timeline is wanted.
        request["options"]["dryRun"] = True
        result = run.do(engine, {"snap": request}, 0.1, 0.6)
        sync_map = result.get("syncMap") or {}
        goal = _wanted(sync_map, run.settings.values["markers"])
        frames = int(sync_map.get("durationFrames", 0))
        report = run.talk.part(0.6, 1.0)
        placed = markers.put(session.timeline, goal, frames, report, run.talk.cancelled)
    timelines.remove(folder)
    return _said(str(session.timeline.GetName()), placed)


def _wanted(sync_map: Dict[str, Any], choice: str) -> List[Marker]:
    found: Dict[int, Marker] = {}
    for beat in sync_map.get("grid", []):
        bar, number = int(beat.get("bar", 0)), int(beat.get("beat", 0))
        if choice == "none" or (choice == "downbeats" and number != 1):
            continue
        note = "{}bar={};beat={};conf={:.2f}".format(
            NOTE_PREFIX, bar, number, float(beat.get("confidence", 0))
        )
        frame = int(beat.get("frame", 0))
        color = _DOWNBEAT if number == 1 else _BEAT
        found.setdefault(frame, Marker(frame, color, "B{}.{}".format(bar, number), note, 1))
    return list(found.values())


def _said(name: str, placed: markers.Placed) -> str:
    lines = ["“{}” has {}.".format(name, counted(placed.there, "beat marker"))]
    if placed.removed:
        lines.append("{} of an earlier run went.".format(counted(placed.removed, "marker")))
    if placed.occupied:
        lines.append(
            "{} had markers of yours already, which stay.".format(counted(placed.occupied, "beat"))
        )
    return "\n".join(lines)
