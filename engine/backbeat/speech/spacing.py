"""What stands between words: a space, or nothing in scripts that are written without."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_RUN_ON = (
    *("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "FULLWIDTH"),
    *("THAI", "LAO", "MYANMAR", "KHMER", "TIBETAN"),
)
"""How the names of signs begin that follow one another without a space."""


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
