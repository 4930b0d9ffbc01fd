"""What a track is for, from what it is called."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from backbeat.loudness.mix.role_words import HEAD_FIRST, ROOM_TONE, WORDS, Role

__all__ = ["NamedRole", "Role", "layer_of", "role_of"]

_LAYERS = {
    Role.DIALOGUE: (-12.0, 0.0),
    Role.EFFECTS: (-18.0, -6.0),
    Role.AMBIENCE: (-24.0, -18.0),
}
_ROOM_TONE_LAYER = (-30.0, -24.0)
_LETTER = r"[^\W\d_]"
_NO_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
"""Kana, Han and Hangul: their words stand inside others."""
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|\{[^}]*\}")
_RELATION = re.compile(
    r"\b(?:under|below|behind|beneath|for|from|without|with|no|unter|fur|ohne|mit|zu[rm]?)\b|\bw/"
)
"""What follows is another track's or a circumstance."""
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d"})
"""Letters that Unicode does not take apart."""


@dataclass(frozen=True)
class NamedRole:
    """A role that a name tells."""

    role: Role
    word: str
    """Of the name, that tells it, in small letters and without accents."""


@dataclass(frozen=True)
class _Found:
    role: Role
    word: str
    first: bool
    """Whether its language puts the noun that counts first."""


def layer_of(name: str, role: Role) -> tuple[float, float] | None:
    """Where the highest sample of a track belongs, in dBFS; None: wherever it is."""
    if role is Role.AMBIENCE and _room_tone().search(_words_of(name)):
        return _ROOM_TONE_LAYER
    return _LAYERS.get(role)


def role_of(name: str) -> NamedRole | None:
    """The role a track's name tells; None where it tells none.

    Whole words count, whatever their case and accents. Of several, the noun that says what the
    thing is: the last one in "Voice FX" and "Musical SFX", the first in "musique de fond". Music in
    the background is music. What stands in brackets or after a word such as "under" counts only
    where nothing else tells a role.
    """
    words = _words_of(name)
    main = _ASIDE.sub(" ", words)
    for text in (_RELATION.split(main)[0], main, words):
        found = _found_in(text)
        if found:
            return _decided(found)
    return None


def _decided(found: list[_Found]) -> NamedRole:
    music = next((one for one in found if one.role is Role.MUSIC), None)
    if music and all(one.role in (Role.MUSIC, Role.AMBIENCE) for one in found):
        return NamedRole(music.role, music.word)
    chosen = found[0] if any(one.first for one in found) else found[-1]
    return NamedRole(chosen.role, chosen.word)


def _found_in(text: str) -> list[_Found]:
    pattern, entries = _search()
    return [
        _Found(role, match.group().strip(), first)
        for match in pattern.finditer(text)
        for role, first in [entries[int((match.lastgroup or "w0")[1:])]]
    ]


@functools.cache
def _search() -> tuple[re.Pattern[str], list[tuple[Role, bool]]]:
    """All words in one pattern, longest first, and what the group of each tells."""
    told: dict[str, tuple[Role, bool]] = {}
    for language, by_role in WORDS.items():
        for role, words in by_role.items():
            for word in words.split(", "):
                plain = _plain(word)
                first = language in HEAD_FIRST and told.get(plain, (role, True))[1]
                told[plain] = role, first
    longest = sorted(told, key=len, reverse=True)
    groups = (f"(?P<w{number}>{_whole(word)})" for number, word in enumerate(longest))
    return re.compile("|".join(groups)), [told[word] for word in longest]


@functools.cache
def _room_tone() -> re.Pattern[str]:
    return re.compile("|".join(_whole(_plain(word)) for word in ROOM_TONE.split(", ")))


def _whole(word: str) -> str:
    inside = re.escape(word).replace(r"\*", f"{_LETTER}*").replace(r"\ ", " ?")
    if _NO_SPACES.search(word):
        return inside
    return f"(?<!{_LETTER}){inside}(?!{_LETTER})"


def _words_of(name: str) -> str:
    return _plain(re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", name))


def _plain(text: str) -> str:
    """In small letters, without accents, signs between words as spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")
    return re.sub(r"[_.\-]+", " ", unicodedata.normalize("NFC", kept).translate(_PLAIN))
