"""The clocks of FCPXML: what a clip's own clock shows, and its media's at that moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from backbeat.errors import TimelineError
from backbeat.timeline.exchange import rates

CLIPS = ("asset-clip", "clip", "video", "audio", "title", "ref-clip", "sync-clip", "mc-clip")
STORY = frozenset((*CLIPS, "gap", "audition", "spine"))
"""Elements that lie in a storyline, or are connected to it."""
NTSC_NAMES = {"2398": 24, "2997": 30, "5994": 60, "4795": 48, "11988": 120}
"""Whole rates by the digits of the names of those slowed by 1000/1001."""
_CLOSE = Fraction(1, 20)
"""Rates nearer to one another than this share are conformed frame by frame."""


@dataclass
class ClockMap:
    """A clip's own clock against that of its media."""

    origin: Fraction
    """A moment of its own clock, in seconds."""
    source: Fraction
    """The moment of the media that it shows then."""
    speed: Fraction
    is_ramp: bool = False

    def at(self, local: Fraction) -> Fraction:
        """The moment of the media at a moment of the clip's own clock."""
        return self.source + (local - self.origin) * self.speed


def content_of(element: Element) -> list[Element]:
    """What a clip or synchronised clip consists of: its children that are in no lane."""
    return [child for child in element if (child.tag in STORY) and lane_of(child) == 0]


def inner_origin(element: Element) -> Fraction:
    """What the clock inside a synchronised clip shows where its contents begin."""
    offsets = [time_of(child, "offset") for child in content_of(element)]
    return min(offsets, default=Fraction(0))


def time_of(element: Element | None, name: str, default: Fraction | None = None) -> Fraction:
    """A time attribute in seconds; `default`, or 0, where it is missing. Raises: TimelineError."""
    text = element.get(name) if element is not None else None
    return rates.seconds(text) if text else (default or Fraction(0))


def clock_map(
    element: Element,
    asset: Element | None,
    own_start: Fraction,
    rate: Fraction,
    source_rate: Fraction | None,
) -> ClockMap:
    """How the clock of a clip runs against that of its media."""
    origin, source = own_start, own_start
    if element.tag == "clip":
        inner = next((e for e in content_of(element) if e.tag in ("video", "audio")), None)
        if inner is not None:
            begins = time_of(asset, "start") if asset is not None else Fraction(0)
            source = own_start - time_of(inner, "offset") + time_of(inner, "start", begins)
    points = [
        (time_of(point, "time"), time_of(point, "value"))
        for point in element.iterfind("timeMap/timept")
    ]
    if len(points) >= 2:
        (t0, v0), (t1, v1) = points[0], points[-1]
        if t1 == t0:
            raise TimelineError(f"the time map of {element.get('name')!r} has no length.")
        speed = (v1 - v0) / (t1 - t0)
        straight = all(v0 + (t - t0) * speed == v for t, v in points)
        if not straight:
            # Counted as if it ran at normal speed; the curve itself is kept.
            return ClockMap(own_start, own_start, Fraction(1), is_ramp=True)
        return ClockMap(t0, v0, speed)
    conform = element.find("conform-rate")
    if conform is not None and conform.get("scaleEnabled", "1") != "0":
        source_rate = named_rate(conform.get("srcFrameRate", "")) or source_rate
        if source_rate is not None and abs(rate / source_rate - 1) < _CLOSE:
            return ClockMap(origin, source, rate / source_rate)
    return ClockMap(origin, source, Fraction(1))


def named_rate(text: str) -> Fraction | None:
    """The exact rate of a `srcFrameRate`: "23.98" is 24000/1001."""
    digits = text.replace(".", "")
    if digits in NTSC_NAMES:
        return Fraction(NTSC_NAMES[digits] * 1000, 1001)
    return Fraction(int(text)) if text.isdecimal() and 0 < int(text) < 1000 else None


def lane_of(element: Element) -> int:
    """The lane of an element: 0 in its own storyline, positive above it."""
    text = element.get("lane") or "0"
    if not re.fullmatch(r"-?[0-9]{1,4}", text):
        raise TimelineError(f"{text[:20]!r} is no lane.")
    return int(text)
