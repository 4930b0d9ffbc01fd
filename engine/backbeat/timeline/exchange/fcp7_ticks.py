"""Premiere's ticks in Final Cut Pro 7 XML: where in its media a clip begins, between frames too.

Premiere writes `pproTicksIn` and `pproTicksOut` beside the whole frames of `in` and `out`, counted
from the start of the file as they are, and is reported to go by the ticks where it has both.
"""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.timeline.exchange.fcp7_numbers import rate_of, whole_of
from backbeat.timeline.exchange.xmltree import child, text_of

TICKS = 254_016_000_000
"""A second; every usual frame rate and sample rate has whole ticks."""
_DIGITS = 18


def ticks_of(element: Element, name: str) -> int | None:
    """The ticks in a child; None if there are none, or no number."""
    text = text_of(element, name)
    bare = text.removeprefix("-")
    return int(text) if bare.isascii() and bare.isdecimal() and len(bare) <= _DIGITS else None


def exact_in(element: Element, own_rate: Fraction, rate: Fraction) -> tuple[Fraction, bool]:
    """The `in` of a clip in its own frames, and whether ticks are at odds with it.

    Ticks within a frame of `in` say where between frames it is. Of a clip whose rate is not the
    sequence's they also say at which of the two `in` was counted, on which writers differ.
    """
    return _exact(element, "in", "pproTicksIn", own_rate, rate)


def at_odds(track: Element, rate: Fraction) -> int:
    """How many edges of a track's clips are a frame and more from where their ticks have them."""
    edges = (("in", "pproTicksIn"), ("out", "pproTicksOut"))
    return sum(
        _exact(item, *edge, rate_of(item) or rate, rate)[1]
        for item in track.findall("clipitem")
        for edge in edges
    )


def _exact(
    element: Element, edge: str, name: str, own_rate: Fraction, rate: Fraction
) -> tuple[Fraction, bool]:
    stated = Fraction(whole_of(element, edge))
    ticks = ticks_of(element, name)
    if ticks is None:
        return stated, False
    seconds = Fraction(ticks, TICKS)
    exact = seconds * own_rate
    # Rates whose frames are no whole ticks are written to the nearest tick.
    if abs(exact - stated) * TICKS <= own_rate:
        return stated, False
    if abs(exact - stated) < 1 or abs(seconds * rate - stated) < 1:
        return exact, False
    return stated, True


def write_ticks(parent: Element, start: Fraction, length: Fraction) -> None:
    """Adds the ticks of a clip that plays at normal speed.

    Args:
        parent: the clip.
        start: seconds from the start of its file, where its `in` is before it was rounded.
        length: seconds from there to its `out`.
    """
    if start < 0:
        return
    child(parent, "pproTicksIn", round(start * TICKS))
    child(parent, "pproTicksOut", round((start + length) * TICKS))
