"""The Universal Category System: its categories, and which of them words mean.

UCS 8.2.1 by Tim Nielsen, Justin Drury and Kai Paquin; `ucs.json` names its source.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from backbeat.sounds.synonyms import synonyms
from backbeat.sounds.words import GENERIC, stem, stems_of, words_of


@dataclass(frozen=True, slots=True)
class UcsCategory:
    """A category of sounds."""

    cat_id: str
    """Its name in files, such as "DOORWood"; its case matters."""
    category: str
    """Such as "DOORS"."""
    subcategory: str
    """Such as "WOOD"."""
    explanation: str
    synonyms: tuple[str, ...]

    @property
    def words(self) -> str:
        """Category and subcategory as words: "doors wood"."""
        sub = "" if self.subcategory in _SAYS_NOTHING else f" {self.subcategory.lower()}"
        return self.category.lower() + sub


@dataclass(frozen=True, slots=True)
class UcsGuess:
    """A category that words may mean."""

    cat_id: str
    confidence: float
    """From 0 to 1; all guesses for the same words together make at most 1."""


_SAYS_NOTHING = ("MISC", "GENERAL")
_USUAL = {"FOOTSTEPS": "FEETHmn", "DOORS": "DOORWood", "EXPLOSIONS": "EXPLReal",
          "SWOOSHES": "WHSH"}  # fmt: skip
"""What is meant where a category is named, and nothing says which kind."""
_GENRES = {
    "ARCHIVED": 0.1, "SCIFI": 0.45, "CARTOON": 0.45, "VEHICLES": 0.5, "AIRCRAFT": 0.5,
    "BOATS": 0.5, "TRAINS": 0.5, "ROBOTS": 0.5, "MAGIC": 0.5, "CREATURES": 0.6, "GAMES": 0.5,
    "TOYS": 0.5, "FOLEY": 0.5, "AMBIENCE": 0.55, "DESIGNED": 0.6, "MUSICAL": 0.6, "FARTS": 0.6,
    "GORE": 0.6, "BULLETS": 0.7, "LASERS": 0.6, "SPORTS": 0.7, "MOVEMENT": 0.6,
    "USER INTERFACE": 0.6, "COMPUTERS": 0.75, "RAIN": 0.6, "CERAMICS": 0.8,
}  # fmt: skip
"""Categories that share most of their words with others, and how much less they are meant where
nothing names them."""
_CATEGORY, _SUBCATEGORY, _SYNONYM, _EXPLANATION = 3.0, 2.6, 1.5, 0.7
"""How much a word says by where it stands."""
_GENERIC_SHARE = 0.3
_SHARPNESS = 10
"""So that the likeliest is as sure as it is right: four times in five, on 61 names of sounds."""
_PEAK_AT_HIT = ("SWSH", "WHSH", "DSGNWhsh", "TOONSwsh", "FIREWhsh")


def category(cat_id: str) -> UcsCategory | None:
    """A category by its CatID, whose case matters; None where there is none."""
    return categories().get(cat_id)


@cache
def categories() -> dict[str, UcsCategory]:
    """All categories by CatID, in UCS's order."""
    text = (resources.files("backbeat.sounds") / "ucs.json").read_text("utf-8")
    return {
        row[0]: UcsCategory(row[0], row[1], row[2], row[3], tuple(row[4].split()))
        for row in json.loads(text)["categories"]
    }


def meant_by(text: str) -> list[str]:
    """The CatIDs that a person names: one by itself, or all of a category ("DOORS", "DOOR").

    Case does not matter. Empty where there is no such category.
    """
    asked = text.strip().casefold()
    if not asked:
        return []
    every = categories().values()
    if exact := [one.cat_id for one in every if one.cat_id.casefold() == asked]:
        return exact
    return [
        one.cat_id
        for one in every
        if asked in (one.category.casefold(), _short(one.cat_id).casefold(), one.words)
    ]


def peaks_at_hit(cat_id: str) -> bool:
    """Whether sounds of a category are put on a moment by their peak: whooshes pass there."""
    return cat_id in _PEAK_AT_HIT


@lru_cache(maxsize=4096)
def aside(cat_id: str, stems: tuple[str, ...]) -> float:
    """How much less a sound of a genre is meant by words that do not name the genre: 1 is not less.

    A spaceship's door is no answer to "door", unless nothing else is.
    """
    one = category(cat_id)
    if one is None or one.category not in _GENRES:
        return 1.0
    if _table().is_named(one.category, stems):
        return 1.0
    return 0.8 + 0.2 * _GENRES[one.category]


def guess(words: str, count: int = 3) -> list[UcsGuess]:
    """The categories that words mean, likeliest first.

    Args:
        words: as in a query or a name: "heavy door slam metal".
        count: how many at most.

    Returns:
        None with a confidence under .05.
    """
    table = _table()
    stems = _told(words, table)
    if not stems:
        return []
    scores = table.scores(stems)
    if not scores:
        return []
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    sure = math.sqrt(min(1.0, ranked[0][1] / table.ideal(stems)))
    weights = {cat_id: score**_SHARPNESS for cat_id, score in ranked[:12]}
    total = sum(weights.values())
    guesses = [UcsGuess(cat_id, sure * weight / total) for cat_id, weight in weights.items()]
    return [one for one in guesses[:count] if one.confidence >= 0.05]


