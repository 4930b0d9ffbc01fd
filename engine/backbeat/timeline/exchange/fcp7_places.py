"""Where the clips and transitions of a track of Final Cut Pro 7 XML lie, as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from xml.etree.ElementTree import Element

from backbeat.errors import TimelineError
from backbeat.timeline.exchange.conversion import Notes
from backbeat.timeline.exchange.fcp7_numbers import whole_of
from backbeat.timeline.exchange.fcp7_ticks import TICKS, ticks_of
from backbeat.timeline.exchange.xmltree import text_of


@dataclass
class Placed:
    """A clip of a track: where it is cut, and what it plays."""

    element: Element
    start: int
    end: int
    skipped: int
    """Frames of it that lie under the transition before its cut."""


@dataclass(frozen=True)
class Joint:
    """A transition of a track."""

    element: Element
    start: int
    end: int
    cut: int


def placed_of(track: Element, rate: Fraction, notes: Notes) -> tuple[list[Placed], list[Joint]]:
    joints = [joint_of(each, rate) for each in track.findall("transitionitem")]
    items = [e for e in track if e.tag in ("clipitem", "generatoritem")]
    siblings = [e for e in track if e.tag in ("clipitem", "generatoritem", "transitionitem")]
    found = []
    known = {id(joint.element): joint for joint in joints}
    place = {id(element): index for index, element in enumerate(siblings)}
    for item in items:
        index = place[id(item)]
        before = known.get(id(siblings[index - 1])) if index else None
        after = known.get(id(siblings[index + 1])) if index + 1 < len(siblings) else None
        start, end, skipped = whole_of(item, "start"), whole_of(item, "end"), 0
        used = whole_of(item, "out") - whole_of(item, "in")
        if start == -1:
            if before is None and end != -1:
                start = end - used
            elif before is None:
                raise TimelineError(f"{text_of(item, 'name')!r} has no place in its track.")
            else:
                start, skipped = before.cut, before.cut - before.start
        if end == -1:
            end = after.cut if after is not None else start - skipped + used
        if end < start:
            raise TimelineError(f"{text_of(item, 'name')!r} ends before it starts.")
        if end > start:
            found.append(Placed(item, start, end, skipped))
    found.sort(key=lambda each: each.start)
    for placed, following in pairwise(found):
        if placed.end > following.start:
            placed.end = following.start
            notes.leave_out("ends of clips that lie under the next clip of their track")
    return [placed for placed in found if placed.end > placed.start], joints


def joint_of(element: Element, rate: Fraction) -> Joint:
    start, end = whole_of(element, "start"), whole_of(element, "end")
    if end < start:
        raise TimelineError(f"a transition ends before it starts, at frame {start}.")
    alignment = text_of(element, "alignment")
    if alignment in ("start", "start-black"):
        cut = start
    elif alignment in ("end", "end-black"):
        cut = end
    else:
        cut = (start + end) // 2
    inside = Fraction(ticks_of(element, "cutPointTicks") or 0) * rate / TICKS
    if inside.denominator == 1 and 0 < inside < end - start:
        cut = start + int(inside)
    return Joint(element, start, end, cut)
