"""Sounds that come with Backbeat: a few effects, so that something can be placed at once."""

from backbeat.foley.starter.manifest import LICENCE_PATH, StarterSound, starter_sounds

__all__ = ["LICENCE_PATH", "StarterSound", "starter_sounds"]
