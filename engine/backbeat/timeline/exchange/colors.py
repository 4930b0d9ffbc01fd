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
PREMIERE = {
    "GREEN": 0xFF378671,
    "RED": 0xFF362CD2,
    "PURPLE": 0xFFB18BAF,
    "ORANGE": 0xFF246FE9,
    "YELLOW": 0xFF2BA1D0,
    "WHITE": 0xFFFFFFFF,
    "BLUE": 0xFFFC8D42,
    "CYAN": 0xFFD6F419,
}
"""Premiere's colours of markers as it writes them: alpha, blue, green and red, 8 bits each."""
_SWATCHES = {number: name for name, number in PREMIERE.items()}
_NEAR = {"MAGENTA": "PURPLE", "PINK": "PURPLE"}
"""OpenTimelineIO's colours that Premiere has not, and the one that it shows for them."""
_DEFAULT = "GREEN"


def nearest(red: int, green: int, blue: int) -> str:
    """The name of the colour nearest to one of 8 bits a channel."""

    def distance(name: str) -> int:
        own = RGB[name]
        return sum((a - b) ** 2 for a, b in zip(own, (red, green, blue), strict=True))

    return min(RGB, key=distance)


def of_marker(marker: Element) -> str:
    """The colour of an xmeml marker: its `color`, or its `pproColor`; GREEN if it has neither."""
    own = marker.find("color")
    if own is not None:
        return nearest(*(_byte(text_of(own, channel)) for channel in ("red", "green", "blue")))
    premiere = text_of(marker, "pproColor")
    if premiere.isdecimal() and len(premiere) < 12:
        number = int(premiere)
        # By name: its blue is nearer to pure cyan than to pure blue.
        return _SWATCHES.get(number) or nearest(number & 255, number >> 8 & 255, number >> 16 & 255)
    return _DEFAULT


def premiere_of(name: str) -> int | None:
    """Premiere's number for a colour; None if it has none that is like it."""
    return PREMIERE.get(_NEAR.get(name, name))


def _byte(text: str) -> int:
    return min(int(text), 255) if text.isdecimal() and len(text) < 8 else 0
