"""Sounds made from nothing but numbers: foley, effects and beds.

The same recipe, seed, length and rate make the same samples. Beds loop: their end joins their
beginning.
"""

from backbeat.foley.synthesis.catalogue import recipe_named, recipes
from backbeat.foley.synthesis.making import make
from backbeat.foley.synthesis.recipe import Character, Made, Recipe

__all__ = ["Character", "Made", "Recipe", "make", "recipe_named", "recipes"]
