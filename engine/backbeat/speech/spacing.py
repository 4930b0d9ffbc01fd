"""What stands between words, and where sentences end."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_RUN_ON = (
    *("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH"),
    *("THAI", "LAO", "MYANMAR", "KHMER", "TIBETAN"),
)
"""How the names of signs begin that follow one another without a space."""


_END = ".?!…。？！"
_ABBREVIATION = 3
"""Most letters of a word with a capital whose full stop is an abbreviation's: Mr., D.C."""


def ends_sentence(word: str) -> bool:
    """Whether a word with its punctuation is the last of a sentence."""
    if word[-1:] not in _END:
        return False
    stem = word.rstrip(".")
    return not (word.endswith(".") and stem[:1].isupper() and len(stem) <= _ABBREVIATION)


def joined(texts: Sequence[str], shown: Sequence[str] | None = None) -> str:
    """Words as a text.

    Args:
        texts: the words.
        shown: what is shown of each, such as HTML; by default the word.
    """
    parts: list[str] = []
    for place, part in enumerate(texts if shown is None else shown):
        if place and not _run_on(texts[place - 1], texts[place]):
            parts.append(" ")
        parts.append(part)
    return "".join(parts)


def _run_on(before: str, after: str) -> bool:
    return all(
        unicodedata.name(sign, "").startswith(_RUN_ON) for sign in (before[-1:], after[:1]) if sign
    )
