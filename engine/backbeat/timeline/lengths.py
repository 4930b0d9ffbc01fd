"""How long a timeline may be."""

from __future__ import annotations

from fractions import Fraction

from backbeat.errors import TimelineError
from backbeat.limits import TIMELINE_HOURS
from backbeat.timeline.time import Frames

_MAX_FRAMES = (1 << 31) - 1
"""The largest int32, as in a sync map."""


def check_length(frames: Frames, rate: Fraction) -> None:
    """Refuses a timeline longer than timecode counts: a mix of it would be as long.

    Args:
        frames: where its last item ends.
        rate: frames a second.

    Raises:
        TimelineError: it is too long.
    """
    if frames > _MAX_FRAMES:
        raise TimelineError("it is longer than any timeline can be.")
    hours = Fraction(frames) / rate / 3600
    if hours > TIMELINE_HOURS.value():
        raise TimelineError(
            f"it is {float(hours):,.0f} hours long, and timecode counts {TIMELINE_HOURS.value()}.",
            TIMELINE_HOURS.how_to_raise,
        )