def _told(words: str, table: _Table) -> list[str]:
    """The stems of words, and of neighbours that UCS writes as one: "machine gun"."""
    stems = [one for one in stems_of(words) if not (one.isdigit() and len(one) < 3)]
    called = words_of(words)
    joined = [stem(one + other) for one, other in pairwise(called)]
    return list(dict.fromkeys([*stems, *(one for one in joined if one in table.places)]))


def _short(cat_id: str) -> str:
    """The part of a CatID that stands for the category: its capitals but the last group's first."""
    head = cat_id
    for place, letter in enumerate(cat_id):
        if letter.islower():
            head = cat_id[: place - 1]
            break
    return head


class _Table:
    """The words of all categories, turned round: from a stem to the categories it speaks for."""

    def __init__(self, known: Iterable[UcsCategory]) -> None:
        self._known = {one.cat_id: one for one in known}
        self.places: dict[str, dict[str, float]] = defaultdict(dict)
        self._named: dict[str, set[str]] = {}
        """Stems that name a category, by its name."""
        for one in self._known.values():
            self._enter(one)
        self._name_categories()
        self._idf = {
            word: math.log(1 + len(self._known) / (1 + len(cats)))
            for word, cats in self.places.items()
        }
        self._rare = math.log(1 + len(self._known))

    def scores(self, stems: list[str]) -> dict[str, float]:
        """How much the stems speak for each category that any of them speaks for."""
        found: dict[str, float] = defaultdict(float)
        told: dict[str, set[str]] = defaultdict(set)
        for word in stems:
            share = self._share(word)
            for cat_id, place in self._best_places(word).items():
                found[cat_id] += share * place
                if place >= _SUBCATEGORY * 0.8:
                    told[cat_id].add(word)
        return {
            cat_id: score * self._fits(self._known[cat_id], stems, told[cat_id])
            for cat_id, score in found.items()
        }

    def is_named(self, category_name: str, stems: Iterable[str]) -> bool:
        """Whether a word names a category, by itself or by a synonym."""
        named = self._named[category_name]
        return any(word in named or named & synonyms(word).keys() for word in stems)

    def ideal(self, stems: list[str]) -> float:
        """The score of a category that all stems name."""
        return sum(self._share(word) for word in stems) * (_CATEGORY * 0.75)

    def _share(self, word: str) -> float:
        share = self._idf.get(word, self._rare)
        return share * _GENERIC_SHARE if word in _generic_stems() else share

    def _best_places(self, word: str) -> dict[str, float]:
        best = dict(self.places.get(word, {}))
        for other, weight in synonyms(word).items():
            for cat_id, place in self.places.get(other, {}).items():
                if place * weight > best.get(cat_id, 0.0):
                    best[cat_id] = place * weight
        return best

    def _fits(self, one: UcsCategory, stems: list[str], told: set[str]) -> float:
        is_named = self.is_named(one.category, stems)
        factor = 1.0 if is_named else _GENRES.get(one.category, 1.0)
        if one.cat_id == _USUAL.get(one.category) and is_named:
            factor *= 1.25
        elif one.subcategory in _SAYS_NOTHING:
            # Nothing speaks for what is left over but that nothing speaks for the others.
            factor *= 1.1 if is_named and len(told) <= 1 else 0.9
        elif not is_named:
            factor *= 0.85
        return factor

    def _enter(self, one: UcsCategory) -> None:
        self._put(one, _EXPLANATION, one.explanation)
        self._put(one, _SYNONYM, " ".join(one.synonyms))
        if one.subcategory not in _SAYS_NOTHING:
            self._put(one, _SUBCATEGORY, one.subcategory)
        self._put(one, _CATEGORY, one.category)

    def _put(self, one: UcsCategory, weight: float, text: str) -> None:
        for word in stems_of(text):
            held = self.places[word]
            held[one.cat_id] = max(weight, held.get(one.cat_id, 0.0))

    def _name_categories(self) -> None:
        """Finds the words that name a category: of its name, and of kinds that only it has."""
        counts: Counter[str] = Counter()
        kinds: dict[str, set[str]] = defaultdict(set)
        names: dict[str, set[str]] = {}
        for one in self._known.values():
            names[one.category] = set(stems_of(one.category))
            if one.subcategory not in _SAYS_NOTHING:
                kinds[one.category] |= set(stems_of(one.subcategory))
        for category_name, words in names.items():
            counts.update(words | kinds[category_name])
        for category_name, words in names.items():
            own = {word for word in kinds[category_name] if counts[word] == 1}
            self._named[category_name] = words | own


@cache
def _table() -> _Table:
    return _Table(categories().values())


@cache
def _generic_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in GENERIC)


def vocabulary() -> frozenset[str]:
    """Every word that UCS calls sounds by, in lower case."""
    return _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    found: set[str] = set()
    for one in categories().values():
        found.update(words_of(f"{one.category} {one.subcategory} {' '.join(one.synonyms)}"))
    return frozenset(found)
