"""How well a sound fits a query, by its words and its category; and the fusing of two rankings."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from backbeat.sounds import ucs
from backbeat.sounds.query import Query, Term, parts_of
from backbeat.sounds.synonyms import SAME

_NAME, _ABOUT, _CATEGORY, _FOLDER = 1.0, 0.75, 0.5, 0.4
"""How much a word says by where it stands."""
_BY_CATEGORY = 0.22
"""What a category adds that is meant, at most."""
_UNEXPLAINED = 0.18
"""What a name loses whose words are not looked for."""
_SECOND = 0.3
_RANK_OFFSET = 12
"""Of reciprocal rank fusion (Cormack et al. 2009), for lists that are short."""

Found = TypeVar("Found", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sound that may fit. Words are stems."""

    row_id: int
    name: tuple[str, ...]
    about: frozenset[str]
    category: frozenset[str]
    folder: frozenset[str]
    cat_id: str
    cat_confidence: float


def fit(query: Query, sound: Candidate) -> float:
    """How well a sound fits, from 0 to about 1."""
    if not query.terms:
        return 0.0
    total = sum(term.share for term in query.terms)
    names = set(sound.name)
    compounds = {part for word in sound.name for part in parts_of(word)}
    said = sum(term.share * _best(term, sound, names, compounds) for term in query.terms) / total
    said *= 1 - _UNEXPLAINED * _unexplained(query, sound.name)
    factor = ucs.aside(sound.cat_id, tuple(term.stem for term in query.terms))
    return (said + _BY_CATEGORY * _meant(query, sound)) * factor


def fused(
    rankings: Sequence[Sequence[tuple[Found, float]]], weights: Sequence[float]
) -> list[Found]:
    """Several rankings as one, by reciprocal ranks; what is equal in one has the same rank there.

    Args:
        rankings: each with its scores, best first.
        weights: how much each counts.
    """
    totals: dict[Found, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        rank, before = 0, None
        for place, (one, score) in enumerate(ranking):
            if score != before:
                rank, before = place, score
            totals[one] = totals.get(one, 0.0) + weight / (_RANK_OFFSET + rank)
    return sorted(totals, key=lambda one: -totals[one])


def _best(term: Term, sound: Candidate, names: set[str], compounds: set[str]) -> float:
    """How well a sound has a word: by its best form, and a little by the next best."""
    best = second = 0.0
    for form, weight in term.forms.items():
        if weight <= second:
            continue
        if form in names:
            place = _NAME
        elif form in compounds:
            place = 0.9 * _NAME
        elif form in sound.about:
            place = _ABOUT
        elif form in sound.category:
            place = _CATEGORY * (0.5 + 0.5 * sound.cat_confidence)
        elif form in sound.folder:
            place = _FOLDER
        else:
            continue
        said = weight * place
        # Two words for the same thing say it once.
        weaker = min(best, said) if weight < SAME else 0.0
        best, second = max(best, said), max(second, weaker)
    return min(1.0, best + _SECOND * second) if best < 1 else 1.0


def _unexplained(query: Query, name: tuple[str, ...]) -> float:
    """The part of a name's words that nobody looks for."""
    words = [word for word in name if not word[0].isdigit()]
    if not words:
        return 1.0
    forms = query.forms
    strange = [word for word in words if word not in forms and not forms & set(parts_of(word))]
    return len(strange) / len(words)


def _meant(query: Query, sound: Candidate) -> float:
    """How surely the sound's category is one that the query means."""
    if not sound.cat_id:
        return 0.0
    family = sound.cat_id and ucs.categories()[sound.cat_id].category
    meant = 0.0
    for guess in query.guesses:
        if guess.cat_id == sound.cat_id:
            meant += guess.confidence
        elif ucs.categories()[guess.cat_id].category == family:
            meant += guess.confidence * 0.5
    return min(1.0, meant * 1.5) * (0.4 + 0.6 * min(1.0, sound.cat_confidence * 2))
