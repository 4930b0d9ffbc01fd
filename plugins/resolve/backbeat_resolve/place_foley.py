"""Place Foley: a copy of the timeline with its sound effects on tracks by layer, and proposals."""

import re
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Set, Tuple

from backbeat_resolve import landing, markers, timelines, wanted
from backbeat_resolve.host import Session, ask, open_session, track_count
from backbeat_resolve.landing import Placement
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.run import Run, counted
from backbeat_resolve.timelines import Guarded
from backbeat_resolve.wanted import ExpectedTimeline, ExpectedTrack, Marker

TITLE = "Place Foley"
KEYS = ("foley", "foley_library", "foley_sounds", "foley_from")

_JOB = "foley"
_SURE = re.compile(r";conf=([0-9.]+)")


class Landed(NamedTuple):
    """What is on the new timeline."""

    timeline: Any
    sounds: int
    tracks: int
    placed: markers.Placed
    hidden: int
    """Proposals in a frame that has the marker of a surer one."""


def run(run: Run) -> str:
    """Runs the entry; returns the final message. Raises: Problem."""
    session = open_session(run.host)
    with run.results(session) as folder, Guarded(session) as guard:
        engine, edit = run.exported(session, folder, _JOB)
        output = folder / "{} foley.otio".format(folder.name)
        report = folder / "{} foley.html".format(folder.name)
        request = dict(
            run.settings.foley_request(),
            path=str(edit),
            outputPath=str(output),
            reportPaths=[str(report)],
            cueSheetPath=str(report.with_suffix(".csv")),
            creditsPath=str(folder / "credits.txt"),
        )
        result = run.do(engine, {"foley": request}, 0.1, 0.8)
        if run.talk.cancelled():
            raise Cancelled()
        if not result.get("cues"):
            return _nothing(result)
        before = wanted.read(edit, session.rate.fps)
        landed = land(run, session, guard, wanted.read(output, session.rate.fps), before)
    return _said(result, landed, report)


def land(
    run: Run, session: Session, guard: Guarded, goal: ExpectedTimeline, before: ExpectedTimeline
) -> Landed:
    """Makes a copy of the timeline with the engine's tracks and markers.

    Tracks of an earlier run go from the copy; the engine's have what was kept of them.

    Args:
        run, session, guard: of the run.
        goal: what the engine wrote.
        before: what it was given.

    Raises:
        Problem: Resolve refuses something; nothing of it is kept.
        Cancelled: the user asked to stop.
    """
    ours = [track for track in goal.tracks if track.job == _JOB and track.kind == "audio"]
    paths = [item.path for track in ours for item in track.items]
    pool_items = landing.import_files(session, guard, paths, anywhere=True) if paths else {}
    name = timelines.free_name(session.project, "{} foley".format(session.timeline.GetName()))
    made = timelines.duplicate(session, guard, name)
    _remove_tracks(made, gone(before, goal))
    for number, track in enumerate(ours):
        place = landing.add_track(made, "audio", track.name, "stereo")
        share = 0.8 + 0.15 * number / len(ours)
        landing.land(
            session,
            made,
            pool_items,
            _placements(track),
            ("audio", place),
            run.talk.part(share, share + 0.15 / len(ours)),
            run.talk.cancelled,
        )
    report = run.talk.part(0.95, 1.0)
    proposals = [one for one in goal.markers if one.note.startswith(wanted.FOLEY_PREFIX)]
    # A frame of Resolve holds one marker: the surest, which comes last.
    proposals.sort(key=_confidence)
    placed = markers.put(
        made, proposals, goal.frames, report, run.talk.cancelled, wanted.FOLEY_PREFIX
    )
    hidden = len(proposals) - len({one.frame for one in proposals})
    return Landed(made, len(paths), len(ours), placed, hidden)


def _confidence(marker: Marker) -> float:
    found = _SURE.search(marker.note)
    return float(found.group(1)) if found else 0.0


def gone(before: ExpectedTimeline, goal: ExpectedTimeline) -> Set[Tuple[str, int]]:
    """Sound tracks that an earlier run made, and the engine wrote anew or took out.

    Tracks of others it leaves as they are, so those that are not among its own are ours.

    Returns:
        the name of each, and which of that name it is, from 0.
    """
    kept = [track for track in goal.tracks if track.kind == "audio" and track.job != _JOB]
    found: Set[Tuple[str, int]] = set()
    counts: Counter[str] = Counter()
    for track in before.tracks:
        if track.kind != "audio":
            continue
        same = [one for one in kept if (one.name, one.items) == (track.name, track.items)]
        if same:
            kept.remove(same[0])
        else:
            found.add((track.name, counts[track.name]))
        counts[track.name] += 1
    return found


def _remove_tracks(timeline: Any, tracks: Set[Tuple[str, int]]) -> None:
    numbers: List[int] = []
    counts: Counter[str] = Counter()
    for number in range(1, track_count(timeline, "audio") + 1):
        name = str(ask(timeline, "GetTrackName", "audio", number))
        if (name, counts[name]) in tracks:
            numbers.append(number)
        counts[name] += 1
    for number in reversed(numbers):
        name = ask(timeline, "GetTrackName", "audio", number)
        if not ask(timeline, "DeleteTrack", "audio", number):
            raise Problem(
                "Resolve does not delete the track “{}” of an earlier run.".format(name),
                "See whether it is locked; nothing was changed.",
            )


def _placements(track: ExpectedTrack) -> List[Placement]:
    return [
        Placement(item.path, int(item.start), int(item.end - item.start), item.source_start)
        for item in track.items
    ]


def _nothing(result: Dict[str, Any]) -> str:
    lines = [
        "Nothing was found that should sound, and nothing was changed. Say it with a marker: "
        "“door slam [FX]”."
    ]
    lines.extend(str(warning) for warning in result.get("warnings") or [])
    return "\n".join(lines)


def _said(result: Dict[str, Any], landed: Landed, report: Path) -> str:
    cues = result.get("cues") or []
    temporary = sum(bool((cue.get("sound") or {}).get("temporary")) for cue in cues)
    lines = [
        "“{}” is open: {} on {}, {} as markers.".format(
            ask(landed.timeline, "GetName"),
            counted(landed.sounds, "sound"),
            counted(landed.tracks, "track"),
            counted(landed.placed.there, "proposal"),
        )
    ]
    if temporary:
        lines.append(
            "{} made by rule, to be replaced before delivery.".format(
                "1 sound is" if temporary == 1 else "{} sounds are".format(temporary)
            )
        )
    errors = [abs(float(cue["hitErrorMs"])) for cue in cues if "hitErrorMs" in cue]
    if errors:
        lines.append(
            "Measured: {} at most {:.1f} ms from what is seen.".format(
                counted(len(errors), "hit"), max(errors)
            )
        )
    if landed.placed.occupied:
        lines.append(
            "{} had markers of yours already, which stay.".format(
                counted(landed.placed.occupied, "proposal")
            )
        )
    if landed.hidden:
        lines.append(
            "{} in the frame of a surer one, whose marker is there.".format(
                "1 proposal is" if landed.hidden == 1 else "{} proposals are".format(landed.hidden)
            )
        )
    lines.extend(str(warning) for warning in result.get("warnings") or [])
    lines.append("Every cue, its evidence and its sound: {}".format(report))
    return "\n".join(lines)
