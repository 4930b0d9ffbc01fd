"""Master Loudness: the timeline's mix, mastered, on a track of its own; the others are muted."""

from fractions import Fraction
from pathlib import Path
from typing import Any, Dict, Tuple

from backbeat_resolve import landing, levels, readback, timelines, wanted
from backbeat_resolve.host import Session, ask, open_session
from backbeat_resolve.landing import Placement
from backbeat_resolve.problems import Problem
from backbeat_resolve.run import Run, counted
from backbeat_resolve.timelines import Guarded

TITLE = "Master Loudness"
KEYS = ("preset", "master_as")

_TRACK = "Backbeat master"
_LAYOUTS = {1: "mono", 2: "stereo", 6: "5.1"}


def run(run: Run) -> str:
    """Runs the entry; returns the final message. Raises: Problem."""
    session = open_session(run.host)
    by_levels = run.settings.values["master_as"] == "clip levels"
    with run.results(session) as folder, Guarded(session) as guard:
        engine, edit = run.exported(session, folder, "master")
        output = folder / "{} master.wav".format(folder.name)
        delivery = {"preset": run.settings.values["preset"], "outputPath": str(output)}
        request = {"path": str(edit), "deliveries": [delivery]}
        result = run.do(engine, {"master": request}, 0.1, 0.85)
        delivered = (result.get("delivered") or [{}])[0]
        if by_levels:
            made, where = _levelled(run, session, guard, edit, delivered)
        else:
            made, where = _land(run, session, guard, output, delivered)
    return _said(str(made.GetName()), where, delivered, result)


def _levelled(
    run: Run, session: Session, guard: Guarded, edit: Path, delivered: Dict[str, Any]
) -> Tuple[Any, str]:
    """A copy of the timeline whose clips are all louder or softer by what mastering took."""
    by_db = float(delivered.get("gainDb") or 0.0)
    reduction_db = float(delivered.get("maxReductionDb") or 0.0)
    if reduction_db:
        raise Problem(
            "The loudness asked for needs a limiter ({:+.1f} dB, limited by up to {:.1f} dB), "
            "which levels of clips cannot be.".format(by_db, reduction_db),
            "Master onto a new track instead.",
        )
    name = timelines.free_name(session.project, "{} master".format(session.timeline.GetName()))
    report = run.talk.part(0.85, 1.0)
    if levels.can_set(session.timeline):
        made = timelines.duplicate(session, guard, name)
        clips = levels.move_all(made, by_db, report, run.talk.cancelled)
    else:
        # Before 21.1 Resolve has no call for it; its file has.
        changed = edit.with_name("levels.otio")
        clips = levels.move_all_in_file(edit, changed, by_db)
        made = timelines.import_otio(session, guard, changed, name)
        readback.check(session, made, wanted.read(changed, session.rate.fps))
        guard.make_current(made)
    return made, "by {:+.1f} dB on each of {}".format(by_db, counted(clips, "clip"))


def _land(
    run: Run, session: Session, guard: Guarded, path: Path, delivered: Dict[str, Any]
) -> Tuple[Any, str]:
    """A copy of the timeline with the master on a new track, everything else on it muted."""
    name = timelines.free_name(session.project, "{} master".format(session.timeline.GetName()))
    pool_items = landing.import_files(session, guard, [str(path)])
    made = timelines.duplicate(session, guard, name)
    after = delivered.get("after") or {}
    layout = _LAYOUTS.get(int(after.get("channels", 2)), "stereo")
    number = landing.add_track(made, "audio", _TRACK, layout)
    frames = int(float(after.get("durationS", 0)) * session.rate.fps)
    landing.land(
        session,
        made,
        pool_items,
        [Placement(str(path), 0, frames, Fraction(0))],
        ("audio", number),
        run.talk.part(0.85, 1.0),
        run.talk.cancelled,
    )
    for track in range(1, number):
        ask(made, "SetTrackEnable", "audio", track, False)
        if ask(made, "GetIsTrackEnabled", "audio", track):
            raise Problem(
                "Resolve does not mute audio track {} of “{}”.".format(track, name),
                "Nothing is kept; close its dialogs and try again.",
            )
    return made, "on the track “{}”".format(_TRACK)


def _said(name: str, where: str, delivered: Dict[str, Any], result: Dict[str, Any]) -> str:
    after = delivered.get("after") or {}
    lines = [
        "“{}” is open, with its mix at {:.1f} LUFS and {:.1f} dBTP {}.".format(
            name,
            float(after.get("integratedLufs") or 0.0),
            float(after.get("truePeakDbtp") or 0.0),
            where,
        ),
        "Mixed from the timeline as exported: levels and fades of clips count, faders and effects "
        "of tracks do not, which Resolve does not export.",
    ]
    if delivered.get("missed"):
        lines.append("Not as asked for: {}.".format(delivered["missed"]))
    lines.extend(str(note) for note in delivered.get("notes", []))
    lines.extend(str(note) for note in (result.get("rendered") or {}).get("warnings", []))
    return "\n".join(lines)
