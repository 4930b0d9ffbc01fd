"""Markers of FCPXML, read and written."""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.timeline.exchange import objects as otio
from backbeat.timeline.exchange import rates
from backbeat.timeline.exchange.content import MarkerContent
from backbeat.timeline.exchange.fcpxml_clocks import time_of
from backbeat.timeline.exchange.objects import Json
from backbeat.timeline.exchange.rates import in_words
from backbeat.timeline.exchange.xmltree import clean


def read_marker(element: Element, start: Fraction, rate: Fraction) -> Json:
    """A marker or chapter marker as OpenTimelineIO has it, at `start` seconds."""
    color = "BLUE"
    if element.tag == "chapter-marker":
        color = "ORANGE"
    elif element.get("completed") is not None:
        color = "GREEN" if element.get("completed") == "1" else "RED"
    note = element.get("note", "")
    length = time_of(element, "duration", 1 / rate)
    return otio.marker(
        element.get("value", ""),
        color,
        rates.frames_at(start, rate),
        rates.frames_at(length, rate),
        rate,
        note,
    )


def write_marker(marker: MarkerContent, at: Fraction, rate: Fraction) -> Element:
    """The element of a marker that lies at `at` of the clock of the clip that holds it."""
    length = max(marker.duration, 1 / rate)
    made = Element("marker", {"start": in_words(at), "duration": in_words(length)})
    made.set("value", clean(marker.name))
    if marker.comment:
        made.set("note", clean(marker.comment))
    return made
