"""Sounds that Backbeat makes itself, by recipes: deterministic, of any length, in any number.

Each strength of a recipe is a sound with a dozen takes: the same step again, never the same sample.
"""

from __future__ import annotations

import math
from functools import lru_cache

from backbeat.foley.found import FoundSound, Heard, Licence, Take, Wanted
from backbeat.foley.synthesis import Character, Made, Recipe, make, recipes
from backbeat.workflows.foley.sources.fitting import fit, query_of, suited
from backbeat.workflows.foley.sources.offering import Refused

_TAKES = 12
"""Enough that a walk of a minute is not heard to go round."""
_KEPT, _LONGEST_KEPT_S = 32, 5.0
"""Made sounds that are kept, as steps are asked for again and again; not those that are longer."""
_LICENCE = Licence("", "", "", True)
"""Nobody's: what is made here is free to be used."""
_USUAL_SHOE, _USUAL_S = "hard", 0.5
_NEARER = 0.01
_SEED_STEP = 7919


class SynthesisSource:
    """The recipes as a source; see `offering.SoundSource`."""

    name = "synthesis"
    costs = False

    def __init__(self) -> None:
        self._recipes = {recipe.name: recipe for recipe in recipes()}

    def told(self) -> str:
        """Nothing is asked of others."""
        return ""

    def close(self) -> None:
        """Nothing is open."""

    def find(self, wanted: Wanted, count: int) -> list[FoundSound]:
        """The recipes that fit best."""
        if not query_of(wanted):
            return []
        found = [
            _sound(recipe, wanted.strength, _score(recipe, wanted))
            for recipe in self._recipes.values()
            if recipe.loops or not wanted.kind.is_bed
        ]
        return sorted(found, key=lambda sound: -sound.score)[:count]

    def named(self, key: str) -> FoundSound | None:
        """The sound "synthesis:RECIPE", or "synthesis:RECIPE@STRENGTH"."""
        name, _, strength = key.partition(":")[2].partition("@")
        recipe = self._recipes.get(name)
        if recipe is None:
            return None
        try:
            return _sound(recipe, min(1.0, max(0.0, float(strength or 1.0))), 1.0)
        except ValueError:
            return None

    def prepared(self, sound: FoundSound, wanted: Wanted, seed: int) -> FoundSound | Refused:
        """The sound as it is: it is made when it is heard."""
        del wanted, seed
        return sound

    def hear(
        self, sound: FoundSound, take: int, seed: int, seconds: float | None, rate: int
    ) -> Heard:
        """Makes a take; a bed as long as it is wanted. See `Source.hear`."""
        name, _, strength = sound.key.partition(":")[2].partition("@")
        recipe = self._recipes[name]
        length = seconds if recipe.loops else None
        makes = _made if (length or recipe.seconds) > _LONGEST_KEPT_S else _kept
        made = makes(recipe, seed * _SEED_STEP + take, length, rate, float(strength))
        return Heard(made.samples.copy(), made.rate, made.sync_s, made.loops)


def _made(recipe: Recipe, seed: int, seconds: float | None, rate: int, strength: float) -> Made:
    character = Character(strength=strength)
    return make(recipe, seed=seed, seconds=seconds, rate=rate, character=character)


_kept = lru_cache(maxsize=_KEPT)(_made)


def _sound(recipe: Recipe, strength: float, score: float) -> FoundSound:
    takes = 1 if recipe.loops else _TAKES
    return FoundSound(
        key=f"synthesis:{recipe.name}@{strength:g}",
        source="synthesis",
        name=recipe.name,
        ucs=recipe.ucs,
        description=recipe.description,
        duration_s=0.0 if recipe.loops else recipe.seconds,
        takes=(Take(0.0, recipe.seconds, 0.0),) * takes,
        loops=recipe.loops,
        licence=_LICENCE,
        temporary=recipe.temporary,
        score=score,
    )


def _score(recipe: Recipe, wanted: Wanted) -> float:
    """As of any sound; of recipes that fit alike, the usual shoe and length are a little better."""
    fits = fit(wanted, recipe.name, " ".join((recipe.description, *recipe.words)), recipe.ucs)
    score = suited(fits, wanted, 0.0, recipe.loops, _TAKES)
    if recipe.surface and recipe.surface == wanted.surface:
        score += _NEARER
    if recipe.shoe and recipe.shoe == (wanted.shoe or _USUAL_SHOE):
        score += _NEARER
    usual_s = wanted.seconds or _USUAL_S
    return min(1.0, score) - _NEARER / 10 * abs(math.log2(recipe.seconds / usual_s))
