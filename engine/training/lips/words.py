"""What the generated speakers say: random words of a public pronouncing dictionary.

CMUdict (BSD) comes with Pocketsphinx. Voices of other languages read the same words by the rules of
their own spelling, so each speaks with the sounds of its language.
"""

from __future__ import annotations

from pathlib import Path

import pocketsphinx
from numpy.random import Generator

LANGUAGES = (
    "en-us", "en-us", "en-us", "en-us", "en-gb-x-rp", "en-gb-scotland", "de", "de", "fr", "es",
    "es-419", "it", "pt-br", "pt", "nl", "pl", "cs", "sv", "da", "fi", "hu", "tr", "ro", "id", "ca",
    "nb", "ru", "uk", "bg", "lv", "sk", "sl", "hr", "sw", "et", "lt", "hi",
)  # fmt: skip
"""Voices of eSpeak NG."""
SPEAKERS = (
    "m1", "m2", "m3", "m4", "m5", "m6", "m7", "f1", "f2", "f3", "f4", "f5", "Alex", "Alicia", "Andrea",
    "Andy", "Annie", "Gene", "Hugo", "Jacky", "Lee", "Marco", "Mario", "Michael", "Mike", "adam",
    "anika", "antonio", "belinda", "benjamin", "boris", "caleb", "david", "ed", "edward", "gustave",
    "iven", "john", "linda", "marcelo", "max", "michel", "miguel", "norbert", "pablo", "paul", "pedro",
    "quincy", "rob", "robert", "sandro", "shelby", "steph", "travis", "victor", "zac", "klatt",
    "klatt2", "klatt4", "klatt6",
)  # fmt: skip
"""Variants of a voice: throat, pitch and timbre of one speaker."""
_CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "абкдефгхийклмнопкрстувжкыз")
_DEVANAGARI = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ाबचदेफगहिजकलमनोपकरसतुवउकयज")


def dictionary() -> list[str]:
    """Words of three letters and more, in order."""
    path = Path(pocketsphinx.get_model_path("en-us")) / "cmudict-en-us.dict"
    words = {line.split()[0] for line in path.read_text("utf-8").splitlines() if line}
    return sorted(word for word in words if word.isalpha() and 2 < len(word) < 13)


def sentence(rng: Generator, words: list[str], language: str) -> str:
    """Three to ten random words, spelt in the language's letters."""
    chosen = " ".join(words[i] for i in rng.integers(0, len(words), rng.integers(3, 11)))
    if language in ("ru", "uk", "bg"):
        return chosen.translate(_CYRILLIC)
    if language == "hi":
        return chosen.translate(_DEVANAGARI)
    return chosen
