"""Cut to Music: a new timeline from clips of the media pool, paced by a song."""

import contextlib
from pathlib import Path
from typing import Any, Dict, Iterator, List, NamedTuple

from backbeat_resolve import assembling, markers, material, readback, timelines, wanted
from backbeat_resolve.host import Session, ask, open_project, setting
from backbeat_resolve.material import Material
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.run import Run, counted
from backbeat_resolve.timelines import Guarded

TITLE = "Cut to Music"
KEYS = ("music", "pattern", "pace", "length", "order", "clip_sound")


class _Landed(NamedTuple):
    session: Session
    timeline: Any
    lost: List[str]
    rebuilt: str
    """Why clips were placed one by one; empty where the file came in as it is."""
    placed: markers.Placed


def run(run: Run) -> str:
    """Runs the entry; returns the final message. Raises: Problem."""
    session = open_project(run.host)
    found = material.find(session, run.settings.values["music"])
    for line in found.said:
        run.talk.say(line)
    with run.results(session) as folder, Guarded(session) as guard:
        engine = run.engine("cut", 0.0, 0.05)
        output = folder / "{}.otio".format(folder.name)
        request = cut_request(run, session, found)
        request["outputPath"], request["forEditor"] = str(output), "EDITOR_RESOLVE"
        result = run.do(engine, {"cut": request}, 0.05, 0.7)
        if run.talk.cancelled():
            raise Cancelled()
        landed = _land(run, session, guard, output, Path(found.song).stem)
        guard.make_current(landed.timeline)
    return _said(result, landed)


def cut_request(run: Run, session: Session, found: Material) -> Dict[str, Any]:
    """The contract's `CutRequest`, but for where the result goes."""
    fps = session.rate.fps
    request: Dict[str, Any] = {
        "paths": found.clips,
        "musicPath": found.song,
        "rate": {"numerator": fps.numerator, "denominator": fps.denominator},
    }
    size = [_pixels(session, "timelineResolution" + name) for name in ("Width", "Height")]
    if all(size):
        request["width"], request["height"] = size
    request.update(run.settings.cut_options())
    return request


def _pixels(session: Session, name: str) -> int:
    said = str(setting(session.timeline or session.project, name) or "")
    return int(said) if said.isdecimal() else 0


def _land(run: Run, session: Session, guard: Guarded, path: Path, song: str) -> _Landed:
    """Imports the engine's timeline into Resolve, and checks it clip by clip."""
    goal = wanted.read(path, session.rate.fps)
    name = timelines.free_name(session.project, "{} cut".format(song))
    lost, rebuilt = [], ""
    try:
        run.talk.report(0.7, "Importing the new timeline")
        made = timelines.import_otio(session, guard, path, name)
        new = session._replace(timeline=made, start=goal.start)
        lost = readback.check(new, made, goal, run.talk.part(0.75, 0.8))
    except Cancelled:
        raise
    except Problem as problem:
        rebuilt = problem.message
        run.talk.note(rebuilt)
        guard.undo()
        with _both_said(rebuilt):
            new = assembling.run(
                session, guard, goal, name, run.talk.part(0.75, 0.8), run.talk.cancelled
            )
            made = new.timeline
            lost = readback.check(new, made, goal)
    report = run.talk.part(0.8, 1.0)
    placed = markers.put(made, goal.markers, goal.frames, report, run.talk.cancelled)
    return _Landed(new, made, lost, rebuilt, placed)


@contextlib.contextmanager
def _both_said(first: str) -> Iterator[None]:
    """Turns the problem of the way round into one that names both."""
    try:
        yield
    except Cancelled:
        raise
    except Problem as problem:
        raise Problem(
            "{} Placing the clips one by one failed too: {}".format(first, problem.message),
            problem.hint,
        ) from problem


def _said(result: Dict[str, Any], landed: _Landed) -> str:
    (edit,) = result.get("edits") or [{}]
    slots = (edit.get("syncMap") or {}).get("slots") or []
    shots = [slot for slot in slots if slot.get("shot")]
    frames = sum(int(slot["endFrame"]) - int(slot.get("startFrame", 0)) for slot in shots)
    seconds = float(frames / landed.session.rate.fps)
    used = {str(slot["shot"].get("path")) for slot in shots}
    lines = [
        "“{}” is open: {} of {:.1f} s on average, from {}; {}.".format(
            ask(landed.timeline, "GetName"),
            counted(len(shots), "shot"),
            seconds / max(1, len(shots)),
            counted(len(used), "clip"),
            counted(landed.placed.there, "beat marker"),
        )
    ]
    if landed.lost:
        lines.append("Resolve did not bring along {}.".format(readback.told(landed.lost)))
    if landed.rebuilt:
        lines.append(
            "{} So the clips were placed one by one: dissolves became hard cuts, and levels of "
            "sound are as recorded.".format(landed.rebuilt)
        )
    lines.extend(str(warning) for warning in result.get("warnings", []))
    if result.get("missed"):
        lines.append(str(result["missed"]))
    lines.append("Why each cut is where it is: {}".format(edit.get("reportPath", "")))
    return "\n".join(lines)
