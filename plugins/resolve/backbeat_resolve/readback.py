"""Whether a timeline in Resolve is what was meant, item by item."""

from typing import Any, List, NamedTuple

from backbeat_resolve.frames import timecode
from backbeat_resolve.host import Session, ask, file_of, items
from backbeat_resolve.wanted import Wanted, WantedItem, WantedTrack

_NAMED = 3
_CLOSE = 1
"""Frames: what lies between two frames goes to either."""


class Seen(NamedTuple):
    """How a timeline differs from what was meant."""

    wrong: List[str]
    """Clips that are missing, too many or elsewhere."""
    offline: List[str]
    """Names of clips that lost their media."""
    lost: List[str]
    """Names of titles and generators that did not come along."""


def compare(session: Session, timeline: Any, wanted: Wanted) -> Seen:
    """Reads a timeline back. One call or two for each clip."""
    start = int(ask(timeline, "GetStartFrame") or 0)
    seen = Seen([], [], [])
    if start != session.start:
        seen.wrong.append(
            "it starts at {} and not at {}".format(
                timecode(start, session.rate), timecode(session.start, session.rate)
            )
        )
    counts = {"video": 0, "audio": 0}
    for track in wanted.tracks:
        counts[track.kind] += 1
        _compare_track(session, timeline, track, counts[track.kind], start, seen)
    return seen


def told(differences: List[str]) -> str:
    """The first few, and how many more."""
    more = len(differences) - _NAMED
    words = "; ".join(differences[:_NAMED])
    return words + ("; and {} more".format(more) if more > 0 else "")


def _compare_track(
    session: Session, timeline: Any, track: WantedTrack, number: int, start: int, seen: Seen
) -> None:
    label = "{}{}".format(track.kind[0].upper(), number)
    there = items(timeline, track.kind, number)
    found = [(int(item.GetStart()) - start, int(item.GetEnd()) - start) for item in there]
    wanted = track.items
    if len(there) != len(wanted):
        wanted = [one for one in wanted if one.media or _lies(one, found)]
        missing = [one for one in track.items if one not in wanted]
        seen.lost.extend("“{}” on {}".format(one.name, label) for one in missing)
    if len(there) != len(wanted):
        seen.wrong.append(
            "{} has {} clips and should have {}".format(label, len(there), len(wanted))
        )
        return
    for one, item, (low, high) in zip(wanted, there, found):
        if abs(low - one.start) >= _CLOSE or abs(high - one.end) >= _CLOSE:
            seen.wrong.append(
                "“{}” on {} lies at {} to {} and not at {} to {}".format(
                    one.name,
                    label,
                    timecode(start + low, session.rate),
                    timecode(start + high, session.rate),
                    timecode(start + int(one.start), session.rate),
                    timecode(start + int(one.end), session.rate),
                )
            )
        elif one.media and not file_of(item.GetMediaPoolItem()):
            seen.offline.append("“{}” on {}".format(one.name, label))


def _lies(one: WantedItem, found: List[Any]) -> bool:
    return any(
        abs(low - one.start) < _CLOSE and abs(high - one.end) < _CLOSE for low, high in found
    )
