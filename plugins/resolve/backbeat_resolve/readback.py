"""Compares a timeline in Resolve with the expected one, item by item."""

from typing import Any, Callable, Dict, List, NamedTuple, Tuple

from backbeat_resolve.frames import rate_of, timecode
from backbeat_resolve.host import Session, ask, items
from backbeat_resolve.problems import Problem
from backbeat_resolve.progress import Report, no_report
from backbeat_resolve.wanted import ExpectedItem, ExpectedTimeline, ExpectedTrack, file_name

_NAMED = 3
_REPORT_EVERY = 25
"""Clips: what is reported to take a tenth of a second."""
_CLOSE = 1
"""Frames: what lies between two frames goes to either."""


class Seen(NamedTuple):
    """The differences between a timeline and the expected one."""

    wrong: List[str]
    """Clips that are missing, too many or elsewhere."""
    offline: List[str]
    """Names of clips that lost their media."""
    lost: List[str]
    """Names of titles and generators that did not come along."""


def compare(
    session: Session, timeline: Any, wanted: ExpectedTimeline, report: Report = no_report
) -> Seen:
    """Reads a timeline back: six calls for a clip of picture, 0.6 ms each as reported.

    Args:
        session: the session of the timeline.
        timeline: the imported timeline.
        wanted: the expected timeline.
        report: called several times a second.
    """
    start = int(ask(timeline, "GetStartFrame") or 0)
    seen = Seen([], [], [])
    if start != session.start:
        seen.wrong.append(
            "it starts at {} and not at {}".format(
                timecode(start, session.rate), timecode(session.start, session.rate)
            )
        )
    counts = {"video": 0, "audio": 0}
    all_clips, done = sum(len(track.items) for track in wanted.tracks), 0
    for track in wanted.tracks:
        counts[track.kind] += 1

        def told(number: int, before: int = done) -> None:
            if number % _REPORT_EVERY == 0:
                said = "Looking at clip {} of {}".format(before + number, all_clips)
                report((before + number) / all_clips, said)

        _compare_track(session, timeline, track, counts[track.kind], start, seen, told)
        done += len(track.items)
    return seen


def check(
    session: Session, timeline: Any, wanted: ExpectedTimeline, report: Report = no_report
) -> List[str]:
    """What `compare` finds; names of the titles and generators that did not come along.

    Raises:
        Problem: a clip is missing, elsewhere or without its media.
    """
    seen = compare(session, timeline, wanted, report)
    if seen.wrong:
        raise Problem(
            "Resolve made something else of the timeline: {}.".format(told(seen.wrong)),
            "It was taken away again.",
        )
    if seen.offline:
        raise Problem(
            "Resolve left the media of {} behind.".format(told(seen.offline)),
            "It was taken away again; bring the media into the media pool first.",
        )
    return seen.lost


def told(differences: List[str]) -> str:
    """The first few differences, and how many more there are."""
    more = len(differences) - _NAMED
    words = "; ".join(differences[:_NAMED])
    return words + ("; and {} more".format(more) if more > 0 else "")


def _compare_track(
    session: Session,
    timeline: Any,
    track: ExpectedTrack,
    number: int,
    start: int,
    seen: Seen,
    told: Callable[[int], None],
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
    for place, (one, item, span) in enumerate(zip(wanted, there, found)):
        told(place)
        media = _media(item)
        wrong = _misplaced(session, one, span, start) or _other_media(one, item, media, track.kind)
        if wrong:
            seen.wrong.append("“{}” on {} {}".format(one.name, label, wrong))
        elif one.media and not media.get("File Path"):
            seen.offline.append("“{}” on {}".format(one.name, label))


def _media(item: Any) -> Dict[str, Any]:
    """All properties of the clip behind an item: every call takes time, so one for all."""
    pool_item = item.GetMediaPoolItem()
    said = pool_item.GetClipProperty() if pool_item is not None else None
    return said if isinstance(said, dict) else {}


def _misplaced(session: Session, one: ExpectedItem, span: Tuple[int, int], start: int) -> str:
    low, high = span
    if abs(low - one.start) < _CLOSE and abs(high - one.end) < _CLOSE:
        return ""
    return "lies at {} to {} and not at {} to {}".format(
        *(timecode(start + int(frame), session.rate) for frame in (low, high, one.start, one.end))
    )


def _other_media(one: ExpectedItem, item: Any, media: Dict[str, Any], kind: str) -> str:
    path = str(media.get("File Path") or "")
    if not path or not one.file:
        return ""
    name = file_name(path)
    if name.casefold() != one.file.casefold():
        return "shows {} and not {}".format(name, one.file)
    if kind == "video" and one.plain:
        fps = rate_of(media["FPS"]).fps if media.get("FPS") else one.fps
        meant = float(one.source_start / one.fps * fps)
        # Of all readings of a source frame, the only one that is reported to be exact.
        skipped = float(item.GetLeftOffset() or 0)
        if abs(skipped - meant) > _CLOSE:
            return "shows its media from frame {:.0f} and not {:.0f}".format(skipped, meant)
    return ""


def _lies(one: ExpectedItem, found: List[Any]) -> bool:
    return any(
        abs(low - one.start) < _CLOSE and abs(high - one.end) < _CLOSE for low, high in found
    )
