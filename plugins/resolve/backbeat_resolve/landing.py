"""Files of ours onto a new track of a timeline, by Resolve's own calls, each one read back."""

from fractions import Fraction
from typing import Any, Callable, Dict, List, NamedTuple, Tuple

from backbeat_resolve.frames import rate_of, timecode
from backbeat_resolve.host import Session, ask, can, file_of, items
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.timelines import Guarded

BATCH = 100
"""Clips a call: what is advised, and little enough to see a cancel in time."""

_EXCLUSIVE_FROM = (19, 0)
"""Before, `endFrame` is reported to be the last frame itself."""
_MEDIA_TYPES = {"video": 1, "audio": 2}

Report = Callable[[float, str], None]
Asked = Callable[[], bool]


class Placement(NamedTuple):
    """A clip to be placed."""

    path: str
    start: int
    """Frame of the timeline, counted from its first."""
    frames: int
    """How long, in frames of the timeline."""
    source_start: Fraction
    """Where in the file it begins, in frames of the timeline's rate."""
    level_db: float


def import_files(session: Session, guard: Guarded, paths: List[str]) -> Dict[str, Any]:
    """Brings files into our bin; those that are there already are taken again.

    Returns:
        the clip of the pool for each path.

    Raises:
        Problem: Resolve does not take one.
    """
    folder = guard.use_bin()
    there = _by_path(folder)
    missing = [path for path in dict.fromkeys(paths) if path not in there]
    if missing:
        ask(session.pool, "ImportMedia", missing)
        there = _by_path(folder)
    refused = [path for path in missing if path not in there]
    if refused:
        raise Problem(
            "Resolve does not import {}.".format(refused[0]),
            "See whether File > Import > Media takes it.",
        )
    return there


def add_track(timeline: Any, kind: str, name: str, layout: str) -> int:
    """Makes a track above all others of its kind.

    Args:
        timeline: the current one.
        kind: "video" or "audio".
        name: of the track.
        layout: of an audio track: "mono", "stereo", "5.1".

    Returns:
        its number, from 1.

    Raises:
        Problem: Resolve makes none.
    """
    before = int(ask(timeline, "GetTrackCount", kind) or 0)
    values = (kind, layout) if kind == "audio" else (kind,)
    ask(timeline, "AddTrack", *values)
    if int(ask(timeline, "GetTrackCount", kind) or 0) != before + 1:
        raise Problem(
            "Resolve did not add a track to “{}”.".format(timeline.GetName()),
            "Close its dialogs and try again.",
        )
    ask(timeline, "SetTrackName", kind, before + 1, name)
    return before + 1


def land(
    session: Session,
    timeline: Any,
    pool_items: Dict[str, Any],
    placements: List[Placement],
    track: Tuple[str, int],
    report: Report,
    cancelled: Asked,
) -> List[Any]:
    """Places clips on a track, and looks whether they are there.

    Args:
        session: whose project the timeline is of.
        timeline: the current one.
        pool_items: from `import_files`.
        placements: in order, none over another.
        track: kind and number.
        report, cancelled: told and asked between batches.

    Returns:
        the clips on the timeline, in order.

    Raises:
        Problem: one lies elsewhere or nowhere.
        Cancelled: the user asked to stop.
    """
    kind, number = track
    start = int(ask(timeline, "GetStartFrame"))
    for first in range(0, len(placements), BATCH):
        if cancelled():
            raise Cancelled()
        report(first / len(placements), "Placing clip {} of {}".format(first, len(placements)))
        batch = placements[first : first + BATCH]
        ask(
            session.pool,
            "AppendToTimeline",
            [clip_info(session, pool_items[one.path], one, track, start) for one in batch],
        )
        _check(session, timeline, placements[: first + len(batch)], kind, number, start)
    return items(timeline, kind, number)


def clip_info(
    session: Session, item: Any, placement: Placement, track: Tuple[str, int], start: int
) -> Dict[str, Any]:
    """What `AppendToTimeline` wants to know of a clip.

    Args:
        item: of the pool.
        placement: where it goes.
        track: kind and number.
        start: frame number of the timeline's first frame.
    """
    # A file of sound has the rate that the project had when it was imported.
    fps = rate_of(item.GetClipProperty("FPS") or str(float(session.rate.fps))).fps
    ratio = fps / session.rate.fps
    first = _whole(placement.source_start * ratio)
    after = _whole((placement.source_start + placement.frames) * ratio)
    exclusive = session.host.version >= _EXCLUSIVE_FROM
    return {
        "mediaPoolItem": item,
        "startFrame": first,
        "endFrame": after if exclusive else after - 1,
        "mediaType": _MEDIA_TYPES[track[0]],
        "trackIndex": track[1],
        # Counted from midnight: from the timeline's start, a clip would lie before it, unseen.
        "recordFrame": start + placement.start,
    }


def _check(
    session: Session,
    timeline: Any,
    placements: List[Placement],
    kind: str,
    number: int,
    start: int,
) -> None:
    there = items(timeline, kind, number)
    if len(there) != len(placements):
        raise Problem(
            "Resolve placed {} of {} clips on “{}”.".format(
                len(there), len(placements), ask(timeline, "GetTrackName", kind, number)
            ),
            "See whether the track is locked; nothing of it is kept.",
        )
    for item, wanted in zip(there, placements):
        low, high = int(item.GetStart()), int(item.GetEnd())
        # Of media at another rate, Resolve rounds the length down.
        if low != start + wanted.start or not 0 <= low + wanted.frames - high <= 1:
            raise Problem(
                "Resolve placed a clip at {} to {} that belongs at {} to {}.".format(
                    timecode(low, session.rate),
                    timecode(high, session.rate),
                    timecode(start + wanted.start, session.rate),
                    timecode(start + wanted.start + wanted.frames, session.rate),
                ),
                "Nothing of it is kept.",
            )


def set_levels(clips: List[Any], placements: List[Placement]) -> int:
    """Sets each clip's level where it is not 0 dB; how many could not be set.

    From 21.1 on; before, Resolve has no call for it.
    """
    unset = 0
    for clip, placement in zip(clips, placements):
        if not placement.level_db:
            continue
        level = max(-100.0, min(30.0, placement.level_db))
        wanted = {"AudioVolumeEnabled": True, "AudioVolume": level}
        done = can(clip, "SetProperties") and clip.SetProperties(wanted)
        said = (clip.GetProperties() or {}) if done and can(clip, "GetProperties") else {}
        if abs(float(said.get("AudioVolume", 1000.0)) - level) > 0.05:
            unset += 1
    return unset


def _by_path(folder: Any) -> Dict[str, Any]:
    return {file_of(item): item for item in folder.GetClipList() or [] if file_of(item)}


def _whole(frames: Fraction) -> int:
    return round(frames)
