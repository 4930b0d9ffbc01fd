"""What a snap was asked for and could not do, and what is wrong with the edit itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from backbeat.cutting.cuts import Selection
from backbeat.cutting.grid import Beat
from backbeat.cutting.plan import Planned
from backbeat.timeline.model import Edit, Item, Track
from backbeat.timeline.time import Clock

_MAX_NAMED = 5


def missed(
    beats: Sequence[Beat],
    plans: Sequence[Sequence[Planned]],
    selection: Selection,
    clock: Clock,
) -> str:
    """Why no cut is on a beat, in one sentence; empty where one is.

    Args:
        beats: of the music, as the timeline has them.
        plans: of each picture track.
        selection: which cuts were allowed to move.
        clock: labels the timeline's frames.
    """
    boundaries = [planned for plan in plans for planned in plan]
    cuts = [planned for planned in boundaries if not planned.cut.through]
    if not boundaries:
        return "The timeline has no picture cut, so none moved."
    if not cuts:
        return (
            "Every cut of the timeline is a through edit: both sides are contiguous in one media, "
            "so nothing would be seen to move. None moved."
        )
    if not beats:
        return "No beat of the music sounds in this timeline, so no cut moved."
    if any(planned.on_beat for planned in cuts):
        return ""
    count = "The only cut" if len(cuts) == 1 else f"None of the {len(cuts)} cuts"
    if not any(selection.start <= planned.cut.position < selection.end for planned in cuts):
        lies = "does not lie" if len(cuts) == 1 else "lies"
        start, end = clock.label(selection.start), clock.label(selection.end)
        return f"{count} {lies} inside the range, {start} to {end}, so none moved."
    reasons = Counter(planned.reason for planned in cuts)
    reason, times = reasons.most_common(1)[0]
    often = "" if times == len(cuts) else f" ({times} times; the others in the report)"
    return f"{count} {'is not' if len(cuts) == 1 else 'is'} on a beat: {reason}{often}."


def past_media(edit: Edit, clock: Clock) -> list[str]:
    """A sentence for each clip that plays what its media does not have, up to some.

    Args:
        edit: the timeline.
        clock: labels its frames.
    """
    found = [
        _sentence(item, track, clock)
        for track in edit.tracks
        for item in track.items
        if item.missing >= 1
    ]
    more = len(found) - _MAX_NAMED
    return [
        *found[:_MAX_NAMED],
        *([f"{more} more clips run past the end of their media."] if more > 0 else []),
    ]


def _sentence(item: Item, track: Track, clock: Clock) -> str:
    missing = math.floor(item.missing)
    frames = "1 frame" if missing == 1 else f"{missing} frames"
    return (
        f"“{item.name}” on {track.label} at {clock.label(item.start)} runs {frames} past the end "
        "of its media."
    )
