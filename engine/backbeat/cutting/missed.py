"""The message for a snap after which no cut is on a beat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from backbeat.cutting.cuts import Selection
from backbeat.cutting.grid import Beat
from backbeat.cutting.plan import PlannedCut
from backbeat.timeline.time import Clock

NO_BEAT_SOUNDS = "No beat of the music sounds in this timeline, so no cut moved."


def missed(
    beats: Sequence[Beat],
    plans: Sequence[Sequence[PlannedCut]],
    selection: Selection,
    clock: Clock,
) -> str:
    """Why no cut is on a beat, in one sentence; empty if at least one is.

    Args:
        beats: the beats of the music in the timeline.
        plans: the planned cuts of each picture track.
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
        return NO_BEAT_SOUNDS
    if any(planned.on_beat for planned in cuts):
        return ""
    count = "The only cut" if len(cuts) == 1 else f"None of the {len(cuts)} cuts"
    in_range = [cut for cut in cuts if selection.start <= cut.cut.position < selection.end]
    if not in_range:
        lies = "does not lie" if len(cuts) == 1 else "lies"
        start, end = clock.label(selection.start), clock.label(selection.end)
        return f"{count} {lies} inside the range, {start} to {end}, so none moved."
    reasons = Counter(planned.reason for planned in in_range)
    reason, times = reasons.most_common(1)[0]
    if times == len(in_range):
        why = f": {reason}"
    elif times == 1:
        why = f". Why the first is not: {reason}"
    else:
        why = f". For {times} of them: {reason}"
    if len(in_range) < len(cuts):
        count = "The only cut" if len(in_range) == 1 else f"None of the {len(in_range)} cuts"
        verb = "is not" if len(in_range) == 1 else "is"
        return f"{count} inside the range {verb} on a beat{why}."
    return f"{count} {'is not' if len(cuts) == 1 else 'is'} on a beat{why}."
