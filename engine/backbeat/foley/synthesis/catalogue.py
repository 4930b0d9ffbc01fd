"""All that can be made."""

from __future__ import annotations

from functools import cache

from backbeat.foley.synthesis import (
    air,
    cloth,
    designed,
    doors,
    fire,
    footsteps,
    glass,
    impacts,
    places,
    props,
    roads,
    water,
    waters,
    whooshes,
)
from backbeat.foley.synthesis.recipe import Recipe


@cache
def recipes() -> tuple[Recipe, ...]:
    """Every recipe, each with a name of its own."""
    rooms = (footsteps, impacts, doors, glass, cloth, props, water, whooshes, designed, fire)
    beds = (air, waters, roads, places)
    return tuple(recipe for room in (*rooms, *beds) for recipe in room.recipes())


def recipe_named(name: str) -> Recipe | None:
    """The recipe of that name."""
    return next((recipe for recipe in recipes() if recipe.name == name), None)
