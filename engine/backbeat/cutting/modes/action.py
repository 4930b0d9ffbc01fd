"""What moves in the clips of an edit, as it is looked up for slips."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from backbeat.footage import Footage, MotionPeak
from backbeat.timeline.model import Item
from backbeat.timeline.time import Frames

ActionLookup = Callable[[str], Footage | str]
"""Gives what was seen in the media at a URL; or why nothing was, in words to follow "as"."""


def record_position(item: Item, peak: MotionPeak, rate: Fraction) -> Frames:
    """Where an item shows a peak of its media, in frames from the timeline's first; it may lie
    outside the item.

    Args:
        item: a clip whose media's start is known.
        peak: in seconds from the media's first picture.
        rate: frames a second of the timeline.
    """
    if item.available_start is None:
        raise ValueError("the start of the media is not known")
    into = item.available_start + Fraction(peak.time_s) - item.media_start
    return item.start + into * rate / item.speed
