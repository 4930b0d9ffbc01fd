"""Text in drawings: times, and estimates of text width."""

from __future__ import annotations

_NARROW, _WIDE = set("iljtfrI.,:;|'!()[] ·"), set("mwMW@%")


def clock(seconds: float, digits: int = 0) -> str:
    """A time as m:ss or h:mm:ss, with that many digits of a second."""
    units = round(seconds * 10**digits)
    whole, part = divmod(units, 10**digits)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
    return f"{text}.{part:0{digits}}" if digits else text


def width_of(words: str, size: float) -> float:
    """Estimated width of a text in pixels, in any of the fonts it may be rendered with."""
    ems = sum(0.33 if sign in _NARROW else 0.92 if sign in _WIDE else 0.6 for sign in words)
    # East Asian scripts: every character is a full square.
    ems += sum(0.4 for sign in words if ord(sign) > 0x2E7F)
    return ems * size


def shortened(words: str, size: float, room: float) -> str:
    """A text cut to fit `room` pixels, with an ellipsis for the rest."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words}…" if words else ""
