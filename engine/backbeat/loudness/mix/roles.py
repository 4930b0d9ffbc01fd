"""What a track is for, from what it is called."""

from __future__ import annotations

import enum
import re


class Role(enum.Enum):
    """The parts that a mix is made of and delivered in."""

    DIALOGUE = "dialogue"
    MUSIC = "music"
    EFFECTS = "effects"
    AMBIENCE = "ambience"


_WORDS: tuple[tuple[Role, str], ...] = (
    (
        Role.DIALOGUE,
        r"dialog(ue)?s?|dx|dial|dia|vo|v/o|voice(s|over)?|speech|interviews?|lavs?|booms?|mics?|"
        r"narrat(or|ion)|adr|talk(ing)?|host|guest",
    ),
    (Role.MUSIC, r"music|mx|mus|songs?|score|soundtrack|stings?|jingles?"),
    (
        Role.AMBIENCE,
        r"amb(s|ient|ience|iance)?|atmos?(phere)?|bg|bgs|background|room ?tone|rt|walla",
    ),
    (Role.EFFECTS, r"s?fx|sound ?effects?|effects?|efx|foley|fol|fly|hits?|whoosh(es)?|hard ?fx"),
)


def role_of(name: str) -> Role | None:
    """The role a track's name tells; None where it tells none."""
    words = re.sub(r"[_\-.]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", name)).casefold()
    for role, pattern in _WORDS:
        if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", words):
            return role
    return None
