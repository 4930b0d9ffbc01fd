"""Marker colours: OpenTimelineIO's names, and the red, green and blue that formats write."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from backbeat.timeline.exchange.xmltree import text_of

RGB = {
    "RED": (255, 0, 0),
    "ORANGE": (255, 128, 0),
    "YELLOW": (255, 255, 0),
    "GREEN": (0, 255, 0),
    "CYAN": (0, 255, 255),
    "BLUE": (0, 0, 255),
    "PURPLE": (128, 0, 255),
    "MAGENTA": (255, 0, 255),
    "PINK": (255, 128, 192),
    "BLACK": (0, 0, 0),
    "WHITE": (255, 255, 255),
}
"""OpenTimelineIO's marker colours, 8 bits a channel."""
_DEFAULT = "GREEN"


def nearest(red: int, green: int, blue: int) -> str:
    """The name of the colour nearest to one of 8 bits a channel."""

    def distance(name: str) -> int:
        own = RGB[name]
        return sum((a - b) ** 2 for a, b in zip(own, (red, green, blue), strict=True))

    return min(RGB, key=distance)


def of_marker(marker: Element) -> str:
    """The colour of an xmeml marker: its `color`, or Premiere's `pproColor`; GREEN if it has none.

    Premiere writes one number, with alpha in the highest byte, then blue, green and red.
    """
    own = marker.find("color")
    if own is not None:
        return nearest(*(_byte(text_of(own, channel)) for channel in ("red", "green", "blue")))
    premiere = text_of(marker, "pproColor")
    if premiere.isdecimal() and len(premiere) < 12:
        number = int(premiere)
        return nearest(number & 255, number >> 8 & 255, number >> 16 & 255)
    return _DEFAULT


def _byte(text: str) -> int:
    return min(int(text), 255) if text.isdecimal() and len(text) < 8 else 0
