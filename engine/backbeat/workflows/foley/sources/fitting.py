"""How well what is known of a sound fits what is wanted, from 0 to 1.

The same measure for all sources that have sounds with names, so that a good sound of one beats a
poor sound of another. Sources that search by meaning as well know more, and say so by their own
score.
"""

from __future__ import annotations

from functools import lru_cache

from backbeat.foley.cues import Kind
from backbeat.foley.found import Wanted
from backbeat.sounds.synonyms import synonyms
from backbeat.sounds.ucs import category, guess
from backbeat.sounds.words import GENERIC, stem, stems_of

_WORDS, _CATEGORY = 0.6, 0.4
_GENERIC_WEIGHT, _SHOE_WEIGHT = 0.35, 0.3
_BY_CATEGORY = 0.8
"""How much a word counts that only the sound's category has."""
_UNSORTED = 0.9
"""What a sound's words count for where its category is not known."""
_BY_CATEGORY_ALONE = 0.55
"""Of a sound of the CatID that was given, in whose name none of the words is."""
_SAME_CATEGORY = 0.6
"""Of the same category and another subcategory, against the same CatID."""
_SHORT_BED_S, _LONG_HIT_S = 4.0, 20.0
_ILL_SUITED = 0.12
"""What a sound loses whose length does not suit its cue."""
_KNOWN = 4096
"""Names and queries whose words are kept: each is asked for again for every cue."""
_WHERE = "set put place placed lay down table desk floor ground wall room house street outside"
"""Words that say where something happens, and hardly what; of a bed they say what."""
_GENERIC_STEMS = frozenset(map(stem, GENERIC))
_WHERE_STEMS = frozenset(map(stem, _WHERE.split()))


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
    words = _weights(wanted.words, wanted.surface, wanted.shoe, wanted.kind.is_bed)
    meant, sure = (wanted.ucs, 1.0) if wanted.ucs else _guessed(query_of(wanted))
    agrees = agreement(meant, ucs)
    if not words:
        return agrees
    covered = _covered(words, _said(name, description, ucs))
    if not ucs:
        return _UNSORTED * covered
    share = _CATEGORY * sure
    fits = (_WORDS * covered + share * agrees) / (_WORDS + share)
    # Words of other languages are in no name; the category that was given for them is.
    return max(fits, _BY_CATEGORY_ALONE * agrees) if wanted.ucs else fits


def suited(score: float, wanted: Wanted, seconds: float, loops: bool, takes: int) -> float:
    """A score, lessened where the length of a sound does not suit its cue: a bed that is short, a
    sound that goes on where something happens once, or one that is over before its cue is.

    Args:
        score: by words and category.
        wanted: what is looked for.
        seconds: how long the sound is; 0: as long as it is asked for.
        loops: whether it goes round.
        takes: how often it sounds in its file.
    """
    if wanted.kind.is_bed:
        ill = 0 < seconds < _SHORT_BED_S
    elif wanted.kind is Kind.EFFECT:
        ill = not loops and 0 < seconds < (wanted.seconds or 0.0) / 2
    else:
        ill = loops or (takes == 1 and seconds > _LONG_HIT_S)
    return max(0.0, score - _ILL_SUITED) if ill else score


def agreement(wanted: str, ucs: str) -> float:
    """How well two CatIDs agree: 1 the same, some of it the same category, 0 others or unknown."""
    if not wanted or not ucs:
        return 0.0
    if wanted == ucs:
        return 1.0
    ours, theirs = category(wanted), category(ucs)
    same = ours is not None and theirs is not None and ours.category == theirs.category
    return _SAME_CATEGORY if same else 0.0


@lru_cache(maxsize=_KNOWN)
def _weights(words: str, surface: str, shoe: str, is_bed: bool) -> dict[str, float]:
    """How much each stem of what is wanted counts."""
    little = _GENERIC_STEMS if is_bed else _GENERIC_STEMS | _WHERE_STEMS
    weights = {
        one: _GENERIC_WEIGHT if one in little else 1.0 for one in stems_of(f"{words} {surface}")
    }
    for one in stems_of(shoe):
        weights.setdefault(one, _SHOE_WEIGHT)
    return weights


@lru_cache(maxsize=_KNOWN)
def _guessed(words: str) -> tuple[str, float]:
    """The category that words mean, and how sure that is."""
    guesses = guess(words, 1)
    return (guesses[0].cat_id, guesses[0].confidence) if guesses else ("", 0.0)


@lru_cache(maxsize=_KNOWN)
def _said(name: str, description: str, ucs: str) -> dict[str, float]:
    """The stems that a sound has, with how much each counts."""
    known = category(ucs)
    have = dict.fromkeys(stems_of(known.words) if known is not None else (), _BY_CATEGORY)
    return have | dict.fromkeys(stems_of(f"{name} {description}"), 1.0)


def _covered(words: dict[str, float], have: dict[str, float]) -> float:
    """The share of the wanted words that a sound has."""
    covered = 0.0
    for word, weight in words.items():
        found = have.get(word, 0.0)
        for other, alike in synonyms(word).items():
            found = max(found, alike * have.get(other, 0.0))
        covered += weight * found
    return covered / sum(words.values())
