"""Snap to Beats: a new timeline whose cuts lie on the beat; the old one stays as it is."""

from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Tuple

from backbeat_resolve import markers, music, readback, rebuild, timelines, wanted
from backbeat_resolve.host import Session, ask, open_session
from backbeat_resolve.music import Music
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.run import Run, counted
from backbeat_resolve.timelines import Guarded
from backbeat_resolve.wanted import ExpectedTimeline

TITLE = "Snap to Beats"
KEYS = ("music", "every", "tolerance", "markers", "linked_sound")

_NAMED = 8
"""Skipped cuts that are listed one by one; the report has all."""


class _Landed(NamedTuple):
    timeline: Any
    lost: List[str]
    rebuilt: str
    """Why clips were placed one by one; empty where the file came in as it is."""
    placed: markers.Placed


def run(run: Run) -> str:
    """Runs the entry; returns the final message. Raises: Problem."""
    session = open_session(run.host)
    song = chosen_music(run, session)
    with run.results(session) as folder, Guarded(session) as guard:
        engine, edit = run.exported(session, folder, "snap")
        output = folder / "{}.otio".format(folder.name)
        request = snap_request(run, session, song, edit)
        request["outputPath"], request["forEditor"] = str(output), "EDITOR_RESOLVE"
        result = run.do(engine, {"snap": request}, 0.1, 0.7)
        if run.talk.cancelled():
            raise Cancelled()
        landed = _land(run, session, guard, output)
        guard.make_current(landed.timeline)
    return _said(result, landed)


def chosen_music(run: Run, session: Session) -> Music:
    """The music of the open timeline, also written to the console. Raises: Problem."""
    song = music.choose(session.timeline, run.settings.values["music"])
    run.talk.say("The music is “{}” on {}, {}.".format(song.name, song.track, song.why))
    return song


def snap_request(run: Run, session: Session, song: Music, edit: Path) -> Dict[str, Any]:
    """The contract's `SnapRequest`, but for where the result goes."""
    options = run.settings.snap_options()
    options["dropFrame"] = session.rate.drop
    return {"editPath": str(edit), "musicPath": song.path, "options": options}


def _land(run: Run, session: Session, guard: Guarded, path: Path) -> _Landed:
    """Imports the engine's timeline into Resolve, and checks it clip by clip."""
    goal = wanted.read(path, session.rate.fps)
    name = timelines.free_name(session.project, "{} on beat".format(session.timeline.GetName()))
    made, lost, rebuilt = None, [], ""
    try:
        run.talk.report(0.7, "Importing the new timeline")
        made = timelines.import_otio(session, guard, path, name)
        lost = readback.check(session, made, goal, run.talk.part(0.75, 0.8))
    except Cancelled:
        raise
    except Problem as problem:
        rebuilt = problem.message
        guard.undo()
        made, lost = _rebuilt(run, session, guard, goal, name, rebuilt)
    report = run.talk.part(0.8, 1.0)
    placed = markers.put(made, goal.markers, goal.frames, report, run.talk.cancelled)
    return _Landed(made, lost, rebuilt, placed)


def _rebuilt(
    run: Run, session: Session, guard: Guarded, goal: ExpectedTimeline, name: str, why: str
) -> Tuple[Any, List[str]]:
    """The timeline by the way round an import, and what is not on it."""
    run.talk.note(why)
    try:
        made = rebuild.run(session, guard, goal, name, run.talk.part(0.75, 0.8))
        return made, readback.check(session, made, goal)
    except Cancelled:
        raise
    except Problem as problem:
        raise Problem(
            "{} Placing the clips one by one failed too: {}".format(why, problem.message),
            problem.hint,
        ) from problem


def _said(result: Dict[str, Any], landed: _Landed) -> str:
    lines = [
        "“{}” is open: {} moved, {} already on a beat, {} skipped; {}.".format(
            ask(landed.timeline, "GetName"),
            counted(int(result.get("moved", 0)), "cut"),
            result.get("kept", 0),
            result.get("skipped", 0),
            counted(landed.placed.there, "beat marker"),
        )
    ]
    lines.extend(_skipped(result))
    if landed.placed.occupied:
        lines.append(
            "{} had markers of yours already, which stay.".format(
                counted(landed.placed.occupied, "beat")
            )
        )
    if landed.lost:
        lines.append("Resolve did not bring along {}.".format(readback.told(landed.lost)))
    if landed.rebuilt:
        lines.append(
            "{} So this is a copy of your timeline on which only the clips beside moved cuts were "
            "placed anew: grades, effects and transitions of those clips are not on them, nor, "
            "before Resolve 19.1, their links to sound.".format(landed.rebuilt)
        )
    lines.extend(str(warning) for warning in result.get("warnings", []))
    lines.append("Why each cut is where it is: {}".format(result.get("reportPath", "")))
    return "\n".join(lines)


def _skipped(result: Dict[str, Any]) -> List[str]:
    cuts = (result.get("syncMap") or {}).get("cuts", [])
    skipped = [cut for cut in cuts if cut.get("action") == "ACTION_SKIPPED"]
    lines = [
        "Skipped {} {}: {}".format(cut.get("track"), cut.get("timecode"), cut.get("reason"))
        for cut in skipped[:_NAMED]
    ]
    if len(skipped) > _NAMED:
        lines.append("... and {} more, all in the report.".format(len(skipped) - _NAMED))
    return lines
