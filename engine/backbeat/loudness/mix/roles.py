"""The role of a sound track, from its name, and the peak layer of each role."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from backbeat.loudness.mix.role_words import HEAD_FIRST, ROOM_TONE, WORDS, Role

__all__ = ["NamedRole", "Role", "layer_of", "role_of"]

_LAYERS_DBFS = {
    Role.DIALOGUE: (-12.0, 0.0),
    Role.EFFECTS: (-18.0, -6.0),
    Role.AMBIENCE: (-24.0, -18.0),
}
"""Lowest and highest sample peak of tracks of each role."""
_ROOM_TONE_LAYER = (-30.0, -24.0)
_LETTER = r"[^\W\d_]"
_NO_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
"""Kana, Han and Hangul are written without spaces, so their words match inside others."""
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]|\{[^}]*\}")
_RELATION = re.compile(
    r"\b(?:under|below|behind|beneath|for|from|without|with|no|unter|fur|ohne|mit|zu[rm]?)\b|\bw/"
)
"""Words after which a name describes another track or a circumstance."""
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d"})
"""Letters that Unicode normalization does not decompose into a base letter."""


@dataclass(frozen=True)
class NamedRole:
    """A role found in the name of a track."""

    role: Role
    word: str
    """The word that stands for the role, in lower case and without accents."""


@dataclass(frozen=True)
class _RoleWord:
    role: Role
    word: str
    first: bool
    """Whether its language puts the head noun first."""


def layer_of(name: str, role: Role) -> tuple[float, float] | None:
    """Lowest and highest sample peak for a track, in dBFS; None: any level."""
    if role is Role.AMBIENCE and _room_tone().search(_normalized_name(name)):
        return _ROOM_TONE_LAYER
    return _LAYERS_DBFS.get(role)


def role_of(name: str) -> NamedRole | None:
    """The role that a track's name stands for; None where it has no word for a role.

    Whole words count, whatever their case and accents. Of several, the head noun decides: the last
    one in "Voice FX" and "Musical SFX", the first in "musique de fond". Background music is music.
    Words in brackets or after a word such as "under" count only where no other word stands for a
    role.
    """
    words = _normalized_name(name)
    main = _BRACKETS.sub(" ", words)
    for text in (_RELATION.split(main)[0], main, words):
        found = _role_words(text)
        if found:
            return _choose(found)
    return None


def _choose(found: list[_RoleWord]) -> NamedRole:
    music = next((word for word in found if word.role is Role.MUSIC), None)
    if music and all(word.role in (Role.MUSIC, Role.AMBIENCE) for word in found):
        return NamedRole(music.role, music.word)
    chosen = found[0] if any(word.first for word in found) else found[-1]
    return NamedRole(chosen.role, chosen.word)


def _role_words(text: str) -> list[_RoleWord]:
    pattern, entries = _search()
    return [
        _RoleWord(role, match.group().strip(), first)
        for match in pattern.finditer(text)
        for role, first in [entries[int((match.lastgroup or "w0")[1:])]]
    ]


@functools.cache
def _search() -> tuple[re.Pattern[str], list[tuple[Role, bool]]]:
    """One pattern of all words, longest first, and role and head-first of each group."""
    entries: dict[str, tuple[Role, bool]] = {}
    for language, by_role in WORDS.items():
        for role, words in by_role.items():
            for word in words.split(", "):
                plain = _plain(word)
                first = language in HEAD_FIRST and entries.get(plain, (role, True))[1]
                entries[plain] = role, first
    longest = sorted(entries, key=len, reverse=True)
    groups = (f"(?P<w{number}>{_word_pattern(word)})" for number, word in enumerate(longest))
    return re.compile("|".join(groups)), [entries[word] for word in longest]


@functools.cache
def _room_tone() -> re.Pattern[str]:
    return re.compile("|".join(_word_pattern(_plain(word)) for word in ROOM_TONE.split(", ")))


def _word_pattern(word: str) -> str:
    inside = re.escape(word).replace(r"\*", f"{_LETTER}*").replace(r"\ ", " ?")
    if _NO_SPACES.search(word):
        return inside
    return f"(?<!{_LETTER}){inside}(?!{_LETTER})"


def _normalized_name(name: str) -> str:
    return _plain(re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", name))


def _plain(text: str) -> str:
    """Lower case, without accents, with separators as spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in bare if unicodedata.category(letter) != "Mn")
    return re.sub(r"[_.\-]+", " ", unicodedata.normalize("NFC", letters).translate(_PLAIN))
