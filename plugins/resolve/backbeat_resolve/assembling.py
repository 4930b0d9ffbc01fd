"""Fallback for a failed import: a new timeline on which every clip is placed by Resolve's calls."""

from typing import Dict

from backbeat_resolve.frames import timecode
from backbeat_resolve.host import Session, ask, can, open_timeline, track_count
from backbeat_resolve.landing import Placement, add_track, import_files, land
from backbeat_resolve.problems import Problem
from backbeat_resolve.progress import IsCancelled, Report
from backbeat_resolve.timelines import Guarded
from backbeat_resolve.wanted import ExpectedItem, ExpectedTimeline

_LAYOUT = "stereo"


def run(
    session: Session,
    guard: Guarded,
    goal: ExpectedTimeline,
    name: str,
    report: Report,
    cancelled: IsCancelled,
) -> Session:
    """Makes the timeline that is wanted.

    Returns:
        the session of the new timeline, current now. It still is to be looked at.

    Raises:
        Problem: Resolve refuses a step, or a clip has no file behind it.
        Cancelled: the user asked to stop.
    """
    paths = _paths(session, goal)
    made = ask(session.pool, "CreateEmptyTimeline", name)
    if made is None:
        raise Problem("Resolve made no timeline.", "Close its dialogs and try again.")
    guard.made.append(made)
    guard.make_current(made)
    new = open_timeline(session.host, session.project, session.pool, made)
    if new.rate.fps != session.rate.fps:
        raise Problem(
            "The project makes timelines of {} frames a second, and this one has {}.".format(
                float(new.rate.fps), float(session.rate.fps)
            ),
            "Change the project's frame rate, or the open timeline.",
        )
    if new.start != goal.start:
        if can(made, "SetStartTimecode"):
            made.SetStartTimecode(timecode(goal.start, new.rate))
        new = open_timeline(session.host, session.project, session.pool, made)
    pool_items = import_files(session, guard, list(dict.fromkeys(paths.values())), anywhere=True)
    counts = {"video": 0, "audio": 0}
    for track in goal.tracks:
        counts[track.kind] += 1
        number = counts[track.kind]
        while track_count(made, track.kind) < number:
            label = "{} {}".format(track.kind.title(), number)
            add_track(made, track.kind, label, _LAYOUT)
        placements = [_placement(one, paths) for one in track.items]
        land(new, made, pool_items, placements, (track.kind, number), report, cancelled)
    return new


def _placement(one: ExpectedItem, paths: Dict[str, str]) -> Placement:
    start, end = round(one.start), round(one.end)
    return Placement(paths[one.path], start, end - start, one.source_start)


def _paths(session: Session, goal: ExpectedTimeline) -> Dict[str, str]:
    """The path that Resolve has for each file of the timeline."""
    found: Dict[str, str] = {}
    for track in goal.tracks:
        for one in track.items:
            if not one.path or not one.plain:
                raise Problem(
                    "“{}” cannot be placed by itself: it {}.".format(
                        one.name, "is retimed" if one.path else "has no file behind it"
                    )
                )
            found[one.path] = one.path
    return found
