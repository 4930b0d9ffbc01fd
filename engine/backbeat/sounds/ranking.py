"""How well a sound fits a query, by its words and its category; and the fusing of two rankings."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from backbeat.sounds import ucs
from backbeat.sounds.query import Query, parts_of
from backbeat.sounds.synonyms import SAME

_NAME, _COMPOUND, _ABOUT, _CATEGORY, _FOLDER = 1.0, 0.9, 0.75, 0.5, 0.4
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
    about: tuple[str, ...]
    category: tuple[str, ...]
    folder: tuple[str, ...]
    cat_id: str
    cat_confidence: float


def fit(query: Query, sound: Candidate) -> float:
    """How well a sound fits, from 0 to about 1."""
    if not query.terms:
        return 0.0
    best, explained = _matched(query, sound)
    said = sum(term.share * much for term, much in zip(query.terms, best, strict=True))
    said *= (1 - _UNEXPLAINED * (1 - explained)) / query.total
    factor = ucs.aside(sound.cat_id, query.stems)
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


def _matched(query: Query, sound: Candidate) -> tuple[list[float], float]:
    """How well a sound has each word of a query, and the part of its name that is looked for."""
    meanings = query.meanings
    best, second = [0.0] * len(query.terms), [0.0] * len(query.terms)

    def enter(found: list[tuple[int, float]], place: float) -> None:
        for at, weight in found:
            said = weight * place
            # Two words for the same thing say it once; one that is only near says a little more.
            weaker = min(best[at], said) if weight < SAME else 0.0
            best[at], second[at] = max(best[at], said), max(second[at], weaker)

    known = words = 0
    for word in sound.name:
        is_known = word in meanings
        if is_known:
            enter(meanings[word], _NAME)
        for part in parts_of(word):
            if part in meanings:
                enter(meanings[part], _COMPOUND)
                is_known = True
        if not word[0].isdigit():
            words, known = words + 1, known + is_known
    category = _CATEGORY * (0.5 + 0.5 * sound.cat_confidence)
    for others, place in (
        (sound.about, _ABOUT), (sound.category, category), (sound.folder, _FOLDER)
    ):  # fmt: skip
        # Most words are none of the query's: asking only here is what makes it quick.
        for word in others:
            if word in meanings:
                enter(meanings[word], place)
    matched = [min(1.0, one + _SECOND * two) if one < 1 else one
               for one, two in zip(best, second, strict=True)]  # fmt: skip
    return matched, known / words if words else 0.0


def _meant(query: Query, sound: Candidate) -> float:
    """How surely the sound's category is one that the query means."""
    if not sound.cat_id:
        return 0.0
    family = query.families.get(ucs.categories()[sound.cat_id].category, 0.0)
    if not family:
        return 0.0
    itself = next((one.confidence for one in query.guesses if one.cat_id == sound.cat_id), 0.0)
    meant = itself + 0.5 * (family - itself)
    return min(1.0, meant) * (0.4 + 0.6 * sound.cat_confidence)
