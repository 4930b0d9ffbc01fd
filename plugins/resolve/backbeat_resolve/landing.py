"""Places files on a new track of a timeline by Resolve's own calls, and reads each clip back."""

from fractions import Fraction
from typing import Any, Dict, List, NamedTuple, Tuple

from backbeat_resolve.frames import rate_of, timecode
from backbeat_resolve.host import Session, ask, file_of, items, track_count
from backbeat_resolve.problems import Cancelled, Problem
from backbeat_resolve.progress import IsCancelled, Report
from backbeat_resolve.timelines import Guarded

BATCH = 100
"""Clips a call: what is advised, and little enough to see a cancel in time."""

_EXCLUSIVE_FROM = (19, 0)
"""Before, `endFrame` is reported to be the last frame itself."""
_MEDIA_TYPES = {"video": 1, "audio": 2}


class Placement(NamedTuple):
    """A clip to be placed."""

    path: str
    start: int
    """Frame of the timeline, counted from its first."""
    frames: int
    """How long, in frames of the timeline."""
    source_start: Fraction
    """Where in the file it begins, in frames of the timeline's rate."""


def import_files(
    session: Session, guard: Guarded, paths: List[str], anywhere: bool = False
) -> Dict[str, Any]:
    """Imports files into our bin; files that are there already are reused.

    Args:
        session, guard: as of the run.
        paths: the files.
        anywhere: whether clips of other bins are reused too.

    Returns:
        the clip of the pool for each path.

    Raises:
        Problem: Resolve does not take one.
    """
    folder = guard.use_bin()
    there = _by_path(ask(session.pool, "GetRootFolder"), below=True) if anywhere else {}
    there.update(_by_path(folder))
    missing = [path for path in dict.fromkeys(paths) if path not in there]
    if missing:
        ask(session.pool, "ImportMedia", missing)
        # Nobody has reported whether Resolve imports a file again that another bin has.
        elsewhere = _by_path(ask(session.pool, "GetRootFolder"), below=True)
        there = dict(elsewhere, **_by_path(folder))
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
    before = track_count(timeline, kind)
    values = (kind, layout) if kind == "audio" else (kind,)
    ask(timeline, "AddTrack", *values)
    if track_count(timeline, kind) != before + 1:
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
    cancelled: IsCancelled,
) -> List[Any]:
    """Places clips on a track, and checks that they are there.

    Args:
        session: whose project the timeline is of.
        timeline: the current one.
        pool_items: from `import_files`.
        placements: in order, none over another.
        track: kind and number.
        report, cancelled: called between batches.

    Returns:
        the clips on the timeline, in order.

    Raises:
        Problem: one lies elsewhere or nowhere.
        Cancelled: the user asked to stop.
    """
    kind, number = track
    start = int(ask(timeline, "GetStartFrame"))
    used = {one.path for one in placements}
    ratios = {path: _ratio(session, pool_items[path]) for path in used}
    for first in range(0, len(placements), BATCH):
        if cancelled():
            raise Cancelled()
        report(first / len(placements), "Placing clip {} of {}".format(first, len(placements)))
        batch = placements[first : first + BATCH]
        append(
            session, [clip_info(session, pool_items[one.path], one, track, start) for one in batch]
        )
        placed = placements[: first + len(batch)]
        _check(session, timeline, placed, first, track, start, ratios)
    return items(timeline, kind, number)


def append(session: Session, infos: List[Dict[str, Any]]) -> None:
    """Appends clips; the caller has to check where they are.

    Raises:
        Problem: it says itself that it did not take them. They may show all the same, and are
            reported to be gone once the project is saved.
    """
    if not ask(session.pool, "AppendToTimeline", infos):
        raise Problem(
            "Resolve refuses to place {} clips.".format(len(infos)),
            "Close its dialogs and try again; nothing of it is kept.",
        )


def clip_info(
    session: Session, item: Any, placement: Placement, track: Tuple[str, int], start: int
) -> Dict[str, Any]:
    """The clip info that `AppendToTimeline` takes.

    Args:
        item: of the pool.
        placement: where it goes.
        track: kind and number.
        start: frame number of the timeline's first frame.
    """
    first, after = _used(placement, _ratio(session, item))
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


def _ratio(session: Session, item: Any) -> Fraction:
    """Frames of the media for each of the timeline."""
    # A file of sound has the rate that the project had when it was imported.
    fps = rate_of(item.GetClipProperty("FPS") or str(float(session.rate.fps))).fps
    return fps / session.rate.fps


def _used(placement: Placement, ratio: Fraction) -> Tuple[int, int]:
    """First frame of the media and the one after its last, `ratio` of them a timeline frame.

    Resolve makes of `n` of them `n / ratio` frames, rounded down. That must not be one too many,
    which would lie over the next clip.
    """
    exact_end = (placement.source_start + placement.frames) * ratio
    count = -(-placement.frames * ratio // 1)
    if count / ratio >= placement.frames + 1:
        count -= 1
    first = round(placement.source_start * ratio)
    # Rounded up at both ends, it might go past the end of the media.
    first = max(0, min(first, -(-exact_end // 1) - count))
    return first, first + count


def _check(
    session: Session,
    timeline: Any,
    placements: List[Placement],
    first: int,
    track: Tuple[str, int],
    start: int,
    ratios: Dict[str, Fraction],
) -> None:
    """Checks the clips from number `first` on; those before have been checked."""
    kind, number = track
    there = items(timeline, kind, number)
    if len(there) != len(placements):
        raise Problem(
            "Resolve placed {} of {} clips on “{}”.".format(
                len(there), len(placements), ask(timeline, "GetTrackName", kind, number)
            ),
            "See whether the track is locked; nothing of it is kept.",
        )
    for item, wanted in zip(there[first:], placements[first:]):
        low, high = int(item.GetStart()), int(item.GetEnd())
        short = low + wanted.frames - high
        # Of media at another rate, less than one of its frames may be missing.
        if low != start + wanted.start or short < 0 or short * ratios[wanted.path] >= 1:
            raise Problem(
                "Resolve placed a clip at {} to {} that belongs at {} to {}.".format(
                    timecode(low, session.rate),
                    timecode(high, session.rate),
                    timecode(start + wanted.start, session.rate),
                    timecode(start + wanted.start + wanted.frames, session.rate),
                ),
                "Nothing of it is kept.",
            )


def _by_path(folder: Any, below: bool = False) -> Dict[str, Any]:
    """Clips of a bin by their files; of those below it too if that is asked for."""
    found: Dict[str, Any] = {}
    for inner in (folder.GetSubFolderList() or []) if below else []:
        found.update(_by_path(inner, below=True))
    found.update({file_of(item): item for item in folder.GetClipList() or []})
    found.pop("", None)
    return found
