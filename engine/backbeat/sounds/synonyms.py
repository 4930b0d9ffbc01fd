"""Which words mean the same sound, or nearly."""

from __future__ import annotations

from functools import cache
from importlib import resources

from backbeat.sounds.words import stem, words_of

SAME, NEAR = 0.8, 0.38
"""How much a sound counts that is called by a synonym, against one that is called as asked."""


def synonyms(word_stem: str) -> dict[str, float]:
    """Stems that stand for a stem, each with how well: `SAME` or `NEAR`. Without itself."""
    return _table().get(word_stem, {})


@cache
def _table() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    text = (resources.files("backbeat.sounds") / "synonyms.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        same_text, _, near_text = line.partition("|")
        same = dict.fromkeys(stem(word) for word in words_of(same_text))
        near = dict.fromkeys(stem(word) for word in words_of(near_text))
        for one in same:
            weights = found.setdefault(one, {})
            for other in same:
                weights[other] = SAME
            for other in near:
                weights.setdefault(other, NEAR)
    for one, weights in found.items():
        weights.pop(one, None)
    return found
