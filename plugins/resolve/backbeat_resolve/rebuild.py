"""Fallback for a failed import: a copy of the timeline with its changed clips placed again."""

from typing import Any, Dict, List, NamedTuple, Set, Tuple

from backbeat_resolve.host import Session, ask, can, file_of, items
from backbeat_resolve.landing import BATCH, Placement, append, clip_info
from backbeat_resolve.problems import Problem
from backbeat_resolve.progress import Report
from backbeat_resolve.timelines import Guarded, duplicate
from backbeat_resolve.wanted import ExpectedItem, ExpectedTimeline, ExpectedTrack


def run(session: Session, guard: Guarded, goal: ExpectedTimeline, name: str, report: Report) -> Any:
    """Makes the timeline that is wanted out of the one that is open.

    Only clips of picture that begin or end elsewhere are touched; the rest stays as it is.

    Returns:
        the new timeline, current now. It still is to be looked at.

    Raises:
        Problem: Resolve refuses a step, or a changed clip is retimed or has no media.
    """
    made = duplicate(session, guard, name)
    if ask(session.host.resolve, "GetCurrentPage") == "fairlight":
        # There, clips are not deleted.
        ask(session.host.resolve, "OpenPage", "edit")
    tracks = [track for track in goal.tracks if track.kind == "video"]
    for number, track in enumerate(tracks, 1):
        report(number / len(tracks), "Placing the changed clips of V{}".format(number))
        _change(session, made, track, number)
    return made


def _change(session: Session, made: Any, track: ExpectedTrack, number: int) -> None:
    there = items(made, "video", number)
    if len(there) != len(track.items):
        raise Problem(
            "V{} of the copy has {} clips and should have {}.".format(
                number, len(there), len(track.items)
            )
        )
    start = int(ask(made, "GetStartFrame"))
    changed = [
        (item, one)
        for item, one in zip(there, track.items)
        if (int(item.GetStart()) - start, int(item.GetEnd()) - start) != _span(one)
    ]
    if not changed:
        return
    infos = [_info(session, item, one, number, start) for item, one in changed]
    gone = {item.GetUniqueId() for item, _ in changed}
    kept = {_span(one)[0]: _kept(item, one, gone) for item, one in changed}
    if not ask(made, "DeleteClips", [item for item, _ in changed], False):
        raise Problem(
            "Resolve does not let clips of V{} be replaced.".format(number),
            "See whether the track is locked.",
        )
    for first in range(0, len(infos), BATCH):
        append(session, infos[first : first + BATCH])
    for item in items(made, "video", number):
        first = int(item.GetStart()) - start
        if first in kept:
            _give_back(made, item, kept[first])


class _Kept(NamedTuple):
    """Properties of a clip that are lost when it is placed again."""

    name: str
    enabled: bool
    linked: List[Any]
    """Clips that stay and are linked to it."""


def _kept(item: Any, one: ExpectedItem, gone: Set[str]) -> _Kept:
    # Known from 19.1 on.
    linked = item.GetLinkedItems() if can(item, "GetLinkedItems") else None
    staying = [other for other in linked or [] if other.GetUniqueId() not in gone]
    return _Kept(one.name, ask(item, "GetClipEnabled") is not False, staying)


def _give_back(made: Any, item: Any, kept: _Kept) -> None:
    if not kept.enabled:
        ask(item, "SetClipEnabled", False)
    # It comes back under the name of its media; names can be set from 20.2 on.
    if can(item, "SetName") and item.GetName() != kept.name:
        item.SetName(kept.name)
    if kept.linked:
        ask(made, "SetClipsLinked", [item, *kept.linked], True)


def _info(
    session: Session, item: Any, one: ExpectedItem, number: int, start: int
) -> Dict[str, Any]:
    pool_item = item.GetMediaPoolItem()
    if not file_of(pool_item) or not one.plain:
        what = "is retimed" if one.plain is False else "has no file behind it"
        raise Problem(
            "“{}” on V{} {}, so it cannot be placed anew.".format(one.name, number, what),
            "Leave its track out, or its cuts as they are.",
        )
    low, high = _span(one)
    placement = Placement(file_of(pool_item), low, high - low, one.source_start)
    return clip_info(session, pool_item, placement, ("video", number), start)


def _span(one: ExpectedItem) -> Tuple[int, int]:
    return round(one.start), round(one.end)
