"""Lip-sync Clip: the selected clip with a mouth in step with new words, on a track above it."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Tuple

from backbeat_resolve import landing, timelines
from backbeat_resolve.frames import timecode
from backbeat_resolve.host import Session, ask, file_of, items, open_session, selected_items
from backbeat_resolve.landing import Placement
from backbeat_resolve.material import STILL_FILES
from backbeat_resolve.new_words import NewWords, choose
from backbeat_resolve.problems import Problem
from backbeat_resolve.run import Run, counted
from backbeat_resolve.timelines import Guarded
from backbeat_resolve.wanted import file_name

TITLE = "Lip-sync Clip"
KEYS = ("speech", "lip_backend")

_VIDEO, _SPEECH = "Backbeat lip-sync", "Backbeat lip-sync speech"


class Made(NamedTuple):
    """A clip of the timeline that the engine wrote."""

    path: str
    start: int
    """In frames from the timeline's first."""
    frames: int
    source_start: Fraction
    """Where in the file it begins, in frames of the timeline's rate."""


def run(run: Run) -> str:
    """Runs the entry; returns the final message. Raises: Problem."""
    session = open_session(run.host)
    clip = clip_of(session)
    words = choose(session, clip, run.settings.values["speech"])
    run.talk.say("{} says “{}”, {}.".format(_named(clip), file_name(words.path), words.why))
    with run.results(session) as folder, Guarded(session) as guard:
        engine, edit = run.exported(session, folder, "lipsync")
        output = folder / "{} lip-sync.otio".format(folder.name)
        request = {
            "path": str(edit),
            "clip": "{}@{}".format(clip.GetName(), timecode(int(clip.GetStart()), session.rate)),
            "speechPath": words.path,
            "speechStartS": words.start_s,
            "outputPath": str(output),
            "backend": run.settings.lip_backend(),
        }
        result = run.do(engine, {"lipsync": request}, 0.1, 0.9)
        made = _landed(run, session, guard, output, words)
    return _said(made, clip, words, result)


def clip_of(session: Session) -> Any:
    """The selected clip with a moving picture, else the one under the playhead.

    Raises:
        Problem: there is none, or there are several.
    """
    chosen = [item for item in selected_items(session.timeline) or [] if _moves(item)]
    chosen = [item for item in chosen if _is_picture(session, item)]
    if len(chosen) > 1:
        raise Problem(
            "{} are selected.".format(counted(len(chosen), "clip")),
            "Select the one whose mouth is to move; every clip is a run of its own.",
        )
    shown = chosen[0] if chosen else ask(session.timeline, "GetCurrentVideoItem")
    if shown is None or not _moves(shown):
        raise Problem(
            "No clip with a file behind it is selected, and none is under the playhead.",
            "Put the playhead on the clip whose mouth is to move (scripts see the selection from "
            "Resolve 21.0.4 on); titles, stills and compound clips have no mouth.",
        )
    return shown


def made_in(path: Path, kind: str, track: str) -> Optional[Made]:
    """The clip of the engine's timeline on the topmost track called so; None where there is none.

    Args:
        path: of the timeline.
        kind: "Video" or "Audio".
        track: the track's name.

    Raises:
        Problem: the file cannot be read.
    """
    try:
        root = json.loads(path.read_text(encoding="utf-8-sig"))
        tracks = [
            one
            for one in root["tracks"]["children"]
            if one["kind"] == kind and one["name"] == track
        ]
        at = Fraction(0)
        for child in tracks[-1]["children"] if tracks else []:
            used = child["source_range"]
            frames = Fraction(used["duration"]["value"])
            if not str(child["OTIO_SCHEMA"]).startswith("Clip."):
                at += frames
                continue
            media = child["media_references"][child["active_media_reference_key"]]
            first = Fraction(media["available_range"]["start_time"]["value"])
            source = Fraction(used["start_time"]["value"]) - first
            return Made(str(media["target_url"]), int(at), int(frames), source)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem("{} cannot be read: {}.".format(path, error)) from error
    return None


def _landed(run: Run, session: Session, guard: Guarded, path: Path, words: NewWords) -> Any:
    """A copy of the timeline with the new clip above the others, and its words below."""
    video = made_in(path, "Video", "Lip-sync")
    if video is None:
        raise Problem(
            "The engine's timeline {} has no new clip.".format(path), "Report it with the file."
        )
    parts: List[Tuple[str, str, Made]] = [("video", _VIDEO, video)]
    sound = None if words.is_there else made_in(path, "Audio", "Lip-sync speech")
    if sound is not None:
        parts.append(("audio", _SPEECH, sound))
    name = timelines.free_name(session.project, "{} lip-sync".format(session.timeline.GetName()))
    pool_items = landing.import_files(
        session, guard, [one.path for _, _, one in parts], anywhere=True
    )
    made = timelines.duplicate(session, guard, name)
    for number, (kind, track_name, one) in enumerate(parts):
        track = landing.add_track(made, kind, track_name, "stereo")
        landing.land(
            session,
            made,
            pool_items,
            [Placement(one.path, one.start, one.frames, one.source_start)],
            (kind, track),
            run.talk.part(0.9 + 0.05 * number, 0.95 + 0.05 * number),
            run.talk.cancelled,
        )
    return made


def _is_picture(session: Session, item: Any) -> bool:
    tracks = range(1, int(ask(session.timeline, "GetTrackCount", "video") or 0) + 1)
    there = {
        one.GetUniqueId() for track in tracks for one in items(session.timeline, "video", track)
    }
    return item.GetUniqueId() in there


def _moves(item: Any) -> bool:
    path = file_of(item.GetMediaPoolItem())
    return bool(path) and not path.lower().endswith(STILL_FILES)


def _named(clip: Any) -> str:
    return "“{}”".format(clip.GetName())


def _said(made: Any, clip: Any, words: NewWords, result: Dict[str, Any]) -> str:
    preview = ", a preview" if result.get("preview") else ""
    lines = [
        "“{}” is open: above {} is {}, {} with a new mouth ({}{}).".format(
            made.GetName(),
            _named(clip),
            "“{}”".format(result.get("clip") or "the new clip"),
            counted(int(result.get("framesChanged") or 0), "frame"),
            result.get("backend") or "nothing to draw",
            preview,
        )
    ]
    if "offsetMs" in result:
        lines.append(
            "Measured: the sound is {:+.0f} ms from the lips (confidence {:.0%}).".format(
                float(result["offsetMs"]), float(result.get("offsetConfidence") or 0.0)
            )
        )
    else:
        lines.append("Whether it is in sync cannot be told from so little.")
    if result.get("closures"):
        lines.append(
            "Lips close at {:.0%} of {} of p, b and m.".format(
                float(result.get("closureRate") or 0.0), int(result["closures"])
            )
        )
    lines.extend(str(warning) for warning in result.get("warnings") or [])
    lines.append("The clip's own pictures and sound are as they were.")
    return "\n".join(lines)
