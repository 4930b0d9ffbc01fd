"""The words of a text, and how they are spoken where no dictionary knows them.

English only: numbers are read out, and other words are spelled out by rules of our own, far simpler
than Elovitz et al. (1976). The mouth of a name comes out right more often than its sound.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

_WORD = re.compile(r"\d+|[a-z]+(?:'[a-z]+)*'?")
_ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred"))
_MOST_DIGITS = 12

_SPELLINGS = (
    ("tch", "CH"),
    ("sch", "SH"),
    ("igh", "AY"),
    ("eau", "OW"),
    ("tion", "SH AH N"),
    ("sion", "ZH AH N"),
    ("ough", "AO"),
    ("ch", "CH"),
    ("sh", "SH"),
    ("th", "TH"),
    ("ph", "F"),
    ("gh", "G"),
    ("wh", "W"),
    ("ck", "K"),
    ("ng", "NG"),
    ("qu", "K W"),
    ("kn", "N"),
    ("wr", "R"),
    ("ee", "IY"),
    ("ea", "IY"),
    ("ie", "IY"),
    ("ei", "AY"),
    ("oo", "UW"),
    ("ou", "AW"),
    ("ow", "OW"),
    ("oi", "OY"),
    ("oy", "OY"),
    ("oa", "OW"),
    ("ai", "EY"),
    ("ay", "EY"),
    ("au", "AO"),
    ("aw", "AO"),
    ("ew", "UW"),
    ("ue", "UW"),
    ("er", "ER"),
    ("ir", "ER"),
    ("ur", "ER"),
    ("ar", "AA R"),
    ("or", "AO R"),
    ("a", "AE"),
    ("b", "B"),
    ("c", "K"),
    ("d", "D"),
    ("e", "EH"),
    ("f", "F"),
    ("g", "G"),
    ("h", "HH"),
    ("i", "IH"),
    ("j", "JH"),
    ("k", "K"),
    ("l", "L"),
    ("m", "M"),
    ("n", "N"),
    ("o", "AA"),
    ("p", "P"),
    ("q", "K"),
    ("r", "R"),
    ("s", "S"),
    ("t", "T"),
    ("u", "AH"),
    ("v", "V"),
    ("w", "W"),
    ("x", "K S"),
    ("y", "IY"),
    ("z", "Z"),
)
"""Letters and their phones, the longest spellings first."""
_LONG = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW", "y": "AY"}
_SOFT_BEFORE = frozenset("eiy")


def words_of(text: str) -> list[str]:
    """The words of an English text in lower case, with numbers as words.

    Accents are dropped; letters of other scripts are left out.
    """
    plain = unicodedata.normalize(
        "NFKD", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # A point or comma inside a number is not spoken as a pause.
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain)
    words: list[str] = []
    for found in _WORD.findall(plain):
        words += _read_out(found) if found.isdigit() else [found.rstrip("'")]
    return words


def letters_left_out(text: str) -> int:
    """How many letters of a text `words_of` cannot read, such as those of other scripts."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return sum(letter.isalpha() and not letter.isascii() for letter in plain)


def unknown(words: list[str], dictionary: Container[str]) -> dict[str, tuple[str, ...]]:
    """Words that are in no dictionary, with a pronunciation by rules in the ARPAbet."""
    return {word: spoken(word) for word in words if word not in dictionary}


def spoken(word: str) -> tuple[str, ...]:
    """How a word of English letters may be spoken: phones of the ARPAbet, one at least."""
    letters = word.replace("'", "")
    phones: list[str] = []
    at = 0
    while at < len(letters):
        spelling, sound = _read(letters, at)
        # Letters that are doubled sound once.
        if not phones or phones[-1] != sound or sound in ("AE", "EH", "IH", "AA", "AH"):
            phones += sound.split()
        at += spelling
    return tuple(phones) or ("AH",)


def _read(letters: str, at: int) -> tuple[int, str]:
    """How many letters are read together, and their phones, which may be none."""
    letter, rest = letters[at], letters[at + 1 :]
    if letter == "e" and not rest and at > 1:
        return 1, ""
    # A consonant and a silent e make the vowel before them long.
    if letter in _LONG and len(rest) == 2 and rest[0] not in "aeiouyrwx" and rest[1] == "e":
        return 1, _LONG[letter]
    if letter == "c" and rest[:1] and rest[0] in _SOFT_BEFORE:
        return 1, "S"
    if letter == "y" and at == 0:
        return 1, "Y"
    for spelling, sound in _SPELLINGS:
        if letters.startswith(spelling, at):
            return len(spelling), sound
    return 1, ""


def _read_out(digits: str) -> list[str]:
    if len(digits) > _MOST_DIGITS or (digits.startswith("0") and len(digits) > 1):
        return [_ONES[int(digit)] for digit in digits]
    return _number(int(digits))


def _number(number: int) -> list[str]:
    if 1100 <= number < 2000 and number % 100:
        # A year, which is read in pairs.
        tail = number % 100
        return [*_number(number // 100), *(["oh"] if tail < 10 else []), *_number(tail)]
    for scale, name in _SCALES:
        if number >= scale:
            rest = number % scale
            return [*_number(number // scale), name, *(_number(rest) if rest else [])]
    if number >= 20:
        ones = number % 10
        return [_TENS[number // 10 - 2], *([_ONES[ones]] if ones else [])]
    return [_ONES[number]]
