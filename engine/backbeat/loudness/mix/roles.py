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


_ROOM_TONE = re.compile(r"(?<![a-z])(?:room ?tone|rt)(?![a-z])")
_LAYERS = {
    Role.DIALOGUE: (-12.0, 0.0),
    Role.EFFECTS: (-18.0, -6.0),
    Role.AMBIENCE: (-24.0, -18.0),
}
_ROOM_TONE_LAYER = (-30.0, -24.0)


def layer_of(name: str, role: Role) -> tuple[float, float] | None:
    """Where the highest sample of a track belongs, in dBFS; None: wherever it is."""
    if role is Role.AMBIENCE and _ROOM_TONE.search(_words_of(name)):
        return _ROOM_TONE_LAYER
    return _LAYERS.get(role)


def role_of(name: str) -> Role | None:
    """The role a track's name tells; None where it tells none."""
    words = _words_of(name)
    for role, pattern in _WORDS:
        if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", words):
            return role
    return None


def _words_of(name: str) -> str:
    return re.sub(r"[_\-.]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", name)).casefold()
