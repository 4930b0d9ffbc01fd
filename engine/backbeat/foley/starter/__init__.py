"""Sounds that come with Backbeat: a few dozen effects, so that there is something to place at once."""

from backbeat.foley.starter.manifest import LICENCE_PATH, StarterSound, starter_sounds

__all__ = ["LICENCE_PATH", "StarterSound", "starter_sounds"]
