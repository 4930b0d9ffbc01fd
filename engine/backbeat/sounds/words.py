"""Words and their stems: one way to cut names, descriptions and queries into what is compared.

The stems are lighter than Porter's (1980): endings of plurals, verbs and adjectives go, and a table
holds the irregular forms of words that sounds are called by. What a sound is called and what is
looked for go through the same function, so a stem need not be a word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources

_WORD = re.compile(r"\d+[a-z]+|[a-z]+(?:'[a-z]+)?|\d+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z]{3})(?=\d)")
_VOWEL = re.compile(r"[aeiouy]")


@cache
def _lists() -> dict[str, list[str]]:
    """The lines of each part of `words.txt`."""
    text = (resources.files("backbeat.sounds") / "words.txt").read_text("utf-8")
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            lines = parts.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return parts


STOP = frozenset(" ".join(_lists()["stop"]).split())
"""Words that say nothing about which sound is meant."""

GENERIC = frozenset(" ".join(_lists()["generic"]).split())
"""Words that fit many sounds, and so choose between sounds only where others have chosen."""

_IRREGULAR = {
    form: stem
    for stem, _, forms in (line.partition(": ") for line in _lists()["irregular"])
    for form in forms.split()
}


def words_of(text: str) -> list[str]:
    """The words of a text or a file name, in lower case and without accents.

    "Slam_oldHouse03" has the words "slam", "old", "house" and "03".
    """
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    return [word.partition("'")[0] for word in _WORD.findall(_HUMP.sub(" ", plain).lower())]


def stems_of(text: str) -> list[str]:
    """The stems of a text's words, without those of `STOP`, in order."""
    return [stem(word) for word in words_of(text) if word not in STOP and not _is_letter(word)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What the forms of a word have in common: "creaking", "creaks" and "creaky" are "creak".

    Args:
        word: in lower case.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or word[0].isdigit():
        return word
    if (bare := _singular(word)) != word and bare in _IRREGULAR:
        return _IRREGULAR[bare]
    return _without_e(_adjective(_verb(bare)))


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _verb(word: str) -> str:
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= 3 and _VOWEL.search(bare):
            kept = "sz" if len(bare) > 5 else "lsz"
            doubled = len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in kept
            return bare[:-1] if doubled else bare
    return word


def _adjective(word: str) -> str:
    # "Bubbly" comes of "bubble", and "quickly" of "quick".
    if word.endswith("ly") and len(word) > 5 and word[-3] not in "bgpz":
        word = word[:-2]
    if word.endswith("y") and len(word) > 4 and word[-2] not in "aeiou":
        return word[:-1]
    return word


def _without_e(word: str) -> str:
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word
