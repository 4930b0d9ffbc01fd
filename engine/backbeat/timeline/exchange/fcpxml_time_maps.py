"""The time maps of FCPXML, by which a clip plays at a speed of its own, as they are written."""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.timeline.exchange.content import ItemContent
from backbeat.timeline.exchange.fcpxml_kept import SPACE
from backbeat.timeline.exchange.rates import in_words
from backbeat.timeline.exchange.xmltree import from_raw
from backbeat.timeline.model import Retime


def time_map(content: ItemContent, rate: Fraction) -> tuple[Element | None, Fraction]:
    """The time map of a clip, None at its normal speed, and what its own clock shows first."""
    item, origin = content.item, content.media.start
    if item.retime is Retime.RAMP:
        held = content.metadata.get(SPACE)
        kept = list(from_raw(held.get("timeMap"))) if isinstance(held, dict) else []
        return (kept[0] if kept else None), item.media_start
    if item.retime not in (Retime.LINEAR, Retime.REVERSED, Retime.FREEZE):
        return None, item.media_start
    played = Fraction(item.duration) / rate * item.speed
    length = content.media.duration or item.media_start + played - origin
    if item.retime is Retime.FREEZE:
        end = origin + Fraction(item.duration) / rate
        points = [(origin, item.media_start), (end, item.media_start)]
        local = origin
    elif item.retime is Retime.REVERSED:
        end = origin + length / item.speed
        points = [(origin, origin + length), (end, origin)]
        local = origin + (origin + length - item.media_start - played) / item.speed
    else:
        points = [(origin, origin), (origin + length / item.speed, origin + length)]
        local = origin + (item.media_start - origin) / item.speed
    made = Element("timeMap")
    for time, value in points:
        point = {"time": in_words(time), "value": in_words(value), "interp": "linear"}
        made.append(Element("timept", point))
    return made, local
