"""Check Sync: whether the faces of the timeline's clips are in step with their voices."""

from typing import Any, Dict, List, NamedTuple

from backbeat_resolve import markers
from backbeat_resolve.host import (
    Session,
    ask,
    file_of,
    items,
    open_session,
    selected_items,
    track_count,
)
from backbeat_resolve.material import STILL_FILES
from backbeat_resolve.problems import Problem
from backbeat_resolve.run import Run, counted
from backbeat_resolve.wanted import SYNC_PREFIX, Marker, file_name

TITLE = "Check Sync"

_IN, _OUT, _OTHER = (
    "SYNC_VERDICT_IN_SYNC",
    "SYNC_VERDICT_OUT_OF_SYNC",
    "SYNC_VERDICT_ANOTHER_VOICE",
)
_COLORS = {_OUT: "Red", _OTHER: "Yellow"}


class Checked(NamedTuple):
    """What was measured in one file."""

    path: str
    verdict: str
    offset_ms: float
    """Positive: the sound is late; 0 where it cannot be told."""
    reason: str
    """Why it cannot be told; empty where it can."""


def run(run: Run) -> str:
    """Runs the entry; returns the final message. Raises: Problem."""
    session = open_session(run.host)
    shown = _shown(session)
    paths = list(dict.fromkeys(file_of(item.GetMediaPoolItem()) for item in shown))
    if not paths:
        raise Problem(
            "The timeline shows no clip with a file behind it.",
            "Titles, stills and compound clips have no voice to be in step with.",
        )
    engine = run.engine("synccheck", 0.0, 0.05)
    checked: List[Checked] = []
    for number, path in enumerate(paths):
        start, end = (0.05 + 0.85 * at / len(paths) for at in (number, number + 1))
        try:
            report = run.do(engine, {"synccheck": {"path": path}}, start, end)
        except Problem as problem:
            # One file that cannot be read says nothing of the others.
            checked.append(Checked(path, "", 0.0, problem.message))
            continue
        checked.append(_checked(path, report))
    wanted = _wanted(session, shown, {one.path: one for one in checked})
    end_frame = int(ask(session.timeline, "GetEndFrame") or 0)
    placed = markers.put(
        session.timeline,
        wanted,
        max(end_frame - session.start, 1),
        run.talk.part(0.9, 1.0),
        run.talk.cancelled,
        SYNC_PREFIX,
    )
    return _said(session, checked, placed)


def _shown(session: Session) -> List[Any]:
    """The selected picture clips with a file behind them, else all of them."""
    timeline = session.timeline
    tracks = range(1, track_count(timeline, "video") + 1)
    there = [item for track in tracks for item in items(timeline, "video", track)]
    moving = [item for item in there if _moves(file_of(item.GetMediaPoolItem()))]
    chosen = {item.GetUniqueId() for item in selected_items(timeline) or []}
    return [item for item in moving if item.GetUniqueId() in chosen] or moving


def _moves(path: str) -> bool:
    return bool(path) and not path.lower().endswith(STILL_FILES)


def _checked(path: str, report: Dict[str, Any]) -> Checked:
    verdict = str(report.get("verdict", ""))
    reasons = [str(shot.get("reason") or "") for shot in report.get("shots") or []]
    reasons = [reason for reason in reasons if reason]
    warnings = [str(warning) for warning in report.get("warnings") or []]
    why = (warnings or reasons or ["it cannot be told"])[0]
    known = verdict in (_IN, _OUT)
    return Checked(path, verdict, float(report.get("offsetMs") or 0.0), "" if known else why)


def _wanted(session: Session, shown: List[Any], checked: Dict[str, Checked]) -> List[Marker]:
    """A marker at each clip that is not in step, on its first frame without another marker."""
    taken = markers.frames_of_others(session.timeline, SYNC_PREFIX)
    made: Dict[int, Marker] = {}
    for item in shown:
        one = checked[file_of(item.GetMediaPoolItem())]
        if one.verdict not in _COLORS:
            continue
        first, end = (int(ask(item, name)) - session.start for name in ("GetStart", "GetEnd"))
        free = (frame for frame in range(first, end) if frame not in taken and frame not in made)
        frame = next(free, None)
        if frame is None:
            continue
        note = "{}verdict={};offset={:+.0f}ms".format(SYNC_PREFIX, one.verdict, one.offset_ms)
        made[frame] = Marker(frame, _COLORS[one.verdict], _name(session, one), note, 1)
    return list(made.values())


def _name(session: Session, one: Checked) -> str:
    return "Another voice" if one.verdict == _OTHER else _late(session, one.offset_ms)


def _late(session: Session, offset_ms: float) -> str:
    frames = abs(offset_ms) / 1000 * float(session.rate.fps)
    return "Sound {:.0f} ms {} ({:.1f} frames)".format(
        abs(offset_ms), "late" if offset_ms > 0 else "early", frames
    )


def _said(session: Session, checked: List[Checked], placed: markers.Placed) -> str:
    good = [one for one in checked if one.verdict == _IN]
    lines = ["{} of {} in sync.".format(len(good), counted(len(checked), "file"))]
    for one in checked:
        name = "“{}”".format(file_name(one.path))
        if one.verdict == _OUT:
            lines.append("{}: {}.".format(name, _late(session, one.offset_ms).lower()))
        elif one.verdict == _OTHER:
            lines.append("{}: the lips say something else than the voice.".format(name))
        elif one.verdict != _IN:
            lines.append("{}: cannot tell. {}".format(name, one.reason))
    lines.append("Each file was judged by its own sound, as a whole.")
    if placed.there:
        lines.append("{} on the timeline.".format(counted(placed.there, "marker")))
    return "\n".join(lines)
