"""How well what is known of a sound fits what is wanted, from 0 to 1.

The same measure for all sources that have sounds with names, so that a good sound of one beats a
poor sound of another. Sources that search by meaning as well know more, and say so by their own
score.
"""

from __future__ import annotations

from backbeat.foley.found import Wanted
from backbeat.sounds.synonyms import synonyms
from backbeat.sounds.ucs import category, guess
from backbeat.sounds.words import GENERIC, stem, stems_of

_WORDS, _CATEGORY = 0.6, 0.4
_GENERIC_WEIGHT, _SHOE_WEIGHT = 0.35, 0.3
_BY_CATEGORY = 0.8
"""How much a word counts that only the sound's category has."""
_SAME_CATEGORY = 0.6
"""Of the same category and another subcategory, against the same CatID."""
_GENERIC_STEMS = frozenset(stem(word) for word in GENERIC)


def query_of(wanted: Wanted) -> str:
    """What is looked for, in words: the cue's own, its surface and shoe, or else its category's."""
    known = category(wanted.ucs)
    words = wanted.words.strip() or (known.words if known is not None else "")
    said = set(stems_of(words))
    more = [text for text in (wanted.surface, wanted.shoe) if not said.issuperset(stems_of(text))]
    return " ".join([words, *more]).strip()


def fit(wanted: Wanted, name: str, description: str, ucs: str) -> float:
    """How well a sound fits by its words and its category.

    Args:
        wanted: what is looked for.
        name: of the sound.
        description: of the sound, with whatever else is said of it.
        ucs: its CatID; empty: not known.
    """
    words = _weights(wanted)
    sure = 1.0 if wanted.ucs else 0.0
    meant = wanted.ucs
    if not meant and (guesses := guess(query_of(wanted), 1)):
        meant, sure = guesses[0].cat_id, guesses[0].confidence
    share = _CATEGORY * sure
    if not words:
        return agreement(meant, ucs) if meant else 0.0
    return (_WORDS * _covered(words, name, description, ucs) + share * agreement(meant, ucs)) / (
        _WORDS + share
    )


def agreement(wanted: str, ucs: str) -> float:
    """How well two CatIDs agree: 1 the same, some of it the same category, 0 others or unknown."""
    if not wanted or not ucs:
        return 0.0
    if wanted == ucs:
        return 1.0
    ours, theirs = category(wanted), category(ucs)
    same = ours is not None and theirs is not None and ours.category == theirs.category
    return _SAME_CATEGORY if same else 0.0


def _weights(wanted: Wanted) -> dict[str, float]:
    """How much each stem of what is wanted counts."""
    weights = {
        one: _GENERIC_WEIGHT if one in _GENERIC_STEMS else 1.0
        for one in stems_of(f"{wanted.words} {wanted.surface}")
    }
    for one in stems_of(wanted.shoe):
        weights.setdefault(one, _SHOE_WEIGHT)
    return weights


def _covered(words: dict[str, float], name: str, description: str, ucs: str) -> float:
    """The share of the wanted words that a sound has."""
    known = category(ucs)
    have = dict.fromkeys(stems_of(known.words) if known is not None else (), _BY_CATEGORY)
    have |= dict.fromkeys(stems_of(f"{name} {description}"), 1.0)
    covered = 0.0
    for word, weight in words.items():
        found = have.get(word, 0.0)
        for other, alike in synonyms(word).items():
            found = max(found, alike * have.get(other, 0.0))
        covered += weight * found
    return covered / sum(words.values())
