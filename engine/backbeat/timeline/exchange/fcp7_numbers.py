"""Rates, frames and flags of Final Cut Pro 7 XML."""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.errors import TimelineError
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.xmltree import text_of
from backbeat.timeline.time import Frames

_FASTEST = 100_000
MAX = 1 << 40
"""The largest number that is taken for a time, in frames."""


def rate_of(element: Element) -> Fraction | None:
    """The frame rate that an element states; None if it states none."""
    rate = element.find("rate")
    timebase = whole_of(rate, "timebase") if rate is not None else 0
    if rate is None or not 0 < timebase <= _FASTEST:
        return None
    return rates.of_timebase(timebase, text_of(rate, "ntsc").upper() == "TRUE")


def number_of(element: Element, path: str) -> int:
    """The whole part of the number in a descendant; 0 if there is none. Raises: TimelineError."""
    text = text_of(element, path)
    return int(rates.number(text)) if text else 0


def whole_of(element: Element, name: str) -> int:
    """A whole number of frames; Hiero writes "12.0"."""
    found = number_of(element, name)
    if abs(found) > MAX:
        raise TimelineError(f"{found} is not a time.")
    return found


def flag_of(element: Element, name: str, default: bool) -> bool:
    """Whether a child says TRUE."""
    text = text_of(element, name).upper()
    return text in ("TRUE", "1") if text else default


def frames_of(value: Fraction) -> Frames:
    """Frames, a whole number where they are one."""
    return value.numerator if value.denominator == 1 else value
