"""What a query means: its words, what else they are called, and the categories it names."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from backbeat.sounds import ucs
from backbeat.sounds.synonyms import synonyms
from backbeat.sounds.words import GENERIC, STOP, stem, stems_of, words_of

_GENERIC_SHARE = 0.25
_PART = 0.7
"""How much a part of a compound counts: "thunder" for "thunderclap"."""
_PART_OF_KNOWN = 0.45
"""The same for compounds that sounds are called by: a firework is no fire."""
_JOINED = 0.9
_MISSPELT = 0.8
_BEGINS = 0.6
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST_FORMS = 24


@dataclass(frozen=True)
class Term:
    """A word that is looked for."""

    stem: str
    forms: dict[str, float]
    """Stems that stand for it, each with how well; itself first."""
    share: float
    """How much it counts among the query's words: more, the fewer sounds it fits."""
    is_generic: bool


@dataclass(frozen=True)
class Query:
    """A query."""

    text: str
    terms: tuple[Term, ...]
    guesses: tuple[ucs.UcsGuess, ...]
    """Categories that it means, likeliest first."""

    @cached_property
    def core(self) -> tuple[Term, ...]:
        """The words that choose: all but generic ones, unless there are only those."""
        chosen = tuple(term for term in self.terms if not term.is_generic)
        return chosen or self.terms

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Its words, without what else they are called."""
        return tuple(term.stem for term in self.terms)

    @cached_property
    def meanings(self) -> dict[str, list[tuple[int, float]]]:
        """For every stem that stands for words of it: which of them, and how well."""
        found: dict[str, list[tuple[int, float]]] = {}
        for place, term in enumerate(self.terms):
            for form, weight in term.forms.items():
                found.setdefault(form, []).append((place, weight))
        return found

    @cached_property
    def total(self) -> float:
        """What its words count together."""
        return sum(term.share for term in self.terms)

    @cached_property
    def families(self) -> dict[str, float]:
        """The UCS categories of its guesses, each with what they are sure of together."""
        found: dict[str, float] = {}
        for guess in self.guesses:
            family = ucs.categories()[guess.cat_id].category
            found[family] = found.get(family, 0.0) + guess.confidence
        return found


def query_of(
    text: str, total: int, count_of: Callable[[str], int], known: Collection[str]
) -> Query:
    """Reads a query.

    Args:
        text: as a person types it.
        total: sounds in the index.
        count_of: how many sounds have a stem.
        known: every stem in the index.
    """
    stems = list(dict.fromkeys(stems_of(text)))
    joined = _joined(text)
    terms = []
    for one in stems:
        forms = _forms(one, known)
        for pair, parts in joined.items():
            if one in parts and pair in known:
                forms.setdefault(pair, _JOINED)
        count = max(count_of(form) for form, weight in forms.items() if weight >= 0.75)
        is_generic = one in _generic()
        share = math.log(1 + (total + 1) / (count + 0.5)) * (_GENERIC_SHARE if is_generic else 1.0)
        terms.append(Term(one, forms, share, is_generic))
    return Query(text, tuple(terms), tuple(ucs.guess(text)))


def _forms(one: str, known: Collection[str]) -> dict[str, float]:
    forms = {one: 1.0, **synonyms(one)}
    share = _PART_OF_KNOWN if _is_word(one, ucs.vocabulary()) else _PART
    for part in parts_of(one):
        forms.setdefault(part, share)
        for other, weight in synonyms(part).items():
            forms.setdefault(other, weight * share)
    if not any(form in known for form in forms):
        if len(one) >= 5:
            spelt = next((word for word in _respelt(one) if word in known), None)
            if spelt is not None:
                forms.setdefault(spelt, _MISSPELT)
        if len(one) >= 4:
            longer = [word for word in known if word.startswith(one)]
            forms.update(dict.fromkeys(longer[:5], _BEGINS))
    best = sorted(forms.items(), key=lambda item: -item[1])[:_MOST_FORMS]
    return dict(best)


@lru_cache(maxsize=65536)
def parts_of(word_stem: str) -> tuple[str, ...]:
    """The words that a compound is made of, or the last of them; none where it is no compound.

    "minecart" is "mine" and "cart"; they are words that sounds are called by.
    """
    if len(word_stem) < 7 or word_stem[0].isdigit():
        return ()
    vocabulary = ucs.vocabulary()
    for place in range(len(word_stem) - 3, 2, -1):
        first, second = word_stem[:place], word_stem[place:]
        if first in vocabulary and _is_word(second, vocabulary) and first not in STOP:
            return stem(first), stem(second)
    if word_stem in vocabulary:
        return ()
    # What a compound is stands last: "cineboom" is some boom.
    ends = (word_stem[place:] for place in range(3, len(word_stem) - 3))
    return next(((stem(end),) for end in ends if _is_word(end, vocabulary)), ())


def _is_word(text: str, vocabulary: frozenset[str]) -> bool:
    # A stem has lost its last "e", if it had one.
    return text not in STOP and (text in vocabulary or f"{text}e" in vocabulary)


def _joined(text: str) -> dict[str, tuple[str, str]]:
    """Words that follow one another, written as one: "door bell" is also "doorbell"."""
    words = words_of(text)
    return {
        stem(one + other): (stem(one), stem(other))
        for one, other in itertools.pairwise(words)
        if len(one) > 2 and len(other) > 2
    }


def _respelt(word: str) -> Iterator[str]:
    """A word with one letter left out, exchanged, changed or put in."""
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    for head, tail in splits:
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
    for head, tail in splits:
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def _generic() -> frozenset[str]:
    return _GENERIC_STEMS


_GENERIC_STEMS = frozenset(stem(word) for word in GENERIC)
